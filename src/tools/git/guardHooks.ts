import { chmod, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EmbargoError } from "../../model/errors";
import { exists, fileError, makeFolder, readTextIfThere, removeTree, writeFileAtomic } from "../files";
import { installHookProgram } from "../guard/hookProgram";
import { whileLocked } from "../whileLocked";
import { rememberClone } from "../guard/knownClones";
import { openCases, refreshProject } from "../guard/refresh";
import { formatConfig } from "./configFile";
import { changeConfig, REPOSITORY_LINES, withGuardLines, withoutGuardLines, worktreeLines } from "./guardConfig";
import { guardPlaces, readArmed, writeArmed } from "./guardPlaces";
import { guardHookNames, isGuardScript, isHookName, readGuardScripts, scriptSums } from "./guardScripts";

/**
 * Puts the guard into a public clone, or repairs it: hooks in a read-only folder of our own, named by the last lines of
 * the configuration; a pointer to the project's place in the home; the way out (`remove.sh`). Doing it again changes nothing.
 *
 * @param project - `<home>/<project>`
 * @param gitDir - the common git directory, absolute
 * @throws EmbargoError `refused` when the clone is guarded for a case that is not in this home, `program-missing`, `busy`,
 *   `disk-full`, `home-unwritable`
 */
export async function installGuardHooks(project: string, gitDir: string): Promise<void> {
  await whileLocked(guardPlaces(gitDir).lock, BUSY, () => install(project, gitDir));
}

const BUSY = "Another Embargo is changing the guard of this repository.";

async function install(project: string, gitDir: string): Promise<void> {
  const places = guardPlaces(gitDir);
  const open = await openCases(project);
  const foreign = (await readArmed(gitDir)).find((id) => !(open as string[]).includes(id));
  if (foreign !== undefined) {
    throw new EmbargoError(
      "refused",
      `This repository is guarded for case ${foreign}, which is not in this Embargo home.`,
      `Set EMBARGO_HOME to the home that holds it, or lift the guard by hand first: ${places.wayOut}`,
    );
  }
  await makeFolder(join(project, "guard"));
  await installHookProgram({ dir: dirname(project) });
  await makeFolder(places.dir);
  await writeFileAtomic(places.home, `${project}\n`);
  await writeArmed(gitDir, open);
  await writeHooks(gitDir);
  await writeFileAtomic(places.config, formatConfig([{ key: "core.hooksPath", value: places.hooks }]));
  await changeConfig(join(gitDir, "config"), (text) => withGuardLines(text, REPOSITORY_LINES));
  await eachWorktreeConfig(gitDir, (text, lines) => (/hookspath/i.test(text) ? withGuardLines(text, lines) : text));
  await rememberClone(project, gitDir);
  await refreshProject(project);
}

/**
 * Takes the guard out of a clone; its configuration is then byte for byte as before. Does nothing where there is none.
 *
 * @throws EmbargoError `busy`, `home-unwritable`
 */
export async function removeGuardHooks(gitDir: string): Promise<void> {
  const places = guardPlaces(gitDir);
  await whileLocked(places.lock, BUSY, async () => {
    await eachWorktreeConfig(gitDir, withoutGuardLines);
    await changeConfig(join(gitDir, "config"), (text) => withoutGuardLines(text, REPOSITORY_LINES));
    if (await exists(places.hooks)) await chmod(places.hooks, 0o700);
    await removeTree(places.dir);
  });
}

async function writeHooks(gitDir: string): Promise<void> {
  const places = guardPlaces(gitDir);
  const scripts = await readGuardScripts();
  const { chain, ...own } = scripts;
  const names = await guardHookNames(gitDir);
  for (const [name, text] of Object.entries(own)) await writeProgram(join(places.dir, name), text);
  await makeFolder(places.hooks);
  await chmod(places.hooks, 0o700);
  await putForeignHooksBack(gitDir);
  for (const name of names) {
    await writeProgram(join(places.hooks, name), name === "pre-push" ? own["pre-push"] : chain);
  }
  await writeFileAtomic(places.sums, scriptSums(scripts));
  // A tool that wants to rename or replace what is in here fails aloud.
  await chmod(places.hooks, 0o555);
}

/**
 * What another tool wrote into our folder goes where it would have been without us, and is passed on to from there; beside
 * what is there already, under a name that git does not run. What a tool made of our own hooks (`pre-push.old`) goes away.
 */
async function putForeignHooksBack(gitDir: string): Promise<void> {
  const { hooks } = guardPlaces(gitDir);
  for (const name of await readdir(hooks)) {
    const path = join(hooks, name);
    const text = await readTextIfThere(path).catch(() => undefined); // a folder stays
    if (text === undefined || (isHookName(name) && (text === "" || isGuardScript(text)))) continue;
    if (isGuardScript(text)) await rm(path);
    else if (isHookName(name)) await moveBeside(path, join(gitDir, "hooks"));
  }
}

async function moveBeside(path: string, folder: string): Promise<void> {
  const wanted = join(folder, basename(path));
  try {
    await makeFolder(folder);
    await rename(path, (await exists(wanted)) ? `${wanted}.replaced` : wanted);
  } catch (error) {
    throw fileError(error);
  }
}

/** In one step, so that a push meanwhile finds the old one or the new one. */
async function writeProgram(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  try {
    await writeFile(temporary, text, { mode: 0o700 });
    await chmod(temporary, 0o555);
    await rename(temporary, path);
  } catch (error) {
    throw fileError(error);
  }
}

/** A worktree may have a configuration of its own, which wins over that of the repository (git-worktree(1)). */
async function eachWorktreeConfig(gitDir: string, change: (text: string, lines: string) => string): Promise<void> {
  const names = await readdir(join(gitDir, "worktrees")).catch(() => []);
  const lines = worktreeLines(guardPlaces(gitDir).config);
  for (const folder of [gitDir, ...names.map((name) => join(gitDir, "worktrees", name))]) {
    const file = join(folder, "config.worktree");
    if (await exists(file)) await changeConfig(file, (text) => change(text, lines));
  }
}
