import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CaseRecord } from "../../model/case";
import { makeFolder, makeFolderAtomic, readIfThere } from "../files";
import { formatConfig, readConfig, type ConfigEntryWithOrigin } from "./configFile";
import { linkFiles, linkObjects } from "./objects";
import { inheritedSettings, privateConfig, type PrivateSettings } from "./privateConfig";
import { writePrivateHooks } from "./privateHooks";
import { git, gitLines } from "./run";

/** Our hooks inside a private repository; `hooks` is left to programs that install theirs there. */
const HOOKS_FOLDER = "embargo-hooks";

/** Small files of the public clone that say how it looks at history and at files; taken over when there. */
const TAKEN_OVER = ["shallow", "info/exclude", "info/attributes", "info/sparse-checkout"];

/**
 * Makes the private repository of a case at `path`, whole or not at all: the objects of the public clone by hard links,
 * its public branches and tags as one `packed-refs`, the locks of `privateConfig`, the hooks.
 *
 * It borrows nothing that the public clone's gc, prune or removal could take away, and the public clone learns nothing.
 *
 * @throws EmbargoError `repository-unsupported`, `git-failed`, `disk-full`, `home-unwritable`
 */
export async function makePrivateRepository(path: string, record: CaseRecord): Promise<void> {
  const { publicGitDir, objectFormat } = record.project;
  const [config, refs] = await Promise.all([readConfig(publicGitDir), publicRefs(record)]);
  await makeFolderAtomic(path, async (dir) => {
    await git(["init", "-q", "--bare", "--template=", `--object-format=${objectFormat}`, dir]);
    await linkObjects(join(publicGitDir, "objects"), join(dir, "objects"));
    await linkFiles(join(publicGitDir, "lfs", "objects"), join(dir, "lfs", "objects"));
    await makeFolder(join(dir, "info"));
    for (const name of TAKEN_OVER) await takeOver(join(publicGitDir, name), join(dir, name));
    await writePrivateHooks(join(dir, HOOKS_FOLDER));
    await writeFile(join(dir, "packed-refs"), refs);
    await appendFile(join(dir, "config"), formatConfig(privateConfig(settingsOf(path, record, config, refs))));
  });
}

/** Public branches as `refs/remotes/origin/*`, and tags, in the format of git-pack-refs(1): sorted by the bytes of the name. */
async function publicRefs({ project }: CaseRecord): Promise<string> {
  const branches = project.publicRemote === undefined ? "refs/heads/" : `refs/remotes/${project.publicRemote}/`;
  const format = "--format=%(objectname) %(refname) %(symref)";
  const lines = await gitLines(["for-each-ref", format, branches, "refs/tags/"], { gitDir: project.publicGitDir });
  const refs = lines
    .map((line) => line.split(" "))
    .filter(([, , symref]) => symref === "")
    .map(([oid = "", name = ""]) => ({ oid, name: name.replace(branches, "refs/remotes/origin/") }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  return ["# pack-refs with: sorted ", ...refs.map(({ oid, name }) => `${oid} ${name}`), ""].join("\n");
}

function settingsOf(
  path: string,
  { id, project, base }: CaseRecord,
  config: readonly ConfigEntryWithOrigin[],
  refs: string,
): PrivateSettings {
  const { publicGitDir, publicRemote } = project;
  return {
    id,
    publicGitDir,
    ...(publicRemote === undefined ? {} : { publicRemote }),
    ...(refs.includes(` refs/remotes/origin/${base.branch}\n`) ? { upstreamBranch: base.branch } : {}),
    hooksDir: join(path, HOOKS_FOLDER),
    projectHooks: projectHooks(publicGitDir, config),
    inherited: inheritedSettings(config.filter(({ scope }) => scope === "local" || scope === "worktree")),
  };
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
