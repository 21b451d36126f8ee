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
  const part = share > 0 ? `${Math.round(100 * share)} % of what was found: ` : "";
  return `${part}${methods.map((method) => METHOD[method]).join("; ")}`;
}

/** Since when the flaw is there, if a candidate is right. */
export function sinceText({ version, atFirstTag }: Candidate): string {
  if (version === undefined) return "in no release";
  return `since ${version}${atFirstTag ? ", the oldest tag: earlier ones may be affected too" : ""}`;
}

/**
 * What a person should know of the release lines without a fix: those above a fixed one, whose users would not look for a fix
 * below; and those that lack the flawed code, which may not be affected at all. Older ones are fixed by the next line.
 */
export function unfixedLinesText(lines: readonly JudgedLine[]): string[] {
  const first = lines.findIndex(({ fixed }) => fixed !== undefined);
  const open = lines.map((line, index) => ({ ...line, isAbove: first >= 0 && index > first }));
  const above = open.filter(({ fixed, isAbove }) => fixed === undefined && isAbove);
  const said = above.slice(-MOST_LINES).map(({ line, first: from, last, absent }) => {
    const question = absent === undefined ? "" : `; ${ABSENT[absent]} in it: is it affected?`;
    return `${line}.x has no fix, though an older line has one: ${from === last ? from : `${from} to ${last}`}${question}`;
  });
  const lacking = (["files", "lines"] as const).flatMap((absence) => {
    const without = open.filter(({ fixed, isAbove, absent }) => fixed === undefined && !isAbove && absent === absence);
    const names = without.map(({ line }) => `${line}.x`);
    if (names.length === 0) return [];
    const shown =
      names.length > MOST_LINES ? `${names.length} lines from ${names[0]!} to ${names.at(-1)!}` : names.join(", ");
    return [`Is it affected? ${capital(ABSENT[absence])} in ${shown}.`];
  });
  return [
    ...(above.length > MOST_LINES ? [`${above.length} lines have no fix, though an older line has one.`] : []),
    ...said,
    ...lacking,
  ];
}

const MOST_LINES = 6;

const ABSENT: Readonly<Record<Absence, string>> = {
  files: "the files that the fix changes are not, under these names,",
  lines: "the lines that the fix replaces are not",
};

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
