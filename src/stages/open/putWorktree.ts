import type { CaseRecord } from "../../model/case";
import { placeSubmodules } from "../../tools/git/privateSubmodules";
import { restoreWorktree } from "../../tools/git/worktrees";
import type { CasePlaces } from "../../tools/home";

/**
 * Puts the private worktree in its place, with its submodules; what is there stays as it is.
 *
 * @throws EmbargoError as `restoreWorktree` and `placeSubmodules`
 */
export async function putWorktree(record: CaseRecord, places: CasePlaces): Promise<void> {
  await restoreWorktree(record, places);
  await placeSubmodules(record, places);
}
