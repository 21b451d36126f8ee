import { parseAdvisory } from "../../model/advisory/advisory";
import { loadCweCatalog } from "../../model/advisory/cweCatalog";
import type { Finding, LintPhase } from "../../model/advisory/finding";
import type { RepositoryFacts } from "../../model/advisory/repositoryFacts";
import type { ProjectConfig } from "../../model/projectConfig";
import { checkAdvisory } from "../../model/advisory/lintRules";

export type { Finding } from "../../model/advisory/finding";

/** How strictly, and at what time. */
export interface LintOptions {
  readonly phase: LintPhase;
  /** Rules that compare with today look at it. Default: the clock. */
  readonly now?: Date;
  /** What the project says of itself. Default: not looked at. */
  readonly publisher?: ProjectConfig["publisher"];
  /** What the repository says; see `readCaseFacts` and `readCloneFacts`. Default: not looked at. */
  readonly repository?: RepositoryFacts;
}

/** Everything that is wrong with the text of an `advisory.md`, from top to bottom. Reads no file and opens no link. */
export async function lintAdvisory(text: string, options: LintOptions): Promise<Finding[]> {
  const { phase, now = new Date(), publisher, repository } = options;
  const context = {
    now,
    cwe: await loadCweCatalog(),
    ...(publisher === undefined ? {} : { publisher }),
    ...(repository === undefined ? {} : { repository }),
  };
  return checkAdvisory(await parseAdvisory(text), phase, context);
}

/** How many errors and warnings stand between this advisory and its publication. */
export async function countAdvisoryProblems(text: string): Promise<number> {
  const findings = await lintAdvisory(text, { phase: "publish" });
  return findings.filter(({ severity }) => severity !== "info").length;
}
