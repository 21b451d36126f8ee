import { readTextIfThere, writeFileAtomic } from "../../tools/files";
import { findCase } from "../../tools/cases/store";
import type { Home } from "../../tools/home";
import { readAdviseFacts } from "./facts";
import { refreshAdvisory } from "./refresh";

/**
 * Brings the lists of a case's advisory that are still ours up to date with the fix; see `refreshAdvisory`.
 *
 * @returns whether the file changed; it is written only then, and never made
 * @throws EmbargoError as `readAdviseFacts`; `disk-full`, `home-unwritable`
 */
export async function keepAdvisoryCurrent(home: Home, caseId: string): Promise<boolean> {
  const { places } = await findCase(home, caseId);
  const text = await readTextIfThere(places.advisory);
  if (text === undefined || text.includes("\ufffd")) return false; // not UTF-8: writing it back would damage it
  const fresh = refreshAdvisory(text, await readAdviseFacts(home, caseId));
  if (fresh === text) return false;
  await writeFileAtomic(places.advisory, fresh);
  return true;
}
