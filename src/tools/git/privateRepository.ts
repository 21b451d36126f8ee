import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CaseRecord } from "../../model/case";
import type { CaseId } from "../../model/ids";
import { makeFolder, makeFolderAtomic, readIfThere } from "../files";
import { formatConfig, readConfig, type ConfigEntryWithOrigin } from "./configFile";
import { linkFiles, linkObjects } from "./objects";
import { inheritedSettings, privateConfig, privateLocks } from "./privateConfig";
import { writePrivateHooks } from "./privateHooks";
import { git, gitLines, gitText } from "./run";

/** Our hooks inside a private repository; `hooks` is left to programs that install theirs there. */
const HOOKS_FOLDER = "embargo-hooks";

/** Small files of the public clone that say how it looks at history and at files; taken over when there. */
const TAKEN_OVER = ["shallow", "info/exclude", "info/attributes"];

/** The same of one of its checkouts. */
const SPARSE = "info/sparse-checkout";

/** A repository to make, and the public one that it is made from. */
export interface PrivateCopy {
  readonly id: CaseId;
  readonly objectFormat: "sha1" | "sha256";
  /** Absolute path of the public repository's common git directory. */
  readonly publicGitDir: string;
  /** Absolute path of the public work tree that it is made from: how sparse that is; absent for a bare one. */
  readonly publicWorktree?: string;
  /** The public remote's name there; absent when it has none. */
  readonly publicRemote?: string;
  /** The branch whose public work `git pull` brings, if it is a public one. */
  readonly upstreamBranch?: string;
  /** Absolute path of the folder with our hooks. */
  readonly hooksDir: string;
  /** For a submodule: absolute path of its work tree. */
  readonly worktree?: string;
}

/** The folder of our hooks in the private repository of a case, as a path. */
export function privateHooksDir(repository: string): string {
  return join(repository, HOOKS_FOLDER);
}

/**
 * Makes the private repository of a case at `path`, whole or not at all, with its hooks. See `makePrivateCopy`.
 *
 * @throws EmbargoError as `makePrivateCopy`
 */
export async function makePrivateRepository(path: string, { id, project, base }: CaseRecord): Promise<void> {
  const { objectFormat, publicGitDir, publicWorktree, publicRemote } = project;
  const copy: PrivateCopy = {
    id,
    objectFormat,
    publicGitDir,
    ...(publicWorktree === undefined ? {} : { publicWorktree }),
    ...(publicRemote === undefined ? {} : { publicRemote }),
    upstreamBranch: base.branch,
    hooksDir: privateHooksDir(path),
  };
  await makePrivateCopy(path, copy, (dir) =>
    writePrivateHooks(join(dir, HOOKS_FOLDER), privateLocks(id, copy.hooksDir)),
  );
}

/**
 * Makes a private repository at `path`, whole or not at all: the objects of the public one by hard links, its public
 * branches and tags as one `packed-refs`, the locks of `privateConfig`, and what `finish` adds.
 *
 * It borrows nothing that the public clone's gc, prune or removal could take away, and the public clone learns nothing.
 *
 * @throws EmbargoError `repository-unsupported`, `git-failed`, `disk-full`, `home-unwritable`
 */
export async function makePrivateCopy(
  path: string,
  copy: PrivateCopy,
  finish: (dir: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { publicGitDir, objectFormat } = copy;
  const checkout = await checkoutDir(copy);
  const [config, refs] = await Promise.all([readConfig(checkout), publicRefs(copy)]);
  await makeFolderAtomic(path, async (dir) => {
    // Refs as files, whatever the person's git prefers: they are written below, and every git can read them.
    const env = { GIT_DEFAULT_REF_FORMAT: "files" };
    await git(["init", "-q", "--bare", "--template=", `--object-format=${objectFormat}`, dir], { env });
    await linkObjects(join(publicGitDir, "objects"), join(dir, "objects"));
    await linkFiles(join(publicGitDir, "lfs", "objects"), join(dir, "lfs", "objects"));
    await makeFolder(join(dir, "info"));
    for (const name of TAKEN_OVER) await takeOver(join(publicGitDir, name), join(dir, name));
    await takeOver(join(checkout, SPARSE), join(dir, SPARSE));
    await writeFile(join(dir, "packed-refs"), refs);
    const settings = settingsOf(copy, config, await readConfig(dir), refs);
    await appendFile(join(dir, "config"), formatConfig(settings));
    await finish(dir);
  });
}

/** Public branches as `refs/remotes/origin/*`, and tags, in the format of git-pack-refs(1): sorted by the bytes of the name. */
async function publicRefs({ publicGitDir, publicRemote }: PrivateCopy): Promise<string> {
  const branches = publicRemote === undefined ? "refs/heads/" : `refs/remotes/${publicRemote}/`;
  const format = "--format=%(objectname) %(refname) %(symref)";
  const lines = await gitLines(["for-each-ref", format, branches, "refs/tags/"], { gitDir: publicGitDir });
  const refs = lines
    .map((line) => line.split(" "))
    .filter(([, , symref]) => symref === "")
    .map(([oid = "", name = ""]) => ({ oid, name: name.replace(branches, "refs/remotes/origin/") }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  return ["# pack-refs with: sorted ", ...refs.map(({ oid, name }) => `${oid} ${name}`), ""].join("\n");
}

/** The git directory of the checkout that it is made from: that of a linked worktree has settings of its own. */
async function checkoutDir({ publicGitDir, publicWorktree }: PrivateCopy): Promise<string> {
  if (publicWorktree === undefined) return publicGitDir;
  return gitText(["rev-parse", "--absolute-git-dir"], { cwd: publicWorktree });
}

function settingsOf(
  copy: PrivateCopy,
  config: readonly ConfigEntryWithOrigin[],
  here: readonly ConfigEntryWithOrigin[],
  refs: string,
) {
  const { upstreamBranch, ...known } = copy;
  return privateConfig({
    ...known,
    ...(upstreamBranch !== undefined && refs.includes(` refs/remotes/origin/${upstreamBranch}\n`)
      ? { upstreamBranch }
      : {}),
    projectHooks: projectHooks(copy.publicGitDir, config),
    inherited: inheritedSettings(config, here),
  });
}

/** The folder of the hooks that run in the public clone, without those of our own guard there. */
function projectHooks(publicGitDir: string, config: readonly ConfigEntryWithOrigin[]): string {
  const guard = join(publicGitDir, "embargo");
  const others = config.filter(({ key, origin }) => key === "core.hookspath" && !origin.includes(guard));
  return others.at(-1)?.value ?? join(publicGitDir, "hooks");
}

async function takeOver(from: string, to: string): Promise<void> {
  const content = await readIfThere(from);
  if (content) await writeFile(to, content);
}
