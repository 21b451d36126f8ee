import { escapeLine } from "../escape";
import type { Advisory } from "./advisory";
import type { Finding, LintPhase } from "./finding";
import { didYouMean } from "./nearest";
import type { Rule } from "./rules/rule";

/** Found only before publication: while it is written, the rule may come up again. */
export const UNUSED = "lint/unused";

/** The rules about acceptances themselves. */
export const ACCEPTANCE_RULES = ["lint/unknown-rule", "lint/reason-missing", "lint/not-accepted", UNUSED] as const;

const ABOUT = {
  why: "Whoever reads the advisory next must see which warnings were weighed, and why.",
  source: "Embargo, docs/formats.md, section 6",
};

/**
 * `findings` without those that the author accepted: `lint: [{ rule: text/html, reason: … }]` in the front matter. What
 * would give something away or break an export cannot be accepted. What is wrong with an acceptance is a finding itself.
 */
export function withoutAccepted(
  findings: readonly Finding[],
  { lint, placeOf }: Advisory,
  rules: readonly Rule[],
  phase: LintPhase,
): Finding[] {
  const kept = [...findings];
  for (const [index, { rule: id = "", reason }] of lint.entries()) {
    const at = placeOf(`lint.${index}`);
    const about = (
      rule: (typeof ACCEPTANCE_RULES)[number],
      severity: Finding["severity"],
      text: string,
      hint: string,
    ) => kept.push({ rule, severity, message: text, hint, ...ABOUT, stopsExport: false, ...at });
    const rule = rules.find((candidate) => candidate.id === id);
    if (!rule) {
      const near = didYouMean(
        id,
        rules.map((candidate) => candidate.id),
      );
      about("lint/unknown-rule", "error", `There is no rule "${escapeLine(id)}" that could be accepted.${near}`, HINT);
    } else if (rule.stopsExport) {
      about("lint/not-accepted", "error", `${id} protects readers or a secret: it cannot be accepted.`, "Solve it.");
    } else if (!reason) {
      about("lint/reason-missing", "error", `${id} is accepted without a reason.`, "Write why, in one sentence.");
    } else {
      const before = kept.length;
      kept.splice(0, before, ...kept.filter((finding) => finding.rule !== id));
      if (kept.length === before && phase === "publish") {
        about(UNUSED, "info", `${id} is accepted, and was not found.`, "Remove the entry.");
      }
    }
  }
  return kept;
}

const HINT = "Copy the name of the rule from the warning, such as text/html.";
