import { rename, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { caseBranch, type CaseRecord } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import type { CaseId, Oid } from "../../model/ids";
import { exists, makeFolder, readTextIfThere, removeTree } from "../files";
import type { CasePlaces } from "../home";
import { readOid, resolveCommit } from "./repository";
import { git, gitText } from "./run";

/** The newest state of a branch. */
export interface BranchTip {
  readonly commit: Oid;
  readonly tree: Oid;
}

/** A commit of the fix. */
export interface FixCommit {
  readonly oid: Oid;
  readonly subject: string;
  /** `Name <mail>`, as git shows it. */
  readonly author: string;
}

/** How git-worktree(1) marks a worktree that is still being made. */
const BEING_MADE = "initializing";

/**
 * Refuses when the private worktree is not there.
 *
 * @throws EmbargoError `worktree-missing`
 */
export async function requireWorktree(places: CasePlaces, id: CaseId): Promise<void> {
  if (await isWorktreeThere(places)) return;
  throw new EmbargoError(
    "worktree-missing",
    `The private worktree of case ${id} is not there.`,
    `Its commits are safe in the private repository. Bring the worktree back with: embargo open --id ${id}`,
  );
}

/**
 * Puts the private worktree in its place; does nothing when it is there.
 *
 * A new one is on the case's branch, which starts at the base. One that somebody deleted comes back on the same branch,
 * or in the same unfinished rebase, with everything that was committed or staged. What an interrupted
 * `git worktree add` left is made anew.
 *
 * @throws EmbargoError `worktree-missing` when something else lies in its place, `git-failed`, `disk-full`
 */
export async function restoreWorktree(record: CaseRecord, places: CasePlaces): Promise<void> {
  const admin = adminFolder(places);
  if ((await readTextIfThere(join(admin, "locked")))?.trim() === BEING_MADE) {
    await removeTree(places.worktree);
    await removeAdmin(places);
  }
  if (await isWorktreeThere(places)) return await putModulesBack(places);
  await refuseForeignFolder(places.worktree);
  if (!(await exists(join(admin, "index")))) return await addWorktree(record, places);
  await makeFolder(places.worktree);
  await writeFile(join(places.worktree, ".git"), `gitdir: ${admin}\n`);
  await git(["checkout-index", "--all", "--index"], { cwd: places.worktree });
}

/**
 * The tip of the case's branch.
 *
 * @throws EmbargoError `no-commit` when the branch is gone
 */
export async function branchTip({ id }: CaseRecord, { repository }: CasePlaces): Promise<BranchTip> {
  const branch = `refs/heads/${caseBranch(id)}`;
  const line = await git(["rev-parse", `${branch}^{commit}`, `${branch}^{tree}`], {
    gitDir: repository,
    expect: [1, 128],
  });
  const [commit, tree] = line.stdout.toString("utf8").split("\n");
  if (line.exitCode !== 0 || !commit || !tree) {
    throw new EmbargoError(
      "no-commit",
      `The branch ${caseBranch(id)} is not in the private repository.`,
      "Its commits are still there: find them with git reflog in the private worktree and make the branch again.",
    );
  }
  return { commit: readOid(commit), tree: readOid(tree) };
}

/** The commits from `base` (excluded) to the tip of the case's branch, oldest first. */
export async function fixCommits(record: CaseRecord, places: CasePlaces, base: Oid): Promise<FixCommit[]> {
  const range = `${base}..refs/heads/${caseBranch(record.id)}`;
  const args = ["log", "-z", "--reverse", "--topo-order", "--format=%H%n%an <%ae>%n%s", range, "--"];
  const text = await gitText(args, { gitDir: places.repository });
  return text
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [oid = "", author = "", subject = ""] = entry.split("\n");
      return { oid: readOid(oid), author, subject };
    });
}

async function addWorktree({ id, base }: CaseRecord, places: CasePlaces): Promise<void> {
  const { repository, worktree } = places;
  const branch = caseBranch(id);
  // What a git that was killed at this left; without a worktree nobody else can be at work here.
  await removeTree(join(repository, "refs", "heads", `${branch}.lock`));
  await removeAdmin(places);
  const known = await resolveCommit(repository, `refs/heads/${branch}`);
  const what = known ? [worktree, branch] : ["--no-track", "-b", branch, worktree, base.commit];
  // Without hooks: opening a case runs no code of the project's. By force: a removed worktree may still be registered.
  await git(["-c", "core.hooksPath=/dev/null", "worktree", "add", "-q", "--force", ...what], { gitDir: repository });
  await putModulesBack(places);
}

/** What git knows of the worktree, but for its submodules: they are repositories, with commits of their own. */
async function removeAdmin(places: CasePlaces): Promise<void> {
  const modules = join(adminFolder(places), "modules");
  if (await exists(modules)) await rename(modules, keptModules(places));
  await removeTree(adminFolder(places));
}

async function putModulesBack(places: CasePlaces): Promise<void> {
  const kept = keptModules(places);
  if (await exists(kept)) await rename(kept, join(adminFolder(places), "modules"));
}

function keptModules({ repository }: CasePlaces): string {
  return join(repository, "embargo-modules");
}

/** Whether the private worktree is in its place. */
export async function isWorktreeThere(places: CasePlaces): Promise<boolean> {
  const pointer = await readTextIfThere(join(places.worktree, ".git"));
  return pointer !== undefined && (await exists(join(adminFolder(places), "index")));
}

/** Git's own folder for the worktree, named after the worktree's folder. */
function adminFolder({ repository }: CasePlaces): string {
  return join(repository, "worktrees", "fix");
}

/** Something that is not our worktree is never overwritten; an empty folder gives way. */
async function refuseForeignFolder(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw new EmbargoError(
      "worktree-missing",
      "In the place of the private worktree lies something else.",
      "Move it away and run the same command again; the commits of the fix are safe in the private repository.",
      error,
    );
  }
}
