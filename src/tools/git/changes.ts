import type { Oid } from "../../model/ids";
import { readOid } from "./repository";

/** Removed and added lines side by side, without context and without white space; one character a byte (Latin-1). */
export interface Hunk {
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** The line number of the first added line. */
  readonly addedAt: number;
}

/** One file of a change; `path` as git prints it (core.quotePath off). */
export interface FileChange {
  readonly path: string;
  readonly hunks: readonly Hunk[];
}

/** What one commit changes; for a merge, what differs from all of its parents. */
export interface CommitChanges {
  readonly commit: Oid;
  readonly files: readonly FileChange[];
  /** Ids of the files' new contents, by path. */
  readonly blobs: ReadonlyMap<Oid, string>;
}

/** Settings under which every git shows a history alike. Stage 1 of the guard (stage1.sh) has the same ones. */
export const PLAIN_HISTORY: readonly string[] = [
  "core.quotePath=false",
  "log.showRoot=true",
  "log.showSignature=false",
  "diff.suppressBlankEmpty=false",
  "diff.orderFile=/dev/null",
].flatMap((setting) => ["-c", setting]);

/** Options of git-log(1) under which a patch depends on nothing but the two trees. */
export const PLAIN_PATCH: readonly string[] = [
  "-p",
  "--text",
  "--no-renames",
  "--no-color",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--no-ext-diff",
  "--no-textconv",
  "--no-relative",
  "--submodule=short",
  "--diff-algorithm=myers",
];

/** Arguments of the git-log(1) whose output `parseChanges` reads. */
export const LOG_CHANGES: readonly string[] = [
  ...PLAIN_HISTORY,
  "log",
  "--format=commit %H",
  "--raw",
  "--no-abbrev",
  "--cc",
  ...PLAIN_PATCH,
  "-U0",
  "--inter-hunk-context=0",
];

/** A line without white space: what is compared, so that an indented copy is still a copy. */
export function squeeze(line: string): string {
  return line.replace(/[ \t\r\f\v]+/g, "");
}

/** Reads the output of `LOG_CHANGES`, one commit at a time: a long history is never in memory as text. */
export function* parseChanges(output: Buffer): Generator<CommitChanges> {
  for (let start = 0; start < output.length;) {
    // No line of a patch begins with a letter of its own file, so this can only be the next commit.
    const next = output.indexOf("\ncommit ", start);
    const end = next < 0 ? output.length : next + 1;
    yield parseCommit(output.toString("latin1", start, end));
    start = end;
  }
}

/** A file's whole content as if one change had added it. */
export function wholeFile(path: string, content: Buffer): FileChange {
  const added = content.toString("latin1").split("\n").map(squeeze);
  return { path, hunks: [{ removed: [], added, addedAt: 1 }] };
}

function parseCommit(text: string): CommitChanges {
  const lines = text.split("\n");
  const files: { path: string; hunks: { removed: string[]; added: string[]; addedAt: number }[] }[] = [];
  const blobs = new Map<Oid, string>();
  let parents = 0; // 0: not inside a hunk
  for (const line of lines.slice(1)) {
    if (line.startsWith("diff --")) {
      parents = 0;
      files.push({ path: pathOf(line), hunks: [] });
    } else if (line.startsWith("@@")) {
      parents = line.indexOf(" ") - 1;
      files.at(-1)?.hunks.push({ removed: [], added: [], addedAt: Number(/\+(\d+)/.exec(line)?.[1] ?? 1) });
    } else if (parents > 0) {
      const marks = line.slice(0, parents);
      const hunk = files.at(-1)?.hunks.at(-1);
      if (marks.includes("-")) hunk?.removed.push(squeeze(line.slice(parents)));
      else if (marks.includes("+")) hunk?.added.push(squeeze(line.slice(parents)));
    } else if (line.startsWith(":")) {
      addBlob(blobs, line);
    }
  }
  return { commit: readOid(lines[0]!.replace(/^commit /, "")), files, blobs };
}

/** `:<modes> <ids> <status>\t<path>`, with one colon a parent (git-diff-tree(1), "RAW OUTPUT FORMAT"). */
function addBlob(blobs: Map<Oid, string>, line: string): void {
  const [fields = "", path = ""] = line.split("\t");
  const oid = fields.split(" ").at(-2);
  if (oid && /[^0]/.test(oid)) blobs.set(readOid(oid), path);
}

/** `diff --git a/P b/P` or `diff --cc P`: without renames both names are the same, so the second half is the path. */
function pathOf(line: string): string {
  const merged = /^diff --(?:cc|combined) (.*)$/.exec(line)?.[1];
  if (merged !== undefined) return merged;
  const names = line.slice("diff --git ".length);
  return names.slice((names.length + 1) / 2).replace(/^"?b\/(.*?)"?$/, "$1");
}
