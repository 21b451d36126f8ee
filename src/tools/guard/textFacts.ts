import type { Oid } from "../../model/ids";
import type { CommitChanges, Hunk } from "../git/changes";
import type { GitOptions } from "../git/run";
import { visitTreeLines } from "../git/contentLines";
import type { CaseFacts, ThinChange } from "./caseFacts";
import { hunkKey, isTelling, pairKey, placedKey, removedKey } from "./features";

/** What is known of a case's text. */
export type TextFacts = Pick<CaseFacts, "lines" | "pairs" | "hunks" | "placedHunks" | "paths" | "thin" | "marks">;

/** Fewer distinctive lines than this make a change thin; with fewer distinctive pairs too, its place is asked about. */
const THIN_LINES = 3;
const THIN_PAIRS = 2;

/** A function's head must say this much, or it is in many files. Characters. */
const FUNCTION_LENGTH = 15;

/**
 * The text of a case's changes, less what the base has already.
 *
 * @throws EmbargoError `git-failed` when the base cannot be read
 */
export async function readTextFacts(
  options: GitOptions,
  base: Oid,
  changes: readonly CommitChanges[],
): Promise<TextFacts> {
  const hunks = changes.flatMap(hunksOf);
  const candidates = new Candidates(hunks.map(({ hunk }) => hunk));
  // A line of a file that is not here stays distinctive: rather a question too many.
  const see = (line: string, before: string) => candidates.see(line, before);
  if (hunks.length > 0) await visitTreeLines(options, base, see, "skip");
  return {
    lines: [...candidates.lines],
    pairs: [...candidates.pairs],
    hunks: unique(hunks.map(({ hunk }) => hunkKey(hunk))),
    placedHunks: unique(hunks.map(({ path, hunk }) => placedKey(path, hunk))),
    paths: unique(changes.flatMap(pathsOf)),
    thin: changes.flatMap((change) => thinChange(change, candidates) ?? []),
    marks: unique(hunks.flatMap(({ hunk }) => marksOf(hunk, candidates))),
  };
}

/** What the case's text could be known by, until it is seen in the base. */
class Candidates {
  readonly lines: Set<string>;
  readonly pairs: Set<string>;
  /** How often the base has each line of the case. */
  private readonly counts: Map<string, number>;

  constructor(hunks: readonly Hunk[]) {
    this.lines = new Set(hunks.flatMap(({ added }) => added).filter(isTelling));
    this.pairs = new Set(hunks.flatMap(pairsOf));
    this.counts = new Map(hunks.flatMap(({ removed, added }) => [...removed, ...added]).map((line) => [line, 0]));
  }

  see(line: string, before: string): void {
    const count = this.counts.get(line);
    if (count === undefined) return;
    this.counts.set(line, count + 1);
    this.lines.delete(line);
    if (before !== "") this.pairs.delete(`${before}\n${line}`);
  }

  /** The one of `lines` that ordinary work has least. */
  rarest(lines: readonly string[]): string | undefined {
    const commonness = (line: string) => (this.counts.get(line) ?? 0) * 100 - line.length;
    return [...lines].sort((a, b) => commonness(a) - commonness(b))[0];
  }
}

/** What must be in every copy of a change and of its pairs, where no distinctive line is. */
function marksOf(hunk: Hunk, candidates: Candidates): string[] {
  const isSeen = (lines: readonly string[]) => lines.some((line) => candidates.lines.has(line));
  const pairs = pairsOf(hunk).filter((pair) => candidates.pairs.has(pair));
  const marks = pairs.map((pair) => pair.split("\n")).map((pair) => (isSeen(pair) ? undefined : added(pair)));
  const isKnown = placedKey("", hunk) !== undefined;
  if (isKnown && !isSeen(hunk.added)) marks.push(added(hunk.added) ?? removed(hunk.removed));
  return unique(marks);

  function added(lines: readonly string[]): string | undefined {
    const line = candidates.rarest(lines.filter((text) => text !== ""));
    return line === undefined ? undefined : `+${line}`;
  }

  function removed(lines: readonly string[]): string | undefined {
    const line = candidates.rarest(lines.filter((text) => text !== ""));
    return line === undefined ? undefined : `-${line}`;
  }
}

function thinChange(change: CommitChanges, { lines, pairs }: Candidates): ThinChange | undefined {
  const hunks = hunksOf(change);
  const own = new Set(hunks.flatMap(({ hunk }) => hunk.added).filter((line) => lines.has(line)));
  if (change.files.length === 0 || own.size >= THIN_LINES) return undefined;
  const ownPairs = new Set(hunks.flatMap(({ hunk }) => pairsOf(hunk)).filter((pair) => pairs.has(pair)));
  const isAskedAbout = ownPairs.size < THIN_PAIRS;
  const heads = hunks.map(({ hunk }) => hunk.around).filter((head) => head.length >= FUNCTION_LENGTH);
  return {
    placedHunks: unique(hunks.map(({ path, hunk }) => placedKey(path, hunk))),
    removed: unique(hunks.flatMap(({ path, hunk }) => hunk.removed.map((line) => removedKey(path, line)))),
    paths: isAskedAbout ? unique(pathsOf(change)) : [],
    functions: isAskedAbout ? unique(heads) : [],
  };
}

/** Neighbouring added lines. */
export function pairsOf({ added }: Pick<Hunk, "added">): string[] {
  return added.flatMap((line, at) => pairKey(line, added[at + 1] ?? "") ?? []);
}

function hunksOf({ files }: CommitChanges): { path: string; hunk: Hunk }[] {
  return files.flatMap(({ path, hunks }) => hunks.map((hunk) => ({ path, hunk })));
}

function pathsOf({ files }: CommitChanges): string[] {
  return files.map(({ path }) => path);
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
