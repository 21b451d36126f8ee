import type { GuardTest } from "../../model/push";
import type { Place, TextMatch } from "./caseMatcher";

/** Why a text match stops a push: the test, a sentence for people, and the first place, `path:line`. */
export interface TextReason {
  readonly test: GuardTest;
  readonly detail: string;
  readonly place?: string;
}

/** So many places are named; more are counted. */
const SHOWN = 3;

/** Whether the text belongs to the case for sure: the rule that was measured (docs/threat-model.md). */
export function isStrong(match: TextMatch): boolean {
  return linesTell(match) || pairsTell(match) || match.hunk || match.placedShare >= 0.5 || thinTells(match);
}

/** Whether anything of the text is in the case, or where the case changes little. */
export function isWeak({ linePlaces, hunkPlaces, touched }: TextMatch): boolean {
  return linePlaces.length > 0 || hunkPlaces.length > 0 || touched !== undefined;
}

/** The strongest ground in words. */
export function textReason(match: TextMatch): TextReason {
  const { linePlaces, hunkPlaces, removedPath, touched } = match;
  if (linesTell(match)) return reason("lines", linesDetail(match), linePlaces);
  if (match.hunk) return reason("hunk", "a change of the fix, line for line", hunkPlaces);
  if (match.placedShare >= 0.5) return reason("hunk", "at least half of the changes of the fix", hunkPlaces);
  if (pairsTell(match)) return reason("lines", linesDetail(match), linePlaces);
  if (match.thinPlaced) return reason("hunk", "a change of the fix in the same file", hunkPlaces);
  if (match.removedShare >= 0.5) {
    const places = removedPath === undefined ? [] : [{ path: removedPath }];
    return reason("removed-lines", "takes away from the same file what the fix takes away", places);
  }
  if (linePlaces.length > 0) return reason("lines", linesDetail(match), linePlaces);
  if (hunkPlaces.length > 0) return reason("hunk", "a small change of the fix", hunkPlaces);
  const where = touched?.around === undefined ? "file" : "function";
  const detail = `the fix changes this ${where} in so few lines that a copy cannot be told from other work`;
  return { test: "same-place", detail, ...(touched ? { place: placeOf(touched) } : {}) };
}

/** A place for people; paths come one character a byte. */
export function placeOf({ path, line }: Place): string {
  const readable = Buffer.from(path, "latin1").toString("utf8");
  return line === undefined ? readable : `${readable}:${line}`;
}

function linesTell({ characters, share }: TextMatch): boolean {
  return characters >= 100 || (characters >= 25 && share >= 0.1);
}

function pairsTell({ pairCharacters, pairShare }: TextMatch): boolean {
  return pairCharacters >= 25 && pairShare >= 0.1;
}

function thinTells({ thinPlaced, removedShare }: TextMatch): boolean {
  return thinPlaced || removedShare >= 0.5;
}

function linesDetail({ lines, linesOfFix }: TextMatch): string {
  if (lines === 0) return "lines that stand side by side only in the fix";
  return `${lines} of ${linesOfFix} new ${linesOfFix === 1 ? "line" : "lines"} of the fix`;
}

function reason(test: GuardTest, what: string, places: readonly Place[]): TextReason {
  const ranges = rangesOf(places);
  const more = ranges.length > SHOWN ? ` and ${ranges.length - SHOWN} more` : "";
  const isShort = ranges.length < 2 && !ranges[0]?.isLong;
  const where = ranges.slice(0, SHOWN).map(({ text }) => text);
  const [first] = places;
  return {
    test,
    detail: isShort ? what : `${what}, at ${where.join(", ")}${more}`,
    ...(first ? { place: placeOf(first) } : {}),
  };
}

/** `path:from-to` for neighbouring lines, in the order their files were found. */
function rangesOf(places: readonly Place[]): { readonly text: string; readonly isLong: boolean }[] {
  const byPath = new Map<string, Set<number>>();
  for (const { path, line } of places) {
    const numbers = byPath.get(path) ?? new Set();
    byPath.set(path, line === undefined ? numbers : numbers.add(line));
  }
  return [...byPath].flatMap(([path, numbers]) => {
    if (numbers.size === 0) return [{ text: placeOf({ path }), isLong: false }];
    const starts = [...numbers].filter((line) => !numbers.has(line - 1)).sort((a, b) => a - b);
    return starts.map((line) => {
      let end = line;
      while (numbers.has(end + 1)) end++;
      const text = placeOf({ path, line });
      return end === line ? { text, isLong: false } : { text: `${text}-${end}`, isLong: true };
    });
  });
}
