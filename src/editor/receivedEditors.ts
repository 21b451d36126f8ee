import { Disposable, window, type CustomDocument, type CustomReadonlyEditorProvider, type Uri } from "vscode";
import { loadFace } from "./loadFace";
import type { Session } from "./session";

/** What opens a received file: a view type of package.json, and the part of the face that fills it. */
const RECEIVED = { "embargo.bundle": "showBundle", "embargo.answer": "showAnswer" } as const;

/** Opens bundles and answers as views; nothing is loaded before somebody opens one. */
export function receivedEditors(session: Session): Disposable {
  const views = Object.entries(RECEIVED).map(([viewType, show]) => {
    const provider: CustomReadonlyEditorProvider = {
      openCustomDocument: (uri) => new ReceivedFile(uri),
      resolveCustomEditor: async ({ uri }, panel) => (await loadFace())[show](session, uri, panel),
    };
    return window.registerCustomEditorProvider(viewType, provider, {
      supportsMultipleEditorsPerDocument: false,
      webviewOptions: { retainContextWhenHidden: false, enableFindWidget: true },
    });
  });
  return Disposable.from(...views);
}

/** The file alone: what was read from it belongs to the view that shows it. */
class ReceivedFile implements CustomDocument {
  readonly uri: Uri;

  constructor(uri: Uri) {
    this.uri = uri;
  }

  dispose(): void {
    // nothing is kept here
  }
}
