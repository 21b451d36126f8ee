import { randomBytes } from "node:crypto";
import { Uri, type Webview } from "vscode";
import type { Session } from "../session";
import { html, type Html } from "./html";

/** The scripts in media, by what their page is for. */
type Script = "received" | "severity";

/**
 * A whole page around `body`: our own style and script, nothing remote, nothing inline, and no way out but messages.
 */
export function page(
  { context }: Session,
  webview: Webview,
  title: string,
  body: Html,
  script: Script = "received",
): string {
  const media = (name: string) => webview.asWebviewUri(Uri.joinPath(context.extensionUri, "media", name)).toString();
  const nonce = randomBytes(16).toString("hex");
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'; form-action 'none'; base-uri 'none'`;
  const whole = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="stylesheet" href="${media("page.css")}" />
        <title>${title}</title>
      </head>
      <body>
        <main>${body}</main>
        <script nonce="${nonce}" src="${media(`${script}.js`)}"></script>
      </body>
    </html>`;
  return whole.html;
}

/** Lets a view load our own files and nothing else of the machine. */
export function restrict({ context }: Session, webview: Webview): void {
  webview.options = { enableScripts: true, localResourceRoots: [Uri.joinPath(context.extensionUri, "media")] };
}
