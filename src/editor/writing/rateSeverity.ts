import { Disposable, ViewColumn, window, workspace, type TextDocument, type WebviewPanel } from "vscode";
import { page, restrict } from "../review/page";
import type { Session } from "../session";
import { showError } from "../showError";
import { advisoryInFront } from "./advisoryInFront";
import { RatedDocument, type Said } from "./ratedDocument";
import { severityPage } from "./severityPage";

/** A pause in typing, after which the form follows. */
const PAUSE_MS = 300;

/** The form of each advisory, while it is open. */
const panels = new WeakMap<TextDocument, WebviewPanel>();

/**
 * Opens the form in which the severity of an advisory is rated, beside it; both follow each other.
 *
 * @throws EmbargoError `advisory-invalid` when no advisory is open
 */
export async function rateSeverity(session: Session, argument: unknown): Promise<void> {
  const document = await advisoryInFront(argument);
  const before = panels.get(document);
  if (before) return before.reveal();
  const title = "Severity of the advisory";
  const panel = window.createWebviewPanel("embargo.severity", title, ViewColumn.Beside);
  const { webview } = panel;
  panels.set(document, panel);
  restrict(session, webview);
  const rated = new RatedDocument(document, (message) => void webview.postMessage(message));
  let pause: NodeJS.Timeout | undefined;
  let last = Promise.resolve(); // one after the other: a second press finds what the first has done
  const listening = Disposable.from(
    webview.onDidReceiveMessage((said: Said) => {
      last = last.then(() => rated.hear(said)).catch(showError);
    }),
    workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document) return;
      clearTimeout(pause);
      pause = setTimeout(() => void rated.follow(), PAUSE_MS);
    }),
    workspace.onDidCloseTextDocument((other) => {
      if (other === document) panel.dispose();
    }),
  );
  panel.onDidDispose(() => {
    panels.delete(document);
    clearTimeout(pause);
    listening.dispose();
  });
  webview.html = page(session, webview, title, severityPage(), "severity");
}
