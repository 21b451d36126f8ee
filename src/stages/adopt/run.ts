import { join } from "node:path";
import { sha256Hex } from "../../model/bundle/manifest";
import { caseBranch } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { toInstant, type Oid } from "../../model/ids";
import type { RunOptions } from "../../model/plan";
import { appendLog } from "../../tools/cases/log";
import { updateCase } from "../../tools/cases/store";
import { writeFileAtomic } from "../../tools/files";
import { git } from "../../tools/git/run";
import { branchTip } from "../../tools/git/worktrees";
import { refreshGuardFacts } from "../../tools/guard/refresh";
import type { Home } from "../../tools/home";
import type { AdoptPlan } from "./plan";

/** Where the fix is now. */
export interface AdoptResult {
  readonly tip: Oid;
  readonly commits: number;
}

/**
 * Puts the series into the private worktree. The files it came in are kept as evidence, and the case notes who wrote it.
 *
 * @throws EmbargoError `busy` when the branch moved since the plan, `git-failed`, `disk-full`
 */
export async function runAdopt(
  home: Home,
  { facts, steps }: AdoptPlan,
  options: RunOptions = {},
): Promise<AdoptResult> {
  const { record, places, base, tip, pack, commits, from, files } = facts;
  if ((await branchTip(record, places)).commit !== base) throw movedMeanwhile(record.id);
  steps.forEach((step) => options.onStep?.(step));
  for (const file of files) {
    await writeFileAtomic(join(places.evidence, `patch-${(await sha256Hex(file)).slice(0, 8)}.quarantine`), file);
  }
  await git(["index-pack", "--stdin", "--fix-thin", "--strict"], { gitDir: places.repository, stdin: pack });
  const quiet = ["-c", "core.hooksPath=/dev/null", "-c", "merge.verifySignatures=false"];
  await git([...quiet, "merge", "--ff-only", "--quiet", tip], { cwd: places.worktree });
  const at = toInstant(new Date());
  await updateCase(home, record.id, (known) => ({
    ...known,
    adopted: [...(known.adopted ?? []), { at, from, commits: commits.length, tip }],
  }));
  await appendLog(home, places, { stage: "adopt", event: "taken-in", facts: { commits: commits.length } });
  await refreshGuardFacts(home, record);
  return { tip, commits: commits.length };
}

function movedMeanwhile(id: AdoptPlan["facts"]["record"]["id"]): EmbargoError {
  return new EmbargoError(
    "busy",
    `The branch ${caseBranch(id)} has moved meanwhile.`,
    "Look at the plan again and run it once more.",
  );
}
