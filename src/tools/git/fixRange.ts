import type { CaseRecord } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import type { CasePlaces } from "../home";
import { isAncestor, mergeBase, resolveCommit, treeOf } from "./repository";
import { branchTip } from "./worktrees";

/** Where the fix begins and ends now, in the private repository. */
export interface FixRange {
  readonly base: Oid;
  readonly baseTree: Oid;
  readonly tip: Oid;
  readonly tree: Oid;
}

/**
 * The fix as the case's branch holds it. Its base is the one it was opened on, or, after a rebase, the newest commit it
 * shares with the public branch.
 *
 * @throws EmbargoError `no-commit` when the branch is gone, `base-unknown` when it shares nothing with its base
 */
export async function readFixRange(record: CaseRecord, places: CasePlaces): Promise<FixRange> {
  const { commit: tip, tree } = await branchTip(record, places);
  const base = await readBase(record, places.repository, tip);
  return { base, baseTree: await treeOf(places.repository, base), tip, tree };
}

/** A branch of the private repository, and the public one that it is for. */
export interface PrivateBranch {
  /** Its name in the private repository, without `refs/heads/`. */
  readonly ref: string;
  /** The public branch. */
  readonly name: string;
}

/**
 * What a branch of the private repository has beyond the public branch that it is for.
 *
 * @throws EmbargoError `no-commit` when there is no such branch, `base-unknown` when it shares nothing with the public one
 */
export async function readBranchRange(places: CasePlaces, { ref, name }: PrivateBranch): Promise<FixRange> {
  const { repository } = places;
  const tip = await resolveCommit(repository, `refs/heads/${ref}`);
  if (!tip) {
    throw new EmbargoError(
      "no-commit",
      `The private repository has no branch ${ref}.`,
      "Its branches: git branch --list, in the private worktree.",
    );
  }
  const base = await sharedWithPublic(repository, name, tip);
  if (!base) {
    throw new EmbargoError(
      "base-unknown",
      `The branch ${ref} shares no commit with a public branch ${name}.`,
      "Say which public branch it is for: --branch PRIVATE:PUBLIC. Fetch in the private worktree if that one is new.",
    );
  }
  return { base, baseTree: await treeOf(repository, base), tip, tree: await treeOf(repository, tip) };
}

async function readBase({ base }: CaseRecord, gitDir: string, tip: Oid): Promise<Oid> {
  const opened = (await isAncestor({ gitDir }, base.commit, tip)) ? base.commit : undefined;
  const shared = await sharedWithPublic(gitDir, base.branch, tip);
  if (opened && shared) return (await isAncestor({ gitDir }, opened, shared)) ? shared : opened;
  const found = opened ?? shared;
  if (found) return found;
  throw new EmbargoError(
    "base-unknown",
    "The branch of the fix shares no commit with what it was opened on.",
    "Rebase it onto the public branch in the private worktree (git rebase origin/<branch>).",
  );
}

async function sharedWithPublic(gitDir: string, branch: string, tip: Oid): Promise<Oid | undefined> {
  const upstream = await resolveCommit(gitDir, `refs/remotes/origin/${branch}`);
  return upstream && mergeBase({ gitDir }, tip, upstream);
}
