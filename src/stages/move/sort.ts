import type { CaseId, Oid } from "../../model/ids";
import type { WorkCommit } from "../../tools/git/branchWork";
import { replay, type ReplayPlace } from "../../tools/git/replay";

/** Which commits move and why, and which stay; both oldest first. */
export interface Sorted {
  readonly moves: readonly { readonly commit: WorkCommit; readonly why: string }[];
  readonly stays: readonly WorkCommit[];
  /** Where the public branch will stand. */
  readonly publicTip: Oid;
  /** The tip of the moved commits on the public commit below, with the trailer. */
  readonly movedTip: Oid;
}

/**
 * Parts a branch in what moves and what stays. Besides the chosen commits there move: later ones that change a file of
 * theirs, later ones that do not fit without them, and earlier ones without which a moved one does not fit.
 *
 * @param chosen - commits that must move, each with the reason for people
 * @throws EmbargoError `git-failed`
 */
export async function sortCommits(
  place: ReplayPlace,
  base: Oid,
  commits: readonly WorkCommit[],
  chosen: ReadonlyMap<Oid, string>,
  trailer: CaseId,
): Promise<Sorted> {
  const why = new Map(chosen);
  for (;;) {
    addLaterInSameFiles(commits, why);
    const moves = commits.filter(({ oid }) => why.has(oid));
    const stays = commits.filter(({ oid }) => !why.has(oid));
    const kept = await replay(place, base, stays);
    if ("stuck" in kept) {
      why.set(kept.stuck, "does not fit without what moves");
      continue;
    }
    const moved = await replay(place, base, moves, { trailer });
    if ("stuck" in moved) {
      addBelow(commits, why, moved.stuck);
      continue;
    }
    const withWhy = moves.map((commit) => ({ commit, why: why.get(commit.oid) ?? "" }));
    return { moves: withWhy, stays, publicTip: kept.tip, movedTip: moved.tip };
  }
}

/** What changes a file of the fix after it is most likely part of it, or shows it. */
function addLaterInSameFiles(commits: readonly WorkCommit[], why: Map<Oid, string>): void {
  const movedBy = new Map<string, Oid>();
  for (const { oid, paths } of commits) {
    const shared = paths.find((path) => movedBy.has(path));
    if (!why.has(oid) && shared !== undefined) {
      why.set(oid, `changes ${shared} after ${movedBy.get(shared)?.slice(0, 7)}`);
    }
    if (why.has(oid)) for (const path of paths) if (!movedBy.has(path)) movedBy.set(path, oid);
  }
}

/** Those below the stuck one that share a file with it; all of them when none does. At least one is added each time. */
function addBelow(commits: readonly WorkCommit[], why: Map<Oid, string>, stuck: Oid): void {
  const at = commits.findIndex(({ oid }) => oid === stuck);
  const paths = new Set(commits[at]?.paths);
  const below = commits.slice(0, at).filter(({ oid }) => !why.has(oid));
  const shared = below.filter((commit) => commit.paths.some((path) => paths.has(path)));
  for (const { oid } of shared.length > 0 ? shared : below) why.set(oid, `${stuck.slice(0, 7)} builds on it`);
}
