import { parseAdvisory } from "../../model/advisory/advisory";
import { loadCweCatalog } from "../../model/advisory/cweCatalog";
import type { Finding, LintPhase } from "../../model/advisory/finding";
import type { RepositoryFacts } from "../../model/advisory/repositoryFacts";
import { checkAdvisory, severityInDraft } from "../../model/advisory/lintRules";
import type { LintContext } from "../../model/advisory/rules/rule";
import type { ProjectConfig } from "../../model/projectConfig";

export type { Finding } from "../../model/advisory/finding";

/** How strictly, and at what time. */
export interface LintOptions {
  readonly phase: LintPhase;
  /** Rules that compare with today look at it. Default: the clock. */
  readonly now?: Date;
  /** What the project says of itself. Default: what `repository` knows of it, else not looked at. */
  readonly project?: ProjectConfig;
  /** What the repository says; see `readCaseFacts` and `readCloneFacts`. Default: not looked at. */
  readonly repository?: RepositoryFacts;
  /** Ids in other advisories, in upper case; see `advisoryIds`. Default: what `repository` knows of them. */
  readonly elsewhere?: ReadonlySet<string>;
}

/** A finding about an advisory that is being written. */
export interface WrittenFinding extends Finding {
  /** How much it weighs in a draft; absent when it only counts before publication. */
  readonly inDraft?: Finding["severity"];
}

/** Everything that is wrong with the text of an `advisory.md`, from top to bottom. Reads no file and opens no link. */
export async function lintAdvisory(text: string, options: LintOptions): Promise<Finding[]> {
  const context = await contextOf(options);
  return checkAdvisory(await parseAdvisory(text), options.phase, context);
}

/** What stands before publication, from top to bottom, and how much of it counts in a draft already. */
export async function lintWhileWritten(text: string, options: Omit<LintOptions, "phase">): Promise<WrittenFinding[]> {
  return (await lintAdvisory(text, { ...options, phase: "publish" })).map((finding) => {
    const inDraft = severityInDraft(finding);
    return inDraft === undefined ? finding : { ...finding, inDraft };
  });
}

async function contextOf(options: Omit<LintOptions, "phase">): Promise<LintContext> {
  const { now = new Date(), repository } = options;
  const { project = repository?.project, elsewhere = repository?.elsewhere } = options;
  return {
    now,
    cwe: await loadCweCatalog(),
    ...(project === undefined ? {} : { project }),
    ...(repository === undefined ? {} : { repository }),
    ...(elsewhere === undefined ? {} : { elsewhere }),
    privateUrls: repository?.privateUrls ?? [],
  };
}

/** The ids that an advisory carries, its own and its aliases, in upper case. */
export async function advisoryIds(text: string): Promise<string[]> {
  const { id, aliases } = await parseAdvisory(text);
  return [...(id === undefined ? [] : [id]), ...aliases].map((one) => one.toUpperCase());
}

/** How many errors and warnings stand between this advisory and its publication. */
export async function countAdvisoryProblems(text: string): Promise<number> {
  const findings = await lintAdvisory(text, { phase: "publish" });
  return findings.filter(({ severity }) => severity !== "info").length;
}
