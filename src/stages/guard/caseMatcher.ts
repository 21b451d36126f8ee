import { squeeze, type Hunk } from "../../tools/git/changes";
import { hunkKey, isTelling, pairKey, placedKey, removedKey, weightOf } from "../../tools/guard/features";
import { lineOf, pathOf, totalWeight, type CaseIndex, type ThinIndex } from "./caseIndex";

/** Where something stands in what is pushed; a line only where lines can be counted. */
export interface Place {
  readonly path: string;
  readonly line?: number;
}

/** What of a case's text stands in one pushed change. */
export interface TextMatch {
  /** Different lines of the fix that were found, of all that tell it. */
  readonly lines: number;
  readonly linesOfFix: number;
  readonly characters: number;
  /** Their share of the weight of all lines of the fix, 0 to 1. */
  readonly share: number;
  /** The same for lines that stand side by side in the fix and nowhere else. */
  readonly pairCharacters: number;
  readonly pairShare: number;
  /** A change of some length, with both sides, was found in whatever file. */
  readonly hunk: boolean;
  /** Changes found in the file where the fix makes them, as a share of those of the fix. */
  readonly placedShare: number;
  /** One of them belongs to a change that has too few lines of its own. */
  readonly thinPlaced: boolean;
  /** The largest share of what such a change takes away that was taken away from the same file, 0 to 1. */
  readonly removedShare: number;
  readonly removedPath?: string;
  /** A file or a function that such a change touches was touched. */
  readonly touched?: { readonly path: string; readonly around?: string };
  /** Where lines or pairs were found, then changes, as they came. */
  readonly linePlaces: readonly Place[];
  readonly hunkPlaces: readonly Place[];
}

/** Looks for the text of all cases at once in what is pushed, one commit after the other. */
export class CaseMatcher {
  private readonly byLine: ReadonlyMap<string, readonly CaseIndex[]>;
  private readonly byPair: ReadonlyMap<string, readonly CaseIndex[]>;
  private readonly byHunk: ReadonlyMap<string, readonly CaseIndex[]>;
  private readonly byPlacedHunk: ReadonlyMap<string, readonly CaseIndex[]>;
  private readonly byRemoved: ReadonlyMap<string, readonly (readonly [CaseIndex, ThinIndex])[]>;
  private readonly byPath: ReadonlyMap<string, readonly CaseIndex[]>;
  private readonly byFunction: ReadonlyMap<string, readonly CaseIndex[]>;
  private found = new Map<CaseIndex, Found>();

  constructor(cases: readonly CaseIndex[]) {
    const thin = cases.flatMap((index) => index.thin.map((change) => [index, change] as const));
    this.byLine = gather(cases, ({ lines }) => lines);
    this.byPair = gather(cases, ({ pairs }) => pairs);
    this.byHunk = gather(cases, ({ hunks }) => hunks);
    this.byPlacedHunk = gather(cases, ({ placedHunks }) => placedHunks);
    this.byRemoved = gather(thin, ([, { removed }]) => removed);
    this.byPath = gather(cases, (index) => new Set(index.thin.flatMap(({ paths }) => [...paths])));
    this.byFunction = gather(cases, (index) => new Set(index.thin.flatMap(({ functions }) => [...functions])));
  }

  /** A changed file. */
  file(path: string): void {
    for (const index of this.byPath.get(path) ?? []) this.of(index).touched ??= { path };
  }

  /** A change in a file. */
  hunk(path: string, hunk: Hunk): void {
    let before = "";
    hunk.added.forEach((text, at) => {
      this.line(text, before, path, hunk.addedAt + at);
      before = text;
    });
    if (this.byRemoved.size > 0) hunk.removed.forEach((text) => this.removedLine(removedKey(path, text)));
    const place = { path, line: hunk.addedAt };
    for (const index of this.byHunk.get(hunkKey(hunk) ?? "") ?? []) this.of(index).hunks.push(place);
    const key = placedKey(path, hunk) ?? "";
    for (const index of this.byPlacedHunk.get(key) ?? []) this.of(index).placed.set(key, place);
    for (const index of this.byFunction.get(hunk.around) ?? []) {
      this.of(index).touched ??= { path, around: hunk.around };
    }
  }

  /** A squeezed line that is new, and the one before it (empty when that is not new). */
  line(text: string, before: string, path: string, line?: number): void {
    const place = line === undefined ? { path } : { path, line };
    const known = this.knownLine(text);
    for (const index of known === undefined ? [] : (this.byLine.get(known) ?? [])) {
      if (!this.of(index).lines.has(known!)) this.of(index).lines.set(known!, place);
    }
    const pair = before === "" ? undefined : pairKey(before, text);
    for (const index of pair === undefined ? [] : (this.byPair.get(pair) ?? [])) this.of(index).pairs.set(pair!, place);
  }

  /** A text that is no program: the lines of a fix may be quoted in it. */
  text(text: string, path: string): void {
    for (const line of text.split("\n")) this.line(squeeze(Buffer.from(line, "utf8").toString("latin1")), "", path);
  }

  /** What was found since the last call, by case; cases of which nothing was found are left out. */
  take(): Map<CaseIndex, TextMatch> {
    const { found } = this;
    if (found.size > 0) this.found = new Map();
    return new Map([...found].map(([index, match]) => [index, asMatch(index, match)]));
  }

  private removedLine(key: string | undefined): void {
    for (const [index, change] of key === undefined ? [] : (this.byRemoved.get(key) ?? [])) {
      const { removed } = this.of(index);
      removed.set(change, (removed.get(change) ?? new Set()).add(key!));
    }
  }

  /** The line, also when it is quoted in a mail, a note or a diff inside a file. */
  private knownLine(text: string): string | undefined {
    if (this.byLine.has(text)) return text;
    if (!/^[+>|]/.test(text)) return undefined;
    const unquoted = text.replace(/^[+>|]+/, "");
    return isTelling(unquoted) && this.byLine.has(unquoted) ? unquoted : undefined;
  }

  private of(index: CaseIndex): Found {
    const known = this.found.get(index) ?? new Found();
    this.found.set(index, known);
    return known;
  }
}

/** What was found of one case so far. */
class Found {
  readonly lines = new Map<string, Place>();
  readonly pairs = new Map<string, Place>();
  readonly hunks: Place[] = [];
  readonly placed = new Map<string, Place>();
  readonly removed = new Map<ThinIndex, Set<string>>();
  touched: TextMatch["touched"];
}

function asMatch(index: CaseIndex, found: Found): TextMatch {
  const { lines, pairs, hunks, placed, removed, touched } = found;
  const removedShares = [...removed].map(([change, keys]) =>
    share(totalWeight([...keys].map(lineOf)), change.removedWeight),
  );
  const removedKeys = [...removed.values()][0]?.values().next().value;
  return {
    lines: lines.size,
    linesOfFix: index.lines.size,
    characters: sum([...lines.keys()].map((line) => line.length)),
    share: share(totalWeight(lines.keys()), index.lineWeight),
    pairCharacters: sum([...pairs.keys()].map(weightOf)),
    pairShare: share(totalWeight(pairs.keys()), index.pairWeight),
    hunk: hunks.length > 0,
    placedShare: share(placed.size, index.placedHunks.size),
    thinPlaced: index.thin.some(({ placedHunks }) => [...placed.keys()].some((key) => placedHunks.has(key))),
    removedShare: Math.max(0, ...removedShares),
    ...(removedKeys === undefined ? {} : { removedPath: pathOf(removedKeys) }),
    ...(touched ? { touched } : {}),
    linePlaces: [...lines.values(), ...pairs.values()],
    hunkPlaces: [...placed.values(), ...hunks],
  };
}

function gather<T>(items: readonly T[], keysOf: (item: T) => Iterable<string>): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const known = map.get(key);
      if (known) known.push(item);
      else map.set(key, [item]);
    }
  }
  return map;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
