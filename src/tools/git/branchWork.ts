import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import { exists } from "../files";
import { readGuardSettings } from "./guardSettings";
import { readPublicTips } from "./publicTips";
import { openRepository, readOid } from "./repository";
import { git, gitLines, gitText } from "./run";

/** A commit of a branch that is not public yet. */
export interface WorkCommit {
  readonly oid: Oid;
  readonly parent: Oid;
  readonly tree: Oid;
  readonly subject: string;
  /** What it changes. */
  readonly paths: readonly string[];
  readonly isSigned: boolean;
}

/** The branch that is checked out, and what of it is not public yet. */
export interface BranchWork {
  /** The common git directory, absolute. */
  readonly gitDir: string;
  /** The root of the work tree. */
  readonly worktree: string;
  /** Short name of the local branch. */
  readonly branch: string;
  /** Short name of the public branch it goes to; the local one's when it has no upstream. */
  readonly publicBranch: string;
  readonly tip: Oid;
  /** The newest public commit that it stands on. */
  readonly base: Oid;
  /** Oldest first, each the only parent of the next. */
  readonly commits: readonly WorkCommit[];
  /** Other local branches and tags that hold some of them, short names. */
  readonly alsoOn: readonly string[];
}

/** More are no forgotten push but another kind of work. */
const MOST_COMMITS = 200;

/** What git keeps while it waits for a person (git-status(1)). */
const UNFINISHED = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"];

/**
 * Reads the branch around `directory`.
 *
 * @throws EmbargoError `not-a-repository`; `refused` when the branch is none that can be set back safely: no branch, no work
 *   tree, checked out twice, in the middle of a merge or rebase, with merges or without a public commit below
 */
export async function readBranchWork(directory: string): Promise<BranchWork> {
  const { gitDir, worktree } = await openRepository(directory);
  if (worktree === undefined) throw cannot("There is no work tree here.", "Run it in a checkout of the branch.");
  const [branch, tip] = await Promise.all([
    currentBranch(worktree),
    gitText(["rev-parse", "HEAD"], { cwd: worktree }).then(readOid),
    refuseUnfinished(worktree),
  ]);
  await refuseTwice(gitDir, branch);
  const commits = await readCommits(gitDir, tip);
  const first = commits[0];
  return {
    gitDir,
    worktree,
    branch,
    publicBranch: await publicBranch(worktree, branch),
    tip,
    base: first?.parent ?? tip,
    commits,
    alsoOn: first ? await othersWith(gitDir, branch, first.oid) : [],
  };
}

/** Whether files that git knows were changed and not committed. */
export async function isDirty(worktree: string): Promise<boolean> {
  const args = ["--no-optional-locks", "status", "--porcelain", "-z", "--untracked-files=no"];
  return (await git(args, { cwd: worktree })).stdout.length > 0;
}

async function currentBranch(worktree: string): Promise<string> {
  const { exitCode, stdout } = await git(["symbolic-ref", "--quiet", "--short", "HEAD"], {
    cwd: worktree,
    expect: [1, 128],
  });
  if (exitCode === 0) return stdout.toString("utf8").trim();
  throw cannot("No branch is checked out here.", "Check out the branch that holds the commits: git switch BRANCH");
}

async function refuseUnfinished(worktree: string): Promise<void> {
  const own = await gitText(["rev-parse", "--absolute-git-dir"], { cwd: worktree });
  const there = await Promise.all(UNFINISHED.map((name) => exists(join(own, name))));
  if (!there.includes(true)) return;
  throw cannot("A merge, rebase or cherry-pick is not finished here.", "Finish or abort it first: git status");
}

async function refuseTwice(gitDir: string, branch: string): Promise<void> {
  const lines = await gitLines(["worktree", "list", "--porcelain"], { gitDir });
  if (lines.filter((line) => line === `branch refs/heads/${branch}`).length <= 1) return;
  throw cannot(
    `The branch ${branch} is checked out in more than one work tree.`,
    "Switch the other one to another branch first: git worktree list",
  );
}

async function publicBranch(worktree: string, branch: string): Promise<string> {
  const { exitCode, stdout } = await git(["rev-parse", "--symbolic-full-name", "@{upstream}"], {
    cwd: worktree,
    expect: [128],
  });
  const upstream = exitCode === 0 ? /^refs\/remotes\/[^/]+\/(.+)$/.exec(stdout.toString("utf8").trim()) : undefined;
  return upstream?.[1] ?? branch;
}

async function readCommits(gitDir: string, tip: Oid): Promise<WorkCommit[]> {
  const { privateRemotes } = await readGuardSettings(gitDir);
  const known = await readPublicTips({ gitDir }, privateRemotes, []);
  const stdin = [tip, ...known.map((oid) => `^${oid}`), ""].join("\n");
  const args = ["rev-list", "--topo-order", "--reverse", "--parents", `--max-count=${MOST_COMMITS + 1}`, "--stdin"];
  const lines = await gitLines(args, { gitDir, stdin });
  if (lines.length > MOST_COMMITS) {
    throw cannot(
      `More than ${MOST_COMMITS} commits of this branch are not public.`,
      "Make a branch with the few that belong together: git switch -c NAME, git rebase -i",
    );
  }
  const chain = lines.map((line) => line.split(" ") as [string, string?, string?]);
  return Promise.all(
    chain.map(([oid, parent, second], index) => readCommit(gitDir, oid, parent, second, chain[index - 1]?.[0])),
  );
}

async function readCommit(
  gitDir: string,
  oid: string,
  parent: string | undefined,
  second: string | undefined,
  before: string | undefined,
): Promise<WorkCommit> {
  if (parent === undefined)
    throw cannot("Nothing below these commits is public.", "Push the first commits of the project, then move.");
  if (second !== undefined || (before !== undefined && parent !== before)) {
    throw cannot(
      `There is a merge among the commits that are not public (at ${oid.slice(0, 7)}).`,
      "Make them a straight line first (git rebase), then move.",
    );
  }
  const [header, paths] = await Promise.all([
    gitText(["cat-file", "commit", oid], { gitDir }),
    gitText(["diff-tree", "-r", "-z", "--no-commit-id", "--name-only", "--no-renames", oid], { gitDir }),
  ]);
  const [head = "", ...body] = header.split("\n\n");
  return {
    oid: readOid(oid),
    parent: readOid(parent),
    tree: readOid(/^tree (\S+)$/m.exec(head)?.[1] ?? ""),
    subject: body.join("\n\n").split("\n", 1)[0] ?? "",
    paths: paths.split("\0").filter(Boolean),
    isSigned: /^gpgsig/m.test(head),
  };
}

async function othersWith(gitDir: string, branch: string, first: Oid): Promise<string[]> {
  const args = ["for-each-ref", `--contains=${first}`, "--format=%(refname)", "refs/heads", "refs/tags"];
  const names = await gitLines(args, { gitDir });
  return names
    .filter((name) => name !== `refs/heads/${branch}`)
    .map((name) => name.replace(/^refs\/(?:heads|tags)\//, ""));
}

function cannot(what: string, hint: string): EmbargoError {
  return new EmbargoError("refused", what, `Nothing was changed. ${hint}`);
}
