import type { Uri, WebviewPanel } from "vscode";
import { asEmbargoError, type EmbargoError } from "../../model/errors";
import { readNamedFile } from "../../tools/files";
import { LARGEST_MESSAGE } from "../../tools/pgp/unseal";
import type { Session } from "../session";
import { showError } from "../showError";
import { html, type Html } from "./html";
import { page, restrict } from "./page";
import { refusalPage, type WayOn } from "./refusalPage";

/** What a page says when something was pressed on it. */
interface Pressed {
  readonly action: string;
  readonly value?: string;
}

export type Actions = Readonly<Record<string, (value: string) => Promise<void>>>;

/** A received file in an editor tab: read, shown or refused, and its buttons. What it holds stays in memory. */
export class ReceivedView {
  readonly #session: Session;
  readonly #panel: WebviewPanel;
  readonly file: Uri;

  constructor(session: Session, file: Uri, panel: WebviewPanel, actions: Actions) {
    this.#session = session;
    this.#panel = panel;
    this.file = file;
    restrict(session, panel.webview);
    panel.webview.onDidReceiveMessage(({ action, value = "" }: Pressed) => this.#press(actions[action], value));
  }

  /** Reads the file again from where it lies. */
  bytes(): Promise<Uint8Array> {
    return readNamedFile(this.file.fsPath, LARGEST_MESSAGE);
  }

  show(heading: string, body: Html): void {
    this.#panel.webview.html = page(this.#session, this.#panel.webview, heading, body);
  }

  /** Shows `open()`, and while it works that it does; a refusal in its place, with the ways on from it. */
  async showOpened(
    heading: string,
    open: () => Promise<Html>,
    waysOn: (error: EmbargoError) => Promise<WayOn[]>,
  ): Promise<void> {
    this.show(heading, html`<p class="quiet" role="status">Checking the file…</p>`);
    try {
      this.show(heading, await open());
    } catch (thrown) {
      const error = asEmbargoError(thrown);
      this.show(heading, refusalPage("This file was not opened", error, await waysOn(error)));
    }
  }

  async #press(action: ((value: string) => Promise<void>) | undefined, value: string): Promise<void> {
    try {
      await action?.(value);
    } catch (error) {
      await showError(error);
    }
  }
}
