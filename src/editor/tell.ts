import { window } from "vscode";
import { withoutLinks } from "./withoutLinks";

/** Says one sentence and waits for nothing. The button is there because the editor cuts a notification without one. */
export function tell(sentence: string): void {
  void window.showInformationMessage(withoutLinks(sentence), "OK");
}

/** The same for something that is not as it should be. */
export function warn(sentence: string): void {
  void window.showWarningMessage(withoutLinks(sentence), "OK");
}
