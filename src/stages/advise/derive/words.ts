import type { DerivedRange } from "../../../model/advisory/derive/affected";
import type { Candidate, TraceMethod } from "./introduced";
import type { Absence, JudgedLine } from "./unfixedLines";

/** What each way of looking says. */
const METHOD: Readonly<Record<TraceMethod, string>> = {
  blame: "wrote the lines that the fix replaces",
  around: "wrote lines near by",
  pickaxe: "first wrote the replaced words",
  snippet: "first release with the replaced lines",
};

/** Ranges as a person reads them: `from 0, fixed in 2.6.0`. */
export function rangesText(
  ranges: readonly (Omit<DerivedRange, "planned"> & { readonly planned?: boolean })[],
): string {
  return ranges
    .map(({ from, fixed, through, planned }) => {
      const isPlanned = planned ? " (planned)" : "";
      const end =
        fixed !== undefined ? `, fixed in ${fixed}${isPlanned}` : through !== undefined ? ` through ${through}` : "";
      return `from ${from}${end}`;
    })
    .join("; ");
}

/** How a candidate was found, and how much speaks for it. */
export function candidateText({ methods, share }: Candidate): string {
  const part = share > 0 ? ` (${Math.round(100 * share)} % of what was found)` : "";
  return `${methods.map((method) => METHOD[method]).join("; ")}${part}`;
}

/** Since when the flaw is there, if a candidate is right. */
export function sinceText({ version, atFirstTag }: Candidate): string {
  if (version === undefined) return "in no release";
  return `since ${version}${atFirstTag ? ", the oldest tag: earlier ones may be affected too" : ""}`;
}

/** Each release line that is affected and has no fix of its own, and whether the flawed code is in it at all; newest first. */
export function unfixedLinesText(lines: readonly JudgedLine[]): string[] {
  const open = lines.filter(({ fixed }) => fixed === undefined).toReversed();
  const said = open.slice(0, MOST_LINES).map(({ line, first, last, absent }) => {
    const reach = first === last ? first : `${first} to ${last}`;
    return `${line}.x has no fix of its own: ${reach}${absent === undefined ? "" : `; ${ABSENT[absent]}`}`;
  });
  return open.length > MOST_LINES ? [...said, `and ${open.length - MOST_LINES} older lines without one`] : said;
}

const MOST_LINES = 6;

const ABSENT: Readonly<Record<Absence, string>> = {
  files: "the files that the fix changes are not in it under these names: is it affected?",
  lines: "the lines that the fix replaces are not in it: is it affected?",
};
