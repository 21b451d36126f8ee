import type { Oid } from "../../model/ids";

/** Removed and added lines side by side, without context and without white space; one character a byte (Latin-1). */
export interface Hunk {
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** The line number of the first added line. */
  readonly addedAt: number;
  /** What git shows of the function around it, without white space; empty when it shows none. */
  readonly around: string;
  /** A piece of a change of very many lines; the piece before it ended with the first line of this one. */
  readonly isPiece?: boolean;
}

/** One file of a change; `path` as git prints it (core.quotePath off). */
export interface FileChange {
  readonly path: string;
  readonly hunks: readonly Hunk[];
}

/** What one commit changes; for a merge, what differs from all of its parents. */
export interface CommitChanges {
  readonly commit: Oid;
  readonly message: string;
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
  "--indent-heuristic",
];

/** Options under which git shows what `ChangeReader` reads of a change, beside its commit. */
export const BARE_CHANGES: readonly string[] = [
  "--raw",
  "--no-abbrev",
  ...PLAIN_PATCH,
  "-U0",
  "--inter-hunk-context=0",
];

/** Arguments of the git-log(1) that `ChangeReader` reads: no line of a patch begins with a NUL byte. */
export const LOG_MESSAGES: readonly string[] = [
  ...PLAIN_HISTORY,
  "log",
  "--format=%x00%H%n%B%n%x00",
  "--encoding=UTF-8",
];

/** The same with what each commit changes. */
export const LOG_CHANGES: readonly string[] = [...LOG_MESSAGES, "--cc", ...BARE_CHANGES];

/** A line without white space: what is compared, so that an indented copy is still a copy. */
export function squeeze(line: string): string {
  return line.replace(/[ \t\r\f\v]+/g, "");
}
