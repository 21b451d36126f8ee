import type { FrameLocator, Locator, Page } from "playwright-core";
import { shot } from "./shots";

const STEP_MS = 4000;
const ATTEMPTS = 5;
const MOST_TABS = 60;

/** One window of the editor, driven the way a person does. Names and titles are matched whole. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until the window is drawn. */
  async ready(): Promise<void> {
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor();
  }

  /** Runs a command of the palette, by its title with category: `Embargo: Open a Case…`. */
  async command(title: string): Promise<void> {
    await this.#quickOpen("F1", `>${title}`, this.row(title));
  }

  /** Opens a file of the workspace by its name and waits for its tab. */
  async openFile(name: string): Promise<void> {
    await this.#quickOpen("Control+P", name, this.row(name));
    await this.tab(name).waitFor();
  }

  /** Chooses a row of the open quick pick. */
  async pick(label: string): Promise<void> {
    await this.#chooseRow(this.row(label));
  }

  /** Moves the focus to something by the Tab key alone. */
  async focus(target: Locator): Promise<void> {
    await target.waitFor();
    for (let presses = 0; presses < MOST_TABS; presses++) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error("the Tab key does not lead there");
  }

  /** Presses a button by keyboard. */
  async press(button: Locator): Promise<void> {
    await this.focus(button);
    await this.page.keyboard.press("Enter");
  }

  /** Presses a button of a notification, by keyboard. */
  async pressToast(text: string, button: string): Promise<void> {
    const toast = this.toast(text);
    await toast.waitFor();
    await this.command("Notifications: Focus Notification Toast");
    await this.press(toast.getByRole("button", { name: button, exact: true }));
  }

  /** Goes to something on the page of the open custom editor, by keyboard. */
  async focusOnPage(target: Locator): Promise<void> {
    await target.waitFor();
    await this.command("View: Focus Active Editor Group");
    await this.focus(target);
  }

  /** Presses a button on the page of the open custom editor, by keyboard. */
  async pressOnPage(button: Locator): Promise<void> {
    await this.focusOnPage(button);
    await this.page.keyboard.press("Enter");
  }

  /** Types into the open input box, whose title or prompt holds `question`, and accepts. */
  async answer(question: string, text: string): Promise<void> {
    const widget = this.quickInput.filter({ hasText: question });
    await widget.waitFor();
    await widget.locator("input[type=text], input[type=password]").first().fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Presses a button of the modal dialog; returns all that the dialog said. */
  async answerModal(button: string): Promise<string> {
    await this.modal.waitFor();
    const text = await this.modal.innerText();
    await this.press(this.modal.getByRole("button", { name: button, exact: true }));
    await this.modal.waitFor({ state: "hidden" });
    return text;
  }

  /** Shows the view container behind an icon of the activity bar. */
  async activity(name: string): Promise<void> {
    await this.activityIcon(name).waitFor();
    await this.command(`View: Show ${name}`);
  }

  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget:visible");
  }

  get modal(): Locator {
    return this.page.locator(".monaco-dialog-box");
  }

  /** A row of the open quick pick or palette. */
  row(label: string): Locator {
    const name = this.page.locator(".label-name", { hasText: whole(label) });
    return this.page.locator(".quick-input-widget [role=option]").filter({ has: name }).first();
  }

  /** A notification whose message holds `text`; its buttons are found by role. */
  toast(text: string): Locator {
    return this.page.locator(".notifications-toasts .notification-list-item").filter({ hasText: text });
  }

  tab(file: string): Locator {
    return this.page.locator(`.tabs-container [role=tab][data-resource-name=${JSON.stringify(file)}]`);
  }

  /** A badge adds to the label, so its start is matched. */
  activityIcon(name: string): Locator {
    return this.page.locator(`.activitybar a.action-label[aria-label^=${JSON.stringify(name)}]`);
  }

  /** A row of a tree view; the name is the tooltip where one is set. While a tree is drawn anew a row can be there twice. */
  treeItem(name: string | RegExp): Locator {
    return this.page.getByRole("treeitem", { name }).first();
  }

  /** A status bar item of ours, by the id the extension gave it. */
  statusItem(id: string): Locator {
    return this.page.locator(`[id="embargo.embargo.${id}"]`);
  }

  /** The document inside our visible webview (panel or custom editor). */
  webview(): FrameLocator {
    const outer = this.page.locator('iframe.webview.ready[src*="extensionId=embargo.embargo"]:visible');
    return outer.contentFrame().locator("iframe#active-frame").contentFrame();
  }

  /** Writes test/shots/<name>.png. */
  async shot(name: string): Promise<void> {
    await shot(this.page, name);
  }

  async #chooseRow(row: Locator, timeout?: number): Promise<void> {
    await row.waitFor({ ...(timeout !== undefined && { timeout }) });
    for (let presses = 0; presses < MOST_TABS; presses++) {
      if (await row.evaluate((element) => element.classList.contains("focused"))) break;
      await this.page.keyboard.press("ArrowDown");
    }
    await this.page.keyboard.press("Enter");
  }

  /** Opening, typing and choosing are one step, tried again as one: a late change of focus closes the widget. */
  async #quickOpen(key: string, text: string, row: Locator): Promise<void> {
    const input = this.quickInput.locator("input").first();
    for (let attempt = 1; ; attempt++) {
      try {
        await this.page.keyboard.press(key);
        await input.fill(text, { timeout: STEP_MS });
        await this.#chooseRow(row, STEP_MS);
        return;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }
}

function whole(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}
