import { escapeLine } from "../model/escape";
import type { Verdict } from "../model/push";

/** A modal with more findings than this no longer fits a small screen. */
const MOST_LINES = 8;

/** What a verdict means, as the first line of a question. */
export function verdictQuestion({ verdict, reasons }: Verdict): string {
  const cases = [...new Set(reasons.flatMap((reason) => reason.case ?? []))].join(" and ");
  if (reasons.some(({ test }) => test === "unreadable")) {
    return "A case is open, and this push could not be compared with it.";
  }
  if (cases === "") return "This looks like a security fix on its way to a public remote.";
  return verdict === "refuse"
    ? `This push would publish the fix of ${cases}.`
    : `This push may publish a part of the fix of ${cases}.`;
}

/** Each finding on a line: the commit, what it is, and why it was found. */
export function findingLines({ reasons }: Verdict): string[] {
  const lines = reasons.slice(0, MOST_LINES).map(({ commit, subject, detail }) => {
    const what = [commit?.slice(0, 7), subject && escapeLine(subject)].filter(Boolean).join("  ");
    return what === "" ? escapeLine(detail) : `${what}: ${escapeLine(detail)}`;
  });
  const more = reasons.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}
