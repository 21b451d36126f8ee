import { ViewColumn, window } from "vscode";
import type { Report } from "../../stages/open";
import type { Session } from "../session";
import { html } from "./html";
import { page, restrict } from "./page";

/**
 * Shows a report before its case is opened: as text, nothing rendered or fetched, and on a page of our own, because a
 * document in the public clone's window is there for every other extension to read.
 */
export function showReport(session: Session, { from, suggestedTitle, text, attachments }: Report): void {
  const panel = window.createWebviewPanel("embargo.report", "Report", ViewColumn.Active, {});
  restrict(session, panel.webview);
  const sender = [from?.name, from?.mail && `<${from.mail}>`].filter(Boolean).join(" ");
  const body = html`
    <header>
      <h1>${suggestedTitle ?? "Report"}</h1>
      <p class="quiet">${sender === "" ? "The mail names no sender." : `From ${sender}`}</p>
    </header>
    <pre class="card">${text}</pre>
    ${attachments.map(({ name }) => html`<p class="quiet">Attached, and kept with the case: ${name}</p>`)}
  `;
  panel.webview.html = page(session, panel.webview, "Report", body);
}
