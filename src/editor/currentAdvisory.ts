import { workspace } from "vscode";
import type { CaseId } from "../model/ids";
import { keepAdvisoryCurrent } from "../stages/advise/keepCurrent";
import { findCase } from "../tools/cases/store";
import type { Home } from "../tools/home";

/**
 * The path of a case's advisory, which now holds what was typed in the editor and what follows from the fix.
 *
 * @throws EmbargoError as `keepAdvisoryCurrent`
 */
export async function currentAdvisory(home: Home, id: CaseId): Promise<string> {
  const { places } = await findCase(home, id);
  const typed = workspace.textDocuments.filter(({ uri, isDirty }) => isDirty && uri.fsPath === places.advisory);
  for (const document of typed) await document.save();
  await keepAdvisoryCurrent(home, id);
  return places.advisory;
}
