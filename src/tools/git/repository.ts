import { asOid, type Oid } from "../../model/ids";
import { EmbargoError } from "../../model/errors";
import { git, gitLines, gitText, type GitOptions } from "./run";

/** A repository as git finds it from a folder. */
export interface Repository {
  /** Where it was asked from. */
  readonly dir: string;
  /** Absolute path of the common git directory: the same for every linked worktree. */
  readonly gitDir: string;
  /** Absolute path of the work tree around `dir`; absent in a bare repository and inside a git directory. */
  readonly worktree?: string;
  readonly bare: boolean;
  readonly objectFormat: "sha1" | "sha256";
}

/**
 * The repository around `dir`, as git-rev-parse(1) finds it.
 *
 * @throws EmbargoError `not-a-repository`, `git-unsafe-directory`, `git-missing`
 */
export async function openRepository(dir: string): Promise<Repository> {
  const questions = ["--git-common-dir", "--show-object-format", "--is-bare-repository", "--is-inside-work-tree"];
  const answers = await gitLines(["rev-parse", "--path-format=absolute", ...questions], { cwd: dir });
  const [gitDir = "", format, bare, inside] = answers;
  const found = { dir, gitDir, bare: bare === "true", objectFormat: format === "sha256" ? format : "sha1" } as const;
  if (inside !== "true") return found;
  return {
    ...found,
    worktree: await gitText(["rev-parse", "--path-format=absolute", "--show-toplevel"], { cwd: dir }),
  };
}

/**
 * The root commits that `commit` descends from, sorted: what a project is told apart by. In a shallow clone these are
 * the commits at its boundary.
 *
 * @param repository - a repository, or the path of a git directory
 * @throws EmbargoError `git-failed` when `commit` is not there
 */
export async function rootCommits(repository: Repository | string, commit: string): Promise<Oid[]> {
  const gitDir = typeof repository === "string" ? repository : repository.gitDir;
  const lines = await gitLines(["rev-list", "--max-parents=0", commit, "--"], { gitDir });
  return lines.map(readOid).sort();
}

/** The commit that `rev` names, tags peeled; `undefined` when it names none. */
export async function resolveCommit(gitDir: string, rev: string): Promise<Oid | undefined> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${rev}^{commit}`];
  const { exitCode, stdout } = await git(args, { gitDir, expect: [1, 128] });
  return exitCode === 0 ? asOid(stdout.toString("utf8").trim()) : undefined;
}

/** Whether `ancestor` is `commit` or one of its ancestors (git-merge-base(1)); false also where one of them is not there. */
export async function isAncestor(where: GitOptions, ancestor: Oid, commit: Oid): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", ancestor, commit];
  return (await git(args, { ...where, expect: [1, 128] })).exitCode === 0;
}

/** The best common ancestor of two commits (git-merge-base(1)); `undefined` when they have none. */
export async function mergeBase(where: GitOptions, a: string, b: string): Promise<Oid | undefined> {
  const { exitCode, stdout } = await git(["merge-base", a, b], { ...where, expect: [1] });
  return exitCode === 0 ? readOid(stdout.toString("utf8").trim()) : undefined;
}

/**
 * The tree of a commit.
 *
 * @throws EmbargoError `git-failed` when `commit` is not there
 */
export async function treeOf(gitDir: string, commit: string): Promise<Oid> {
  return readOid(await gitText(["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`], { gitDir }));
}

/** A line of git's output that must be a full object id. */
export function readOid(line: string): Oid {
  const oid = asOid(line);
  if (!oid) throw new EmbargoError("git-failed", "git answered with something that is no object id.", "Update git.");
  return oid;
}
