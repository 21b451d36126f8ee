import type { CweCatalog } from "../cweCatalog";
import type { Finding, Place } from "../finding";
import { itemsAround, writtenAt, type Written } from "../writtenAt";

/** A change that solves a finding: one stretch of the text is replaced. */
export interface Fix {
  /** What it does, as an order: `Remove the version`. */
  readonly title: string;
  readonly at: Place;
  /** The first place that stays; `at` when nothing is replaced. */
  readonly end: Place;
  /** Lines end with LF. */
  readonly text: string;
  /** Where the cursor goes, counted in `text`, which is one line up to there; absent when it stays. */
  readonly cursor?: number;
}

/** What fixes may know besides the text. */
export interface FixContext {
  /** Today, `2026-12-01`. */
  readonly today: string;
  readonly cwe: CweCatalog;
  /** Addresses of references that another address says better, such as one with a commit for one with a branch. */
  readonly betterLinks?: ReadonlyMap<string, string>;
  /** The packages that the manifests of the project name, as purls. */
  readonly manifests?: readonly string[];
}

/** The safe changes for a finding of one rule. */
export type Maker = (lines: readonly string[], finding: Finding, context: FixContext) => Fix[];

/** The value at a finding's place. */
export function valueOf(lines: readonly string[], { line, column }: Place): Written {
  return writtenAt(lines[line - 1] ?? "", column);
}

/** Writes something else in place of a value, inside its quotes if it has some. */
export function instead({ line }: Place, { start, end }: Written, text: string, title = `Write ${text}`): Fix {
  return { title, at: { line, column: start + 1 }, end: { line, column: end + 1 }, text };
}

/** Writes a whole value anew, in quotes. */
export function quoted({ line }: Place, { start, end, quoted: had, text }: Written, title: string): Fix {
  const [from, to] = had ? [start - 1, end + 1] : [start, end];
  return { title, at: { line, column: from + 1 }, end: { line, column: to + 1 }, text: JSON.stringify(text) };
}

/** Inserts text at a place. */
export function inserted(title: string, at: Place, text: string): Fix {
  return { title, at, end: at, text };
}

/** Takes whole lines away, the last one counted. */
export function withoutLines(title: string, first: number, last: number): Fix {
  return { title, at: { line: first, column: 1 }, end: { line: last + 1, column: 1 }, text: "" };
}

/** Writes a key first into the mapping that begins at a place. */
export function withKey(lines: readonly string[], { line, column }: Place, entry: string, title: string): Fix[] {
  const written = lines[line - 1] ?? "";
  const brace = written[column - 1] === "{";
  if (brace) return [inserted(title, { line, column: column + 1 }, ` ${entry},`)];
  const [blanks] = /^ *(?:- +)*(?=["']?[A-Za-z_-]+["']?:)/.exec(written) ?? [];
  if (blanks?.length !== column - 1) return [];
  return [inserted(title, { line, column }, `${entry}\n${" ".repeat(column - 1)}`)];
}

/** Takes the entry of a list away in which a place lies; none where the list is written in a way that is not plain. */
export function withoutItem(lines: readonly string[], { line, column }: Place, title: string): Fix[] {
  const written = lines[line - 1] ?? "";
  const items = itemsAround(written, column - 1, "[");
  if (items) {
    const nth = items.spans.findIndex(([start, end]) => start <= column - 1 && column - 1 <= end);
    const [start, end] = items.spans[nth] ?? [0, 0];
    if (!items.closed || nth < 0) return [];
    const isLast = nth === items.spans.length - 1;
    const [from, to] = isLast ? [nth > 0 ? start - 1 : start, end] : [start, end + 1];
    return [{ title, at: { line, column: from + 1 }, end: { line, column: to + 1 }, text: "" }];
  }
  const first = firstLineOfItem(lines, line);
  if (first === undefined) return [];
  const indent = /^ */.exec(lines[first - 1]!)![0].length;
  let last = first;
  while (isInside(lines[last], indent)) last += 1;
  return [withoutLines(title, first, last)];
}

/** The line, from 1, whose hyphen begins the entry that a line belongs to. */
function firstLineOfItem(lines: readonly string[], line: number): number | undefined {
  const own = /^ */.exec(lines[line - 1] ?? "")![0].length;
  for (let at = line; at > 1; at -= 1) {
    const [, blanks = "", dash] = /^( *)(- )?(?=\S)/.exec(lines[at - 1] ?? "") ?? [];
    if (dash !== undefined && (at === line || blanks.length + 2 <= own)) return at;
    if (/\S/.test(lines[at - 1] ?? "") && blanks.length < own) return undefined;
  }
  return undefined;
}

function isInside(line: string | undefined, indent: number): boolean {
  return line !== undefined && /\S/.test(line) && /^ */.exec(line)![0].length > indent;
}
