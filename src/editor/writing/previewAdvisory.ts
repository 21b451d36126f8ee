import { Disposable, ViewColumn, window, workspace } from "vscode";
import { previewOf } from "../../stages/advise/preview";
import { page, restrict } from "../review/page";
import type { Session } from "../session";
import { advisoryInFront } from "./advisoryInFront";

/** A pause in typing, after which the preview follows. */
const PAUSE_MS = 300;

/**
 * Shows beside the advisory what its readers will see, and follows what is typed.
 *
 * @throws EmbargoError `advisory-invalid` when no advisory is open
 */
export async function previewAdvisory(session: Session, argument: unknown): Promise<void> {
  const document = await advisoryInFront(argument);
  const title = "Preview of the advisory";
  const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
  const panel = window.createWebviewPanel("embargo.advisoryPreview", title, column);
  restrict(session, panel.webview);
  let pause: NodeJS.Timeout | undefined;
  let closed = false;
  const show = async () => {
    const body = { html: await previewOf(document.getText()) };
    if (!closed) panel.webview.html = page(session, panel.webview, title, body);
  };
  const following = Disposable.from(
    workspace.onDidChangeTextDocument((change) => {
      if (change.document !== document) return;
      clearTimeout(pause);
      pause = setTimeout(() => void show(), PAUSE_MS);
    }),
    workspace.onDidCloseTextDocument((other) => {
      if (other === document) panel.dispose();
    }),
  );
  panel.onDidDispose(() => {
    closed = true;
    clearTimeout(pause);
    following.dispose();
  });
  await show();
}
