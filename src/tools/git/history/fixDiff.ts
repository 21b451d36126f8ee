import type { Oid } from "../../../model/ids";
import { PLAIN_HISTORY } from "../changes";
import { readOid } from "../repository";
import { gitLines, gitText, type GitOptions } from "../run";
import { withDiffDrivers } from "./diffDrivers";

/** Lines that a change replaces, in one place of one file. */
export interface Hunk {
  /** Before the change; absent for a new file. */
  readonly oldPath?: string;
  /** After the change; absent for a deleted file. */
  readonly path?: string;
  /** First line that is taken away, from 1; with none taken away, the line behind which something is put in. */
  readonly oldStart: number;
  readonly oldLines: readonly string[];
  readonly newStart: number;
  readonly newLines: readonly string[];
  /** What git shows behind the second @@: the function around it. */
  readonly heading: string;
}

/** What a commit changes against its first parent, so that a merge shows what it brings. */
export interface CommitDiff {
  readonly oid: Oid;
  /** The first parent, or the empty tree. */
  readonly before: Oid;
  readonly hunks: readonly Hunk[];
}

const ARGS = [
  ...PLAIN_HISTORY,
  "diff-tree",
  "-r",
  "-p",
  "-U0",
  "--inter-hunk-context=0",
  "--find-renames",
  "--no-color",
  "--no-ext-diff",
  "--no-textconv",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--diff-algorithm=histogram",
  "--submodule=short",
];

/** The changes of one commit, function names as each language has them; binary files are left out. Throws as `git` does. */
export async function readCommitDiff(where: GitOptions, oid: Oid): Promise<CommitDiff> {
  const before = await firstParent(where, oid);
  const patch = await withDiffDrivers((config) => gitText([...config, ...ARGS, before, oid], where));
  return { oid, before, hunks: parsePatch(patch) };
}

/** The first parent of a commit; of a root commit the empty tree. Throws as `git` does. */
export async function firstParent(where: GitOptions, oid: Oid): Promise<Oid> {
  const [line = ""] = await gitLines(["rev-list", "--parents", "--max-count=1", oid, "--"], where);
  return readOid(line.split(" ")[1] ?? (await gitText(["hash-object", "-t", "tree", "--stdin"], where)));
}

/** The paths a commit changes against its first parent. Throws as `git` does. */
export async function changedPaths(where: GitOptions, oid: Oid): Promise<string[]> {
  const args = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", await firstParent(where, oid), oid];
  return (await gitText([...PLAIN_HISTORY, ...args], where)).split("\0").filter((path) => path !== "");
}

/** Reads a patch without context lines (git-diff(1), "Generating patch text"). */
export function parsePatch(patch: string): Hunk[] {
  const hunks: Hunk[] = [];
  let paths: Pick<Hunk, "oldPath" | "path"> = {};
  const lines = patch.split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    if (line.startsWith("diff --git ")) paths = {};
    else if (line.startsWith("--- ")) paths = { ...paths, ...named("oldPath", line, "a/") };
    else if (line.startsWith("+++ ")) paths = { ...paths, ...named("path", line, "b/") };
    const [, oldStart, oldCount = "1", newStart, newCount = "1", heading] =
      /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(?: (.*))?$/.exec(line) ?? [];
    if (oldStart === undefined) continue;
    const take = (sign: "-" | "+", count: number): string[] => {
      const taken: string[] = [];
      while (taken.length < count && lines[index + 1]?.startsWith(sign)) taken.push(lines[(index += 1)]!.slice(1));
      if (lines[index + 1]?.startsWith("\\ ")) index += 1; // "\ No newline at end of file"
      return taken;
    };
    const oldLines = take("-", Number(oldCount));
    const newLines = take("+", Number(newCount));
    hunks.push({
      ...paths,
      oldStart: Number(oldStart),
      oldLines,
      newStart: Number(newStart),
      newLines,
      heading: heading ?? "",
    });
  }
  return hunks;
}

/** A name with quotes holds characters that no line of ours could show; its file is read as one without a name. */
function named(key: "oldPath" | "path", line: string, prefix: string): Partial<Pick<Hunk, "oldPath" | "path">> {
  const name = line.slice(4).replace(/\t$/, "");
  return name.startsWith(prefix) ? { [key]: name.slice(prefix.length) } : {};
}
