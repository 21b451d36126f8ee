import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Oid } from "../../model/ids";
import { fileError } from "../files";
import { makeTemporary, type Home } from "../home";
import { removeAtExit } from "../removedAtExit";
import { git, type GitOptions, type GitResult } from "./run";

/** A bare repository of our own in which a stranger's patches may run: it reads the clone's objects and nothing else of it. */
export interface Quarantine {
  readonly dir: string;
  /** Runs git in it with its own index; throws as `git` does. */
  run(args: readonly string[], options?: Pick<GitOptions, "stdin" | "expect" | "env">): Promise<GitResult>;
  /** Removes it with everything in it. */
  close(): Promise<void>;
}

/** How long one git command on a stranger's bytes may take. */
const TIME_LIMIT_MS = 20_000;

/** No file of the machine configures these commands, so these values are all there is (git-config(1)). */
const SETTINGS = {
  "core.attributesFile": "/dev/null",
  "core.autocrlf": "false",
  "core.bigFileThreshold": "16m",
  "core.hooksPath": "/dev/null",
  "core.protectHFS": "true",
  "core.protectNTFS": "true",
  "pack.windowMemory": "16m",
};

/**
 * Makes a quarantine under `<home>/tmp`, owner-only; it is removed by `close`, at exit and on signals, and swept at the next
 * start after a crash.
 *
 * @param objects - the object folder of the clone whose objects can be read; absent when there is no clone
 * @param signal - stops whatever git is doing in it: `cancelled`
 * @throws EmbargoError `git-failed`, `disk-full`, `home-unwritable`
 */
export async function openQuarantine(
  home: Home,
  objectFormat: "sha1" | "sha256",
  objects?: string,
  signal?: AbortSignal,
): Promise<Quarantine> {
  const dir = await makeTemporary(home);
  const close = removeAtExit(dir);
  const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const run: Quarantine["run"] = (args, options = {}) =>
    git([...settings, ...args], {
      ...options,
      cwd: dir,
      gitDir: dir,
      timeoutMs: TIME_LIMIT_MS,
      ...(signal ? { signal } : {}),
      env: { ...environment(dir), ...options.env },
    });
  try {
    await run(["init", "--quiet", "--bare", "--template=", `--object-format=${objectFormat}`, dir]);
    if (objects !== undefined) await writeFile(join(dir, "objects", "info", "alternates"), quotePath(objects));
    return { dir, run, close };
  } catch (error) {
    await close();
    throw fileError(error);
  }
}

/** A git index in the quarantine that does not exist: for commands that must see none. */
export function emptyIndex(quarantine: Quarantine): Record<string, string> {
  return { GIT_INDEX_FILE: join(quarantine.dir, "no-index") };
}

/** What kind of object each id is, by git-cat-file(1); `undefined` where the quarantine and its clone have none. */
export async function objectKinds(quarantine: Quarantine, oids: readonly Oid[]): Promise<(string | undefined)[]> {
  const stdin = oids.map((oid) => `${oid}\n`).join("");
  const { stdout } = await quarantine.run(["cat-file", "--batch-check=%(objecttype)"], { stdin });
  const lines = stdout.toString("utf8").trimEnd().split("\n");
  return oids.map((_, index) => (/^\w+$/.test(lines[index] ?? "") ? lines[index] : undefined));
}

function environment(dir: string): Record<string, string> {
  return {
    GIT_ATTR_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_INDEX_FILE: join(dir, "index"),
    HOME: dir,
    TMPDIR: dir,
    XDG_CONFIG_HOME: dir,
  };
}

/** gitrepository-layout(5): one path a line, quoted as C does, because a path may hold a line feed or begin with `#`. */
export function quotePath(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"\n`;
}
