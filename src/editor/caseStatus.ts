import { StatusBarAlignment, window, type Disposable, type StatusBarItem } from "vscode";
import type { CaseId } from "../model/ids";
import type { CaseView } from "../stages/overview/caseView";

/** The mark of a private window at the left end of the status bar: which case, and how far it is. */
export class CaseStatus implements Disposable {
  readonly #id: CaseId;
  readonly #item: StatusBarItem;

  constructor(id: CaseId) {
    this.#id = id;
    this.#item = window.createStatusBarItem("case", StatusBarAlignment.Left, Number.MAX_SAFE_INTEGER);
    this.#item.name = "Embargo case";
    this.#item.tooltip = `Private window of case ${id}. What you commit here stays here.`;
    this.#item.command = "embargo.showStatus";
    this.update([]);
    this.#item.show();
  }

  /** Puts the stage beside the id once the cases were read. */
  update(cases: readonly CaseView[]): void {
    const stage = cases.find(({ id }) => id === this.#id)?.stage;
    this.#item.text = [`$(lock) ${this.#id}`, stage].filter(Boolean).join(" · ");
    this.#item.accessibilityInformation = {
      label: `Private window of case ${this.#id}, ${stage ?? ""}`,
      role: "button",
    };
  }

  dispose(): void {
    this.#item.dispose();
  }
}
