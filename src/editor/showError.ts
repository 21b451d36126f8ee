import { commands, window } from "vscode";
import { asEmbargoError } from "../model/errors";
import { buttonFor, hintFor } from "./remedies";
import { withoutLinks } from "./withoutLinks";

/**
 * The one place where a failure becomes words: a sentence, what to do next, and a button where one press does it.
 * Titles, paths and diffs never stand in a notification.
 */
export async function showError(thrown: unknown, argument?: unknown): Promise<void> {
  const error = asEmbargoError(thrown);
  if (error.code === "cancelled") return;
  if (error.code === "internal") {
    await window.showErrorMessage("Something unexpected went wrong. Nothing was sent.");
    return;
  }
  const button = buttonFor(error);
  const text = withoutLinks(`${error.message} ${hintFor(error)}`);
  const pressed = await window.showErrorMessage(text, ...(button ? [button.words] : []));
  if (button && pressed) await commands.executeCommand(button.command, argument);
}
