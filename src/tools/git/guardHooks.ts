import { chmod, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Oid } from "../../model/ids";
import { EmbargoError } from "../../model/errors";
import { exists, fileError, makeFolder, readTextIfThere, removeTree, writeFileAtomic } from "../files";
import { openCases, refreshProject } from "../guard/refresh";
import { installHookProgram } from "../guard/hookProgram";
import { guardDir, projectDir, type Home } from "../home";
import { programDir } from "../program";
import { formatConfig } from "./configFile";
import { changeConfig, REPOSITORY_LINES, withGuardLines, withoutGuardLines, worktreeLines } from "./guardConfig";
import { guardPlaces, readArmed, writeArmed } from "./guardPlaces";
import { COMMIT_HOOKS } from "./hookNames";
import { git, gitLines } from "./run";

/** Each runs what git would have run without us, pre-push after the guard. */
const CLIENT_HOOKS = [...COMMIT_HOOKS, "pre-auto-gc", "pre-push"];

/** Hooks that git calls very often, or on a server: passed on only where the repository has one. */
const RARE_HOOKS = [
  "post-index-change",
  "post-receive",
  "post-update",
  "pre-receive",
  "proc-receive",
  "push-to-checkout",
  "reference-transaction",
  "sendemail-validate",
  "update",
];

/** One checkout of a repository, and what is wrong with the guard in it; without `problem` it is guarded. */
export interface GuardedCheckout {
  readonly directory: string;
  readonly problem?: string;
}

/**
 * Puts the guard into a public clone, or repairs it: hooks in a read-only folder of our own, named by the last lines of
 * the configuration; a pointer to the project's place in the home; the way out (`remove.sh`). Doing it again changes nothing.
 *
 * @param gitDir - the common git directory, absolute
 * @throws EmbargoError `refused` when the clone is guarded for a case that is not in this home, `program-missing`, `busy`,
 *   `disk-full`, `home-unwritable`
 */
export async function installGuardHooks(home: Home, gitDir: string, rootCommits: readonly Oid[]): Promise<void> {
  const places = guardPlaces(gitDir);
  const project = projectDir(home, rootCommits);
  const open = await openCases(project);
  const foreign = (await readArmed(gitDir)).find((id) => !(open as string[]).includes(id));
  if (foreign !== undefined) {
    throw new EmbargoError(
      "refused",
      `This repository is guarded for case ${foreign}, which is not in this Embargo home.`,
      `Set EMBARGO_HOME to the home that holds it, or lift the guard by hand first: ${places.wayOut}`,
    );
  }
  await makeFolder(guardDir(home, rootCommits));
  await installHookProgram(home);
  await makeFolder(places.dir);
  await writeFileAtomic(places.home, `${project}\n`);
  await writeArmed(gitDir, open);
  await writeHooks(gitDir);
  await writeFileAtomic(places.config, formatConfig([{ key: "core.hooksPath", value: places.hooks }]));
  await changeConfig(join(gitDir, "config"), (text) => withGuardLines(text, REPOSITORY_LINES));
  await eachWorktreeConfig(gitDir, (text, lines) => (/hookspath/i.test(text) ? withGuardLines(text, lines) : text));
  await refreshProject(project);
}

/**
 * Takes the guard out of a clone; its configuration is then byte for byte as before. Does nothing where there is none.
 *
 * @throws EmbargoError `busy`, `home-unwritable`
 */
export async function removeGuardHooks(gitDir: string): Promise<void> {
  const places = guardPlaces(gitDir);
  await eachWorktreeConfig(gitDir, withoutGuardLines);
  await changeConfig(join(gitDir, "config"), (text) => withoutGuardLines(text, REPOSITORY_LINES));
  if (await exists(places.hooks)) await chmod(places.hooks, 0o700);
  await removeTree(places.dir);
}

/** Each checkout of the repository, and whether git would run our hook in it. None when there is no guard. */
export async function inspectGuardHooks(gitDir: string): Promise<GuardedCheckout[]> {
  if (!(await exists(guardPlaces(gitDir).dir))) return [];
  const hook = await hookProblem(gitDir);
  return Promise.all((await checkoutsOf(gitDir)).map((directory) => inspectCheckout(gitDir, directory, hook)));
}

async function inspectCheckout(gitDir: string, directory: string, hook?: string): Promise<GuardedCheckout> {
  const found = await git(["rev-parse", "--path-format=absolute", "--git-path", "hooks"], { cwd: directory });
  const folder = found.stdout.toString("utf8").replace(/\n$/, "");
  if (folder !== guardPlaces(gitDir).hooks) {
    return { directory, problem: `another program's hooks are in place there: ${folder}` };
  }
  return hook === undefined ? { directory } : { directory, problem: hook };
}

async function hookProblem(gitDir: string): Promise<string | undefined> {
  const { hooks, remove } = guardPlaces(gitDir);
  const expected = (await scripts())["pre-push"];
  const found = await readTextIfThere(join(hooks, "pre-push"));
  if (found === undefined) return "the guard's hook is missing";
  if (found !== expected) return "the guard's hook was changed, or is of another version";
  return (await exists(remove)) ? undefined : "the guard's folder is not complete";
}

/** The work trees of a repository that are there; the git directory itself for a bare one. */
export async function checkoutsOf(gitDir: string): Promise<string[]> {
  const lines = await gitLines(["worktree", "list", "--porcelain"], { gitDir });
  const folders = lines.filter((line) => line.startsWith("worktree ")).map((line) => line.slice("worktree ".length));
  const there = await Promise.all(folders.map(exists));
  return folders.filter((_, index) => there[index]);
}

/** The installed scripts, each made of the parts in `guard/`. */
async function scripts(): Promise<Record<"pre-push" | "chain" | "second-line" | "remove.sh", string>> {
  const folder = join(programDir(), "guard");
  const [stage1, chain, secondLine, remove] = await Promise.all(
    ["stage1", "chain", "secondLine", "remove"].map((name) => readFile(join(folder, `${name}.sh`), "utf8")),
  ).catch((error: unknown) => {
    throw new EmbargoError("program-missing", "The guard's scripts are missing.", "Install Embargo again.", error);
  });
  return {
    "pre-push": `${stage1}\n${chain}`,
    chain: chain!,
    "second-line": `${secondLine}\n${stage1}`,
    "remove.sh": remove!,
  };
}

async function writeHooks(gitDir: string): Promise<void> {
  const places = guardPlaces(gitDir);
  const { chain, ...own } = await scripts();
  const names = [...CLIENT_HOOKS, ...(await rareHooks(gitDir))];
  for (const [name, text] of Object.entries(own)) await writeProgram(join(places.dir, name), text);
  await makeFolder(places.hooks);
  await chmod(places.hooks, 0o700);
  for (const name of names) {
    await writeProgram(join(places.hooks, name), name === "pre-push" ? own["pre-push"] : chain);
  }
  // A tool that wants to rename or replace what is in here fails aloud.
  await chmod(places.hooks, 0o555);
}

async function rareHooks(gitDir: string): Promise<string[]> {
  const chained = await git(["config", "--type=path", "--get-all", "core.hooksPath"], { gitDir, expect: [1] });
  const folders = chained.stdout.toString("utf8").split("\n").filter(Boolean);
  const lists = await Promise.all([join(gitDir, "hooks"), ...folders].map((dir) => readdir(dir).catch(() => [])));
  return RARE_HOOKS.filter((name) => lists.flat().includes(name));
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
