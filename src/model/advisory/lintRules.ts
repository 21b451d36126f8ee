import { UNUSED, withoutAccepted } from "./accepted";
import type { Advisory } from "./advisory";
import type { Finding, LintPhase } from "./finding";
import { dateRules } from "./rules/dateRules";
import { identityRules } from "./rules/identityRules";
import { linkRules } from "./rules/linkRules";
import { mailRules } from "./rules/mailRules";
import { peopleRules } from "./rules/peopleRules";
import { publisherRules } from "./rules/publisherRules";
import { repositoryRules } from "./rules/repositoryRules";
import type { LintContext, Rule } from "./rules/rule";
import { secrecyRules } from "./rules/secrecyRules";
import { severityRules } from "./rules/severityRules";
import { structureRules } from "./rules/structureRules";
import { textRules } from "./rules/textRules";
import { versionRules } from "./rules/versionRules";
import { weaknessRules } from "./rules/weaknessRules";

/** Every rule there is, by what it looks at. */
export const RULES: readonly Rule[] = [
  ...structureRules,
  ...versionRules,
  ...severityRules,
  ...weaknessRules,
  ...identityRules,
  ...peopleRules,
  ...secrecyRules,
  ...dateRules,
  ...linkRules,
  ...textRules,
  ...mailRules,
  ...publisherRules,
  ...repositoryRules,
];

/**
 * What is wrong with an advisory, from top to bottom. With a broken shape only the shape is reported; what the author
 * accepted with a reason (`lint` in the front matter) is left out.
 */
export function checkAdvisory(advisory: Advisory, phase: LintPhase, context: LintContext): Finding[] {
  const unread = advisory.findings.some(({ rule }) => UNREADABLE.has(rule));
  const applied = unread ? [] : RULES.filter((rule) => phase === "publish" || rule.phase === "always");
  const findings = applied.flatMap((rule) => [...applyRule(rule, phase, advisory, context)]);
  const kept = withoutAccepted(findings, advisory, RULES, phase);
  return [...advisory.findings, ...kept].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** How much a finding about publication weighs in a draft; `undefined` when it does not count there. */
export function severityInDraft({ rule, severity }: Finding): Finding["severity"] | undefined {
  if (rule === UNUSED) return undefined;
  const known = RULES.find(({ id }) => id === rule);
  return known === undefined ? severity : known.phase === "always" ? known.severity : undefined;
}

/** With these nothing of the front matter was read, and everything in it would be reported as missing. */
const UNREADABLE = new Set([
  "fm/size",
  "fm/encoding",
  "fm/start",
  "fm/end",
  "fm/anchor-or-tag",
  "fm/depth",
  "fm/duplicate-key",
  "fm/syntax",
]);

/** Of one rule; who sees a hundred does not need to see more before these are solved. */
const MAX_REPORTED = 100;

function* applyRule(rule: Rule, phase: LintPhase, advisory: Advisory, context: LintContext): Generator<Finding> {
  const { id, why, source, hint, stopsExport = false } = rule;
  const severity = (phase === "publish" ? rule.publishSeverity : undefined) ?? rule.severity;
  let reported = 0;
  for (const { at, message } of rule.check(advisory, context)) {
    if ((reported += 1) > MAX_REPORTED) return;
    yield { rule: id, severity, message, hint, why, source, stopsExport, ...at };
  }
}
