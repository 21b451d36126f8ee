import { window, workspace } from "vscode";
import type { CaseId } from "../model/ids";
import { openAdvisory } from "./commands/places";
import { showCases } from "./commands/window";
import type { Session } from "./session";
import { showError } from "./showError";

const GREETED = "embargo.greeted";

/** The first time a private window opens: its advisory beside the code, the cursor in the summary, and one sentence. */
export async function greet(session: Session, id: CaseId): Promise<void> {
  const memory = session.context.workspaceState;
  if (memory.get<CaseId>(GREETED) === id || !workspace.workspaceFolders?.length) return;
  await memory.update(GREETED, id);
  try {
    await openAdvisory(session, undefined);
    const show = "Show the case";
    const text = "What you commit here stays here. When it is ready: Embargo: Send to the Reporter.";
    if ((await window.showInformationMessage(text, show)) === show) await showCases();
  } catch (error) {
    await showError(error);
  }
}
