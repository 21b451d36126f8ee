import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { EmbargoError } from "../../model/errors";
import { fileError, readTextIfThere } from "../files";
import { formatConfig, type ConfigEntry } from "./configFile";

const BEGIN = '# embargo: begin (the push guard; "embargo guard remove" takes these lines away)\n';
const END = "# embargo: end\n";

/** Also of a clone that was somewhere else when they were written. */
const OUR_INCLUDE = /^\tpath = "(?:.*\/)?embargo\/config"$/;
/** A header under which nothing but our own line stands, or nothing more. */
const EMPTIED_INCLUDE =
  /^\[include\]\n(?:\tpath = "(?:.*\/)?embargo\/config"\n(?=# embargo: end\n|\[|(?![^]))|(?=# embargo: end\n))/gm;
const WHOLE_BLOCK =
  /# embargo: begin.*\n(?:\[hook "embargo"\]\n\t(?:event|command) = .*\n)*\[include\]\n\tpath = "(?:.*\/)?embargo\/config"\n# embargo: end\n/;

/** For git 2.54 and newer, a second line that no other hook manager touches; older ones ignore it. */
export const SECOND_LINE_SETTINGS: readonly ConfigEntry[] = [
  { key: "hook.embargo.event", value: "pre-push" },
  { key: "hook.embargo.command", value: '"$(git rev-parse --git-common-dir)/embargo/second-line"' },
];

/** The lines of the guard in the configuration of a repository. */
export const REPOSITORY_LINES = guardLines(formatConfig(SECOND_LINE_SETTINGS), "embargo/config");

/** The same for the configuration of one worktree that sets its own hooks; `config` is an absolute path. */
export function worktreeLines(config: string): string {
  return guardLines("", config);
}

/**
 * `text` with the lines of the guard last, where they win over every `core.hooksPath` before them. A last line without its
 * line feed stays as it is: a comment may follow a value.
 */
export function withGuardLines(text: string, lines: string): string {
  return withoutGuardLines(text, lines) + lines;
}

/** `text` without the lines of the guard: byte for byte what it was, plus what others have added since. */
export function withoutGuardLines(text: string, lines: string): string {
  const block = WHOLE_BLOCK.exec(text);
  if (block) {
    const rest = text.slice(block.index + block[0].length);
    // A setting that somebody put after ours belongs to our last section: leave it a header.
    const header = /^[ \t]*[A-Za-z]/.test(rest) ? "[include]\n" : "";
    return withoutGuardLines(text.slice(0, block.index) + header + rest, lines);
  }
  if (!text.includes(BEGIN) && !text.includes(END)) return text;
  // Somebody wrote between our lines, or took one away: only what is surely ours goes.
  const ours = new Set(lines.split("\n").filter((line) => line !== "" && line !== "[include]"));
  return text
    .replace(EMPTIED_INCLUDE, "")
    .split("\n")
    .filter((line) => !ours.has(line) && !OUR_INCLUDE.test(line))
    .join("\n");
}

/** Whether a configuration file names the guard, whole or in part. */
export function hasGuardLines(text: string): boolean {
  return text.includes("# embargo: begin") || text.split("\n").some((line) => OUR_INCLUDE.test(line));
}

/**
 * Changes a configuration file the way git does: under its own lock, whole or not at all, with its mode kept.
 *
 * @throws EmbargoError `busy` while git or another Embargo changes it
 */
export async function changeConfig(path: string, change: (text: string) => string): Promise<void> {
  const file = await realpath(path).catch((error: unknown) => {
    throw fileError(error);
  });
  const before = (await readTextIfThere(file)) ?? "";
  if (change(before) === before) return;
  const lock = `${file}.lock`;
  try {
    const handle = await open(lock, "wx", (await stat(file)).mode & 0o777);
    try {
      await handle.writeFile(change((await readTextIfThere(file)) ?? ""));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(lock, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      throw new EmbargoError(
        "busy",
        "The configuration of this repository is being changed by another program.",
        "Try again in a moment. If no git is running, remove config.lock in the git directory.",
      );
    }
    await rm(lock, { force: true });
    throw fileError(error);
  }
}

function guardLines(sections: string, include: string): string {
  return BEGIN + sections + formatConfig([{ key: "include.path", value: include }]) + END;
}
