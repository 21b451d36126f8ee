import { parseAdvisory } from "../../model/advisory/advisory";
import type { Finding, LintPhase } from "../../model/advisory/finding";
import { checkAdvisory } from "../../model/advisory/lintRules";

export type { Finding } from "../../model/advisory/finding";

/** How strictly, and at what time: rules that compare with today look at `now` (default: the clock). */
export interface LintOptions {
  readonly phase: LintPhase;
  readonly now?: Date;
}

/** Everything that is wrong with the text of an `advisory.md`, from top to bottom. Reads no file and opens no link. */
export async function lintAdvisory(text: string, { phase, now = new Date() }: LintOptions): Promise<Finding[]> {
  return checkAdvisory(await parseAdvisory(text), phase, now);
}

/** How many errors and warnings stand between this advisory and its publication. */
export async function countAdvisoryProblems(text: string): Promise<number> {
  const findings = await lintAdvisory(text, { phase: "publish" });
  return findings.filter(({ severity }) => severity !== "info").length;
}
