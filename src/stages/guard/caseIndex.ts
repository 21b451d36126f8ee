import type { CaseId, Oid } from "../../model/ids";
import { squeeze, type FileChange } from "../../tools/git/changes";
import { THIN_BELOW, type CaseFacts } from "../../tools/guard/caseFacts";
import { hunkKey, isTelling, placedKey, weightOf } from "../../tools/guard/features";

/** The facts of a case, ready for questions. */
export interface CaseIndex {
  readonly case: CaseId;
  readonly fix: readonly Oid[];
  readonly objects: ReadonlySet<Oid>;
  readonly patchIds: ReadonlyMap<string, Oid>;
  readonly seriesPatchId?: string;
  readonly paths: ReadonlySet<string>;
  readonly lines: ReadonlySet<string>;
  readonly weight: number;
  readonly hunks: ReadonlySet<string>;
  readonly placedHunks: ReadonlySet<string>;
  /** Whether the fix has too few telling lines to be known by them alone. */
  readonly isThin: boolean;
}

/** What of a case's text stands in one pushed change. */
export interface TextMatch {
  /** Different lines of the fix that were found. */
  readonly lines: number;
  readonly linesOfFix: number;
  readonly characters: number;
  /** Their share of the weight of all lines of the fix, 0 to 1. */
  readonly share: number;
  /** Where the first one stands; absent when no line was found. */
  readonly path?: string;
  readonly line?: number;
  /** A change of some length, with both sides, was found in whatever file. */
  readonly hunk: boolean;
  /** Changes found in the file where the fix makes them, as a share of those of the fix. */
  readonly placedShare: number;
  readonly placedPath?: string;
}

/** Makes the index of a case. */
export function indexCase(facts: CaseFacts): CaseIndex {
  return {
    case: facts.case,
    fix: facts.fix,
    objects: new Set([...facts.commits, ...facts.objects]),
    patchIds: new Map(Object.entries(facts.patchIds)),
    ...(facts.seriesPatchId === undefined ? {} : { seriesPatchId: facts.seriesPatchId }),
    paths: new Set(facts.paths),
    lines: new Set(facts.lines),
    weight: sum(facts.lines.map(weightOf)),
    hunks: new Set(facts.hunks),
    placedHunks: new Set(facts.placedHunks),
    isThin: facts.lines.length < THIN_BELOW,
  };
}

/** Looks for a case's lines and changes in changed files, and for its lines in `message`; `undefined` when none is there. */
export function matchText(index: CaseIndex, files: readonly FileChange[], message: string): TextMatch | undefined {
  const lines = new Map<string, { path?: string; line?: number }>();
  const placed = new Map<string, string>();
  let hunk = false;
  for (const file of files) {
    for (const change of file.hunks) {
      change.added.forEach((text, at) => {
        const known = knownLine(index, text);
        if (known && !lines.has(known)) lines.set(known, { path: file.path, line: change.addedAt + at });
      });
      if (index.hunks.has(hunkKey(change) ?? "")) hunk = true;
      const key = placedKey(file, change);
      if (key && index.placedHunks.has(key)) placed.set(key, file.path);
    }
  }
  for (const text of message.split("\n")) {
    const known = knownLine(index, squeeze(Buffer.from(text, "utf8").toString("latin1")));
    if (known && !lines.has(known)) lines.set(known, { path: "(the message)" });
  }
  if (lines.size === 0 && placed.size === 0 && !hunk) return undefined;
  const placedPath = [...placed.values()][0];
  return {
    lines: lines.size,
    linesOfFix: index.lines.size,
    characters: sum([...lines.keys()].map((line) => line.length)),
    share: index.weight === 0 ? 0 : sum([...lines.keys()].map(weightOf)) / index.weight,
    ...[...lines.values()][0],
    hunk,
    placedShare: index.placedHunks.size === 0 ? 0 : placed.size / index.placedHunks.size,
    ...(placedPath === undefined ? {} : { placedPath }),
  };
}

/** The line, also when it is quoted in a mail, a note or a diff inside a file. */
function knownLine({ lines }: CaseIndex, text: string): string | undefined {
  if (!isTelling(text)) return undefined;
  if (lines.has(text)) return text;
  const unquoted = text.replace(/^[+>|]+/, "");
  return lines.has(unquoted) ? unquoted : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
