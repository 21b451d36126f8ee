import type { CaseId, Oid } from "../../model/ids";
import type { CaseFacts, ThinChange } from "../../tools/guard/caseFacts";
import { weightOf } from "../../tools/guard/features";

/** The facts of a case, ready for questions. */
export interface CaseIndex {
  readonly case: CaseId;
  readonly fix: readonly Oid[];
  readonly objects: ReadonlySet<Oid>;
  readonly patchIds: ReadonlyMap<string, Oid>;
  readonly seriesPatchId?: string;
  readonly paths: ReadonlySet<string>;
  readonly lines: ReadonlySet<string>;
  readonly lineWeight: number;
  readonly pairs: ReadonlySet<string>;
  readonly pairWeight: number;
  readonly hunks: ReadonlySet<string>;
  readonly placedHunks: ReadonlySet<string>;
  readonly thin: readonly ThinIndex[];
}

/** A change of too few telling lines. */
export interface ThinIndex {
  readonly placedHunks: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  readonly removedWeight: number;
  readonly paths: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
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
    lineWeight: totalWeight(facts.lines),
    pairs: new Set(facts.pairs),
    pairWeight: totalWeight(facts.pairs),
    hunks: new Set(facts.hunks),
    placedHunks: new Set(facts.placedHunks),
    thin: facts.thin.map(indexThin),
  };
}

/** What all of `texts` count together; a key of two parts counts without what joins them. */
export function totalWeight(texts: Iterable<string>): number {
  let total = 0;
  for (const text of texts) total += weightOf(text);
  return total;
}

function indexThin({ placedHunks, removed, paths, functions }: ThinChange): ThinIndex {
  return {
    placedHunks: new Set(placedHunks),
    removed: new Set(removed),
    removedWeight: totalWeight(removed.map(lineOf)),
    paths: new Set(paths),
    functions: new Set(functions),
  };
}

/** The path of a `removedKey`. */
export function pathOf(key: string): string {
  return key.slice(0, key.indexOf("\n"));
}

/** The line of a `removedKey`. */
export function lineOf(key: string): string {
  return key.slice(key.indexOf("\n") + 1);
}
