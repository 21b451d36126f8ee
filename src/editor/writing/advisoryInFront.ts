import { Uri, window, workspace, type TextDocument } from "vscode";
import { EmbargoError } from "../../model/errors";
import { isAdvisory } from "../isAdvisory";

/**
 * The advisory a command is about: the one it names, else the one in front of the person.
 *
 * @throws EmbargoError `advisory-invalid` when none is open
 */
export async function advisoryInFront(argument: unknown): Promise<TextDocument> {
  if (argument instanceof Uri) return workspace.openTextDocument(argument);
  const document = window.activeTextEditor?.document;
  if (document && isAdvisory(document)) return document;
  throw new EmbargoError(
    "advisory-invalid",
    "No advisory is open in front of you.",
    "Open the advisory of a case (Embargo: Open the Advisory), then run the command again.",
  );
}
