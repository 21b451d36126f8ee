import { EmbargoError } from "../../model/errors";
import type { CaseId, Oid } from "../../model/ids";
import type { RunOptions } from "../../model/plan";
import { appendLog } from "../../tools/cases/log";
import { carryObjects, setBranch } from "../../tools/git/carryObjects";
import { replay } from "../../tools/git/replay";
import { resolveCommit } from "../../tools/git/repository";
import { git } from "../../tools/git/run";
import type { Home } from "../../tools/home";
import { refreshGuardFacts } from "../../tools/guard/refresh";
import { withPlace, type MoveFacts } from "./facts";
import type { MovePlan } from "./plan";

export interface MoveOptions extends RunOptions {
  /** Opens the case of the plan, or finishes opening it; called only when the plan says so. */
  readonly open: (options: RunOptions) => Promise<unknown>;
}

/** What a move did. */
export interface MoveResult {
  readonly case: CaseId;
  readonly worktree: string;
  /** Commits that were moved. */
  readonly commits: number;
  /** Where they are in the private repository, and where the public branch is now. */
  readonly branch: string;
  readonly publicBranch: string;
  readonly publicTip: Oid;
}

/**
 * Does the plan: opens the case, brings the commits there, lets the guard know them, and only then sets the public branch
 * back. Each step is whole or may be done again; the same call after a cut goes on.
 *
 * @throws EmbargoError `cancelled`, `busy` when something changed meanwhile, `git-failed`, and what `open` throws
 */
export async function runMove(home: Home, plan: MovePlan, options: MoveOptions): Promise<MoveResult> {
  const { work, sorted, target, carrying } = plan.facts;
  const { record, places } = target;
  if (target.opening) await options.open(options);
  const begin = (id: string) => {
    if (options.signal?.aborted) throw cancelled();
    const step = plan.steps.find((candidate) => candidate.id === id);
    if (step) options.onStep?.(step);
  };
  begin("carry");
  if (carrying.way !== "present") await carry(home, plan.facts);
  begin("know");
  await appendLog(home, places, { stage: "move", event: "moved", facts: { commits: sorted.moves.length } });
  await refreshGuardFacts(home, record);
  begin("setBack");
  await setBack(home, plan.facts);
  return {
    case: record.id,
    worktree: places.worktree,
    commits: sorted.moves.length,
    branch: carrying.branch,
    publicBranch: work.branch,
    publicTip: sorted.publicTip,
  };
}

async function carry(home: Home, { work, sorted, target, carrying }: MoveFacts): Promise<void> {
  const { places, record } = target;
  const commits = sorted.moves.map(({ commit }) => commit);
  await withPlace(home, [work.gitDir, places.repository], async (place) => {
    const options = { trailer: record.id, ...(carrying.way === "append" ? { skipPresent: !target.opening } : {}) };
    const made = await replay(place, carrying.from, commits, options);
    if ("stuck" in made || made.tip !== carrying.to) throw changed();
    await carryObjects(place, places.repository, carrying.to);
  });
  if (carrying.way === "append") return await setBranch(places.worktree, carrying.branch, carrying.from, carrying.to);
  const args = ["update-ref", "-m", "embargo: move", `refs/heads/${carrying.branch}`, carrying.to];
  await git(args, { gitDir: places.repository });
}

/** The commits that stay are made again in the public repository itself; what was tried before is the same to the byte. */
async function setBack(home: Home, { work, sorted }: MoveFacts): Promise<void> {
  if (!(await resolveCommit(work.gitDir, sorted.publicTip))) {
    await withPlace(home, [work.gitDir], async (place) => {
      const made = await replay(place, work.base, sorted.stays);
      if ("stuck" in made || made.tip !== sorted.publicTip) throw changed();
      await carryObjects(place, work.gitDir, sorted.publicTip);
    });
  }
  await setBranch(work.worktree, work.branch, work.tip, sorted.publicTip);
}

function changed(): EmbargoError {
  return new EmbargoError(
    "busy",
    "The repository has changed since the plan was shown.",
    "Nothing is lost. Run the same command again; it makes a new plan.",
  );
}

function cancelled(): EmbargoError {
  return new EmbargoError(
    "cancelled",
    "Cancelled between two steps; what was done stays.",
    "Your commits are on your branch as before, or in the case. Run the same command again to go on.",
  );
}
