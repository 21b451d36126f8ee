import type { Finding } from "../finding";
import { accept } from "./accept";
import type { Fix, FixContext, Maker } from "./fix";
import { listFixes } from "./listFixes";
import { sectionFixes } from "./sectionFixes";
import { severityFixes } from "./severityFixes";
import { shapeFixes } from "./shapeFixes";
import { textFixes } from "./textFixes";
import { MAX_LINE } from "../writtenAt";
import { versionFixes } from "./versionFixes";

/** What makes the fixes of a rule. A rule that is not here needs a person who thinks. */
export const MAKERS: Readonly<Record<string, Maker>> = {
  ...shapeFixes,
  ...sectionFixes,
  ...versionFixes,
  ...severityFixes,
  ...listFixes,
  ...textFixes,
};

/** The safe changes that solve a finding in the text it was found in; none when a person must think. */
export function fixesFor(text: string, finding: Finding, context: FixContext): Fix[] {
  const lines = text.split(/\r?\n/);
  if ((lines[finding.line - 1]?.length ?? 0) > MAX_LINE) return [];
  const make = Object.hasOwn(MAKERS, finding.rule) ? MAKERS[finding.rule] : undefined;
  const acceptance = accept(lines, finding);
  return [...(make?.(lines, finding, context) ?? []), ...(acceptance ? [acceptance] : [])];
}
