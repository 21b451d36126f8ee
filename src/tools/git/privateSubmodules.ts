import { rename, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { CaseProject, CaseRecord } from "../../model/case";
import type { CaseId } from "../../model/ids";
import { exists, isFolder, makeFolder } from "../files";
import type { CasePlaces } from "../home";
import { readConfig } from "./configFile";
import { linkFiles } from "./objects";
import { publicAddress } from "./privateConfig";
import { makePrivateCopy, privateHooksDir } from "./privateRepository";
import { remoteNames } from "./remotes";
import { git } from "./run";
import { readSubmodules, type PublicPlace, type Submodule } from "./submodules";

/** A private work tree, and the public place where its submodules are looked up. */
interface Around {
  readonly id: CaseId;
  readonly objectFormat: "sha1" | "sha256";
  readonly hooksDir: string;
  /** Absent when the public clone is gone. */
  readonly public?: PublicPlace;
  /** Absolute path of the git directory of the private work tree. */
  readonly gitDir: string;
  readonly worktree: string;
  /** Whether those that are there get the public work of today. */
  readonly refresh: boolean;
}

/**
 * Puts every submodule that the public clone has into the private worktree, each as a repository of its own with the
 * same locks (and theirs in turn); brings back what somebody deleted; leaves work trees alone that are there.
 *
 * @returns the paths of those that stay out, because the public clone does not have them
 * @throws EmbargoError `git-failed`, `disk-full`, `home-unwritable`, `repository-unsupported`
 */
export async function placeSubmodules(
  { id, project }: CaseRecord,
  { repository, worktree }: CasePlaces,
  { refresh = false } = {},
): Promise<string[]> {
  const from = await publicPlace(project);
  return placeAll({
    id,
    objectFormat: project.objectFormat,
    hooksDir: privateHooksDir(repository),
    ...(from ? { public: from } : {}),
    gitDir: join(repository, "worktrees", "fix"),
    worktree,
    refresh,
  });
}

async function publicPlace({ publicGitDir, publicWorktree }: CaseProject): Promise<PublicPlace | undefined> {
  if (!(await isFolder(publicGitDir))) return undefined;
  const isThere = publicWorktree !== undefined && (await isFolder(publicWorktree));
  return { gitDir: publicGitDir, ...(isThere ? { worktree: publicWorktree } : {}) };
}

async function placeAll(around: Around): Promise<string[]> {
  const left: string[] = [];
  for (const submodule of await readSubmodules(around.gitDir, "HEAD", around.public)) {
    const inner = await placeOne(around, submodule);
    if (inner === undefined) left.push(submodule.path);
    else left.push(...inner.map((path) => `${submodule.path}/${path}`));
  }
  return left;
}

/** The paths inside it that stay out; `undefined` when it does itself. */
async function placeOne(around: Around, submodule: Submodule): Promise<string[] | undefined> {
  const worktree = join(around.worktree, submodule.path);
  const gitDir = join(around.gitDir, "modules", submodule.name);
  const isMade = await exists(join(gitDir, "HEAD"));
  if (!isMade && submodule.gitDir === undefined) return undefined;
  if (!(await isFolder(worktree))) return []; // left out by a sparse checkout
  if (!isMade && submodule.gitDir !== undefined) await makeOne(around, submodule.gitDir, gitDir, worktree);
  if (isMade && around.refresh && submodule.gitDir !== undefined) {
    await linkFiles(join(submodule.gitDir, "lfs", "objects"), join(gitDir, "lfs", "objects"));
    await git(["config", "remote.origin.url", publicAddress(submodule.gitDir)], { gitDir }); // the clone may have moved
    await git(["fetch", "-q", "--no-recurse-submodules", "origin"], { gitDir });
  }
  await checkOut(worktree, gitDir, submodule.commit);
  await activate(around, submodule);
  const inner =
    submodule.gitDir === undefined
      ? undefined
      : {
          gitDir: submodule.gitDir,
          ...(around.public?.worktree === undefined ? {} : { worktree: join(around.public.worktree, submodule.path) }),
        };
  const { public: _, ...rest } = around;
  return placeAll({ ...rest, ...(inner ? { public: inner } : {}), gitDir, worktree });
}

async function makeOne(around: Around, publicGitDir: string, gitDir: string, worktree: string): Promise<void> {
  const { id, objectFormat, hooksDir } = around;
  const publicRemote = remoteNames(await readConfig(publicGitDir))[0];
  const copy = { id, objectFormat, publicGitDir, hooksDir, worktree, ...(publicRemote ? { publicRemote } : {}) };
  await makeFolder(dirname(gitDir));
  await makePrivateCopy(gitDir, copy);
}

/** Only where no work tree is: what a person has checked out there stays as it is. */
async function checkOut(worktree: string, gitDir: string, commit: string): Promise<void> {
  const pointer = join(worktree, ".git");
  if (await exists(pointer)) return;
  const isNew = !(await exists(join(gitDir, "index")));
  const args = isNew ? ["checkout", "-q", "--detach", commit] : ["checkout-index", "--all", "--index"];
  await git(["-c", "core.hooksPath=/dev/null", ...args], {
    cwd: worktree,
    env: { GIT_DIR: gitDir, GIT_WORK_TREE: worktree },
  });
  const text = `gitdir: ${relative(worktree, gitDir)}\n`;
  await writeFile(`${pointer}.partial`, text);
  await rename(`${pointer}.partial`, pointer);
}

/** Its address is absolute, so that git need not work one out from ours, which is a command. */
async function activate({ gitDir }: Around, { name, gitDir: publicGitDir }: Submodule): Promise<void> {
  const settings = { active: "true", ...(publicGitDir === undefined ? {} : { url: publicAddress(publicGitDir) }) };
  for (const [key, value] of Object.entries(settings)) {
    await git(["config", `submodule.${name}.${key}`, value], { gitDir });
  }
}
