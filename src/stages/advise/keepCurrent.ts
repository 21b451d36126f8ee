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
  const behind = await findOutdatedAdvisory(home, caseId);
  if (behind) await writeFileAtomic(behind.path, behind.fresh);
  return behind !== undefined;
}

/**
 * The advisory of a case and the text it should have, or `undefined` when it is up to date or not there.
 *
 * @throws EmbargoError as `readAdviseFacts`
 */
export async function findOutdatedAdvisory(
  home: Home,
  caseId: string,
): Promise<{ readonly path: string; readonly fresh: string } | undefined> {
  const { advisory: path } = (await findCase(home, caseId)).places;
  const text = await readTextIfThere(path);
  if (text === undefined || text.includes("\ufffd")) return undefined; // not UTF-8: writing it back would damage it
  const fresh = refreshAdvisory(text, await readAdviseFacts(home, caseId));
  return fresh === text ? undefined : { path, fresh };
}
