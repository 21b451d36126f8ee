import { basename } from "node:path";
import type { CaseBase, CaseProject } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import { readConfig, type ConfigEntry } from "./configFile";
import { lacksObjects } from "./missingObjects";
import { remoteNames } from "./remotes";
import { openRepository, readOid, rootCommits, type Repository } from "./repository";
import { git, gitLines, gitText } from "./run";
import { readSubmodules, type Submodule } from "./submodules";

/** What opening a case needs to know of the clone it is opened from. */
export interface PublicClone {
  readonly project: CaseProject;
  readonly base: CaseBase;
  /** The name that commits here get; absent when git knows none. */
  readonly maintainer?: string;
  /** The base's submodules. */
  readonly submodules: readonly Submodule[];
  /** The text of the base's `.vscode/settings.json`; absent when it has none. */
  readonly editorSettings?: string;
}

/** A revision as git names it: `name` is the full ref name, empty for a bare object id. */
interface Revision {
  readonly name: string;
  readonly commit: Oid;
}

const EDITOR_SETTINGS = ".vscode/settings.json";

/**
 * Reads the clone around `directory`, and where a fix in it would start: at `base`, else at the upstream of the current
 * branch, else at HEAD.
 *
 * @throws EmbargoError `not-a-repository`, `no-commit`, `base-unknown`, `repository-unsupported` for a partial clone whose
 *   base is not complete
 */
export async function readPublicClone(directory: string, base?: string): Promise<PublicClone> {
  const repository = await openRepository(directory);
  const [config, start] = await Promise.all([readConfig(repository.gitDir), findStart(repository, base)]);
  const remotes = remoteNames(config);
  const remote = remotes.find((name) => start.name.startsWith(`refs/remotes/${name}/`)) ?? remotes[0];
  const [roots, found, files, submodules] = await Promise.all([
    rootCommits(repository, start.commit),
    describeBase(repository, start, remote),
    gitLines(["ls-tree", "--name-only", "--full-tree", start.commit, "--", EDITOR_SETTINGS], repository),
    readSubmodules(repository.gitDir, start.commit, repository),
    refuseIncomplete(repository, start.commit, remote),
  ]);
  const maintainer = config.findLast(({ key }) => key === "user.name")?.value;
  const hasSettings = files.includes(EDITOR_SETTINGS);
  return {
    project: {
      name: projectName(repository, config, remote),
      rootCommits: roots,
      objectFormat: repository.objectFormat,
      publicGitDir: repository.gitDir,
      ...(repository.worktree === undefined ? {} : { publicWorktree: repository.worktree }),
      ...(remote === undefined ? {} : { publicRemote: remote }),
    },
    base: found,
    ...(maintainer === undefined ? {} : { maintainer }),
    submodules,
    ...(hasSettings
      ? { editorSettings: await gitText(["cat-file", "blob", `${start.commit}:${EDITOR_SETTINGS}`], repository) }
      : {}),
  };
}

/** Asked from the folder itself: each linked worktree has its own HEAD. */
async function findStart({ dir }: Repository, base: string | undefined): Promise<Revision> {
  if (base !== undefined) {
    const named = await findRevision(dir, base);
    if (named) return named;
    throw new EmbargoError(
      "base-unknown",
      "The base names no commit of this clone.",
      "Name a branch, a tag or a commit that git log knows here; git fetch brings new ones.",
    );
  }
  const start = (await findRevision(dir, "@{upstream}")) ?? (await findRevision(dir, "HEAD"));
  if (start) return start;
  throw new EmbargoError("no-commit", "This repository has no commit yet.", "Make a first commit, then open the case.");
}

async function findRevision(cwd: string, rev: string): Promise<Revision | undefined> {
  const verify = ["rev-parse", "--verify", "--quiet"];
  const found = await git([...verify, "--end-of-options", `${rev}^{commit}`], { cwd, expect: [1, 128] });
  if (found.exitCode !== 0) return undefined;
  const name = await gitText([...verify, "--symbolic-full-name", "--end-of-options", rev], { cwd });
  return { commit: readOid(found.stdout.toString("utf8").trim()), name: name.split("\n").at(-1) ?? "" };
}

async function describeBase(repository: Repository, { name, commit }: Revision, remote?: string): Promise<CaseBase> {
  const remotePrefix = `refs/remotes/${remote}/`;
  if (name.startsWith(remotePrefix)) return { branch: name.slice(remotePrefix.length), commit, isPublic: true };
  // One walk that stops at the first public commit, however many remote branches there are.
  const unpublished = await gitText(["rev-list", "-1", commit, "--not", "--remotes", "--"], repository);
  const isPublic = unpublished === "";
  if (name.startsWith("refs/heads/")) return { branch: name.slice("refs/heads/".length), commit, isPublic };
  return { branch: await branchAround(repository, commit, remotePrefix), commit, isPublic };
}

/** For a tag or a bare commit: the public branch that holds it (the remote's default one first), else the current branch. */
async function branchAround({ dir }: Repository, commit: Oid, remotePrefix: string): Promise<string> {
  const args = ["for-each-ref", `--contains=${commit}`, "--format=%(refname) %(symref)", remotePrefix];
  const refs = (await gitLines(args, { cwd: dir })).map((line) => line.split(" "));
  const preferred = refs.find(([, symref]) => symref)?.[1] ?? refs[0]?.[0];
  if (preferred) return preferred.slice(remotePrefix.length);
  const head = (await findRevision(dir, "HEAD"))?.name ?? "";
  return head.startsWith("refs/heads/") ? head.slice("refs/heads/".length) : "main";
}

function projectName({ gitDir, worktree }: Repository, config: readonly ConfigEntry[], remote?: string): string {
  const url = config.find(({ key }) => key === `remote.${remote}.url`)?.value;
  const place = url ?? worktree ?? gitDir;
  return basename(place.replace(/(?<![/\\])[/\\]+(\.git)?$/, "").replaceAll("\\", "/"), ".git");
}

async function refuseIncomplete({ gitDir }: Repository, commit: Oid, remote = "origin"): Promise<void> {
  if (!(await lacksObjects(gitDir, commit))) return;
  throw new EmbargoError(
    "repository-unsupported",
    "This is a partial clone: some files of its history are still at the remote, and the private place may not fetch them.",
    `Complete it once with: git fetch --refetch --no-filter ${remote}. Or open the case from a full clone.`,
  );
}
