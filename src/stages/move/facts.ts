import { join } from "node:path";
import { caseBranch } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { asOid, type CaseId, type Oid } from "../../model/ids";
import type { Reason } from "../../model/push";
import { makeFolder, removeTree } from "../../tools/files";
import { isDirty, readBranchWork, type BranchWork, type WorkCommit } from "../../tools/git/branchWork";
import { isAhead } from "../../tools/git/carryObjects";
import { apartFrom, replay, type ReplayPlace } from "../../tools/git/replay";
import { resolveCommit, rootCommits } from "../../tools/git/repository";
import { gitText } from "../../tools/git/run";
import { branchTip, isWorktreeThere } from "../../tools/git/worktrees";
import { makeTemporary, type Home } from "../../tools/home";
import { sortCommits, type Sorted } from "./sort";
import { chooseTarget, type PlanOpening, type Target } from "./target";

/** What a person asked for. */
export interface MoveWishes {
  /** Anywhere in the checkout. */
  readonly directory: string;
  /** Commits by name. Default: what the guard finds in the branch. */
  readonly commits?: readonly string[];
  /** What the guard finds in the branch: handed in, because stages do not know each other. */
  readonly find: () => Promise<readonly Reason[]>;
  /** An open case. Default: the one that the guard finds, else a new one. */
  readonly to?: string;
  /** Title of a new case. Default: the subject of the first commit. */
  readonly title?: (suggested: string) => Promise<string>;
  readonly planOpening: PlanOpening;
}

/**
 * How the commits come to the case: `append` puts them on its branch, `aside` on one of their own in the private
 * repository, where they do not fit or somebody is at work; `present` when all of it is there already.
 */
export interface Carrying {
  readonly way: "append" | "aside" | "present";
  /** Short name of the branch in the private repository. */
  readonly branch: string;
  readonly from: Oid;
  readonly to: Oid;
  /** Commits whose change is in the case already. */
  readonly present: readonly Oid[];
}

/** What the plan of a move is made from. */
export interface MoveFacts {
  readonly work: BranchWork;
  readonly sorted: Sorted;
  readonly target: Target;
  readonly carrying: Carrying;
}

/**
 * Looks at the branch and tries, in a folder of its own, what moving would make; changes nothing.
 *
 * @throws EmbargoError as `readBranchWork`; `refused` when nothing is to be moved, or changes are not committed; `usage` when
 *   the commits belong to several cases; what `find` and `planOpening` throw
 */
export async function readMoveFacts(home: Home, wishes: MoveWishes): Promise<MoveFacts> {
  const work = await readBranchWork(wishes.directory);
  const reasons = wishes.commits?.length ? [] : await wishes.find();
  const chosen = wishes.commits?.length ? await namedCommits(work, wishes.commits) : foundCommits(work, reasons);
  const first = work.commits.find(({ oid }) => chosen.has(oid));
  if (!first) throw nothingFound(work);
  const to = wishes.to ?? caseOf(reasons);
  const title = to === undefined && wishes.title ? await wishes.title(first.subject) : first.subject;
  const beginning = {
    title,
    base: work.base,
    branch: work.publicBranch,
    rootCommits: await rootCommits(work.gitDir, work.base),
  };
  const target = await chooseTarget(home, beginning, wishes.planOpening, to);
  return await withPlace(home, placesOf(work, target), async (place) => {
    const sorted = await sortCommits(place, work.base, work.commits, chosen, target.record.id);
    await refuseDirty(work, sorted, place);
    return { work, sorted, target, carrying: await chooseWay(place, work, sorted, target) };
  });
}

/** A folder for tries, removed afterwards. */
export async function withPlace<T>(
  home: Home,
  gitDirs: readonly [string, ...string[]],
  use: (place: ReplayPlace) => Promise<T>,
): Promise<T> {
  const folder = await makeTemporary(home);
  try {
    await makeFolder(join(folder, "objects"));
    return await use(apartFrom(folder, gitDirs));
  } finally {
    await removeTree(folder);
  }
}

/** The repositories whose objects are needed. */
export function placesOf({ gitDir }: BranchWork, { places, opening }: Target): [string, ...string[]] {
  return opening ? [gitDir] : [gitDir, places.repository];
}

async function chooseWay(place: ReplayPlace, work: BranchWork, sorted: Sorted, target: Target): Promise<Carrying> {
  const { record, places, opening } = target;
  const branch = caseBranch(record.id);
  const { base, tip } = work;
  if (opening) return { way: "append", branch, from: base, to: sorted.movedTip, present: [] };
  const from = (await branchTip(record, places)).commit;
  const commits = sorted.moves.map(({ commit }) => commit);
  const there = await replay(place, from, commits, { trailer: record.id, skipPresent: true });
  if (!("stuck" in there)) {
    const carrying = { branch, from, to: there.tip, present: there.present };
    if (there.tip === from) return { way: "present", ...carrying };
    if (await isFree(places.worktree, target)) return { way: "append", ...carrying };
  }
  const aside = `moved/${tip.slice(0, 7)}`;
  return { way: "aside", branch: aside, from: base, to: sorted.movedTip, present: [] };
}

/** Whether nobody is at work in the private worktree. */
async function isFree(worktree: string, { record, places }: Target): Promise<boolean> {
  if (!(await isWorktreeThere(places))) return false;
  const head = await gitText(["rev-parse", "--symbolic-full-name", "HEAD"], { cwd: worktree });
  return head === `refs/heads/${caseBranch(record.id)}` && !(await isDirty(worktree));
}

async function refuseDirty(work: BranchWork, { publicTip }: Sorted, { env }: ReplayPlace): Promise<void> {
  if (!(await isDirty(work.worktree)) || (await isAhead(work.worktree, publicTip, env))) return;
  throw new EmbargoError(
    "refused",
    "The work tree holds changes that are not committed.",
    "Nothing was changed. Commit them, or put them aside (git stash) and take them back afterwards (git stash pop).",
  );
}

function foundCommits({ commits }: BranchWork, reasons: readonly Reason[]): Map<Oid, string> {
  const known = new Set(commits.map(({ oid }) => oid));
  const chosen = new Map<Oid, string>();
  for (const { commit, detail } of reasons) {
    if (commit && known.has(commit) && !chosen.has(commit)) chosen.set(commit, detail);
  }
  return chosen;
}

async function namedCommits({ gitDir, worktree, commits, branch }: BranchWork, names: readonly string[]) {
  const chosen = new Map<Oid, string>();
  for (const name of names) {
    const oid = await resolveCommit(gitDir, await absolute(worktree, name));
    if (!oid || !commits.some((commit: WorkCommit) => commit.oid === oid)) {
      throw new EmbargoError(
        "no-commit",
        `"${name}" is none of the commits of ${branch} that are not public yet.`,
        "They are shown by: git log --oneline @{upstream}..HEAD",
      );
    }
    chosen.set(oid, "named by you");
  }
  return chosen;
}

/** `HEAD` and its like mean those of this work tree. */
async function absolute(worktree: string, name: string): Promise<string> {
  const found = await gitText(["rev-parse", "--revs-only", name], { cwd: worktree }).catch(() => "");
  return asOid(found) ?? name;
}

function caseOf(reasons: readonly Reason[]): CaseId | undefined {
  const cases = [...new Set(reasons.flatMap((reason) => reason.case ?? []))];
  if (cases.length <= 1) return cases[0];
  throw new EmbargoError(
    "usage",
    `These commits belong to more than one case: ${cases.join(", ")}.`,
    "Name the case and the commits: embargo move --to CASE COMMIT…",
  );
}

function nothingFound({ branch, commits }: BranchWork): EmbargoError {
  if (commits.length === 0) {
    return new EmbargoError(
      "refused",
      `Every commit of ${branch} is public already.`,
      "What is public cannot be made private again. If it names a flaw, speed is what helps now.",
    );
  }
  return new EmbargoError(
    "refused",
    `No commit of ${branch} that is not public yet looks like security work or belongs to a case.`,
    "Name what is to move: embargo move COMMIT…",
  );
}
