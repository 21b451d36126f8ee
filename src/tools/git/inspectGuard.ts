import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { exists, readTextIfThere } from "../files";
import { parseConfig, type ConfigEntryWithOrigin } from "./configFile";
import { hasGuardLines, SECOND_LINE_SETTINGS } from "./guardConfig";
import { guardPlaces } from "./guardPlaces";
import { guardHookNames, readGuardScripts, scriptOrigin, type ScriptOrigin } from "./guardScripts";
import { git, gitLines } from "./run";

/** One checkout of a repository, and what is wrong with the guard in it; without `problem` it is guarded. */
export interface GuardedCheckout {
  readonly directory: string;
  /** Half a sentence for people: "the hook pre-push is gone". */
  readonly problem?: string;
  /** There when it is guarded by whole hooks of another version of Embargo. */
  readonly older?: true;
  /** The setting that decides where git looks for hooks, when that is not ours. */
  readonly winner?: { readonly scope: string; readonly file: string; readonly value: string };
}

/**
 * Whether a clone has the guard, whole or in part: its folder, or its lines in the configuration.
 *
 * @param gitDir - the common git directory, absolute
 */
export async function hasGuard(gitDir: string): Promise<boolean> {
  if (await exists(guardPlaces(gitDir).dir)) return true;
  return hasGuardLines((await readTextIfThere(join(gitDir, "config"))) ?? "");
}

/** Each checkout of the repository, and whether git would run our hook in it. None when there is no guard. */
export async function inspectGuard(gitDir: string): Promise<GuardedCheckout[]> {
  if (!(await hasGuard(gitDir))) return [];
  const folder = await inspectFolder(gitDir);
  const checkouts = await checkoutsOf(gitDir);
  return Promise.all(checkouts.map((directory) => inspectCheckout(gitDir, directory, folder)));
}

/** The work trees of a repository that are there; the git directory itself for a bare one. */
export async function checkoutsOf(gitDir: string): Promise<string[]> {
  const lines = await gitLines(["worktree", "list", "--porcelain"], { gitDir });
  const folders = lines.filter((line) => line.startsWith("worktree ")).map((line) => line.slice("worktree ".length));
  const there = await Promise.all(folders.map(exists));
  return folders.filter((_, index) => there[index]);
}

async function inspectCheckout(gitDir: string, directory: string, folder: GuardFolder): Promise<GuardedCheckout> {
  const settings = await readSettings(gitDir, directory);
  const winner = settings.findLast(({ key }) => key === "core.hookspath");
  const { hooks } = guardPlaces(gitDir);
  if (winner?.value !== hooks) return { directory, ...(await lostTo(directory, winner)) };
  const problem = folder.problem ?? secondLineProblem(settings);
  return problem === undefined ? { directory, ...folder } : { directory, problem };
}

/** Read in the checkout itself: a linked worktree may have settings of its own (git-worktree(1)). */
async function readSettings(gitDir: string, directory: string): Promise<ConfigEntryWithOrigin[]> {
  const args = [
    "config",
    "--show-scope",
    "--show-origin",
    "-z",
    "--get-regexp",
    "^(core\\.hookspath|hook\\.embargo\\.)",
  ];
  const place = directory === gitDir ? { gitDir } : { cwd: directory };
  const { stdout } = await git(args, { ...place, expect: [1] });
  return parseConfig(stdout.toString("utf8"));
}

async function lostTo(
  directory: string,
  winner: ConfigEntryWithOrigin | undefined,
): Promise<Omit<GuardedCheckout, "directory">> {
  if (!winner) return { problem: "the guard's lines in the configuration are gone, so git does not run its hook" };
  const { scope, value } = winner;
  const name = winner.origin.replace(/^file:/, "");
  const file = isAbsolute(name) ? name : resolve(directory, name);
  if (/[/\\]embargo[/\\]hooks$/.test(value)) {
    const there = await exists(value);
    const problem = there
      ? `this clone was copied: git runs the hooks of the clone in ${dirname(dirname(dirname(value)))}`
      : `this clone was moved or renamed: git looks for its hooks in ${value} and finds none`;
    return { problem };
  }
  const problem = `core.hooksPath is "${value}" in ${file} (${scope}), which wins over the guard`;
  return { problem, winner: { scope, file, value } };
}

function secondLineProblem(settings: readonly ConfigEntryWithOrigin[]): string | undefined {
  const last = (key: string) => settings.findLast((entry) => entry.key === key)?.value;
  const isWhole = SECOND_LINE_SETTINGS.every(({ key, value }) => last(key) === value);
  if (isWhole && last("hook.embargo.enabled") !== "false") return undefined;
  return "its second line, the settings hook.embargo for git 2.54 and newer, was removed or changed";
}

type GuardFolder = Pick<GuardedCheckout, "problem" | "older">;

async function inspectFolder(gitDir: string): Promise<GuardFolder> {
  const { dir, hooks, home, remove, sums } = guardPlaces(gitDir);
  if (!(await exists(hooks))) return { problem: "the guard's folder of hooks is gone" };
  const origin = scriptOrigin(await readGuardScripts(), (await readTextIfThere(sums)) ?? "");
  const found = new Set<ReturnType<ScriptOrigin>>();
  for (const name of await guardHookNames(gitDir)) {
    const path = join(hooks, name);
    const text = await readTextIfThere(path);
    if (text === undefined) return { problem: `the hook ${name} in the guard's folder is gone` };
    const from = origin(name === "pre-push" ? "pre-push" : "chain", text);
    if (from === "foreign") {
      return { problem: `the hook ${name} in the guard's folder was replaced, or is of another version` };
    }
    // Git passes over a hook that may not be run, with a hint that nobody reads.
    if (!(await isExecutable(path))) return { problem: `the hook ${name} in the guard's folder may not be run` };
    found.add(from);
  }
  for (const name of ["second-line", "remove.sh"] as const) {
    found.add(origin(name, await readTextIfThere(name === "remove.sh" ? remove : join(dir, name))));
  }
  if (found.has("foreign") || !(await exists(home))) {
    return { problem: "the guard's folder is not complete, or is of another version" };
  }
  return found.has("older") ? { older: true } : {};
}

async function isExecutable(path: string): Promise<boolean> {
  if (process.platform === "win32") return true;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
