import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../src/model/advisory/lintRules";
import type { Rule } from "../src/model/advisory/rules/rule";
import { ROOT } from "./suites";

export const RULES_FILE = join(ROOT, "docs", "rules.md");

/** The page of all rules, as `npm run rules` writes it. */
export function rulesPage(): string {
  const groups = new Map<string, Rule[]>();
  for (const rule of RULES) {
    const group = rule.id.split("/", 1)[0]!;
    groups.set(group, [...(groups.get(group) ?? []), rule]);
  }
  const tables = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([group, rules]) => [
      `## ${group}`,
      "",
      "| rule | weighs | why, and who asks for it | what to do |",
      "|---|---|---|---|",
      ...rules.map(
        (rule) => `| \`${rule.id}\` | ${weight(rule)} | ${cell(`${rule.why} (${rule.source})`)} | ${cell(rule.hint)} |`,
      ),
      "",
    ]);
  return [HEAD, "", ...tables].join("\n");
}

const HEAD = `# What the lint looks for

The ${RULES.length} rules of \`embargo advisory lint\` and of the editor, written by \`npm run rules\`. *For publication* are those
that count with \`--publish\` and in *Show What Is Left Before Publication…*; in a draft they are hints. A rule that does not
apply is accepted in the front matter, with a reason: \`lint: [{ rule: text/html, reason: … }]\`; those marked **stops** stop an
export too, because it would give something away or break its format, and cannot be accepted. What the file itself must be, YAML
of known keys and sections of known names ([formats.md](formats.md), section 6), is always an error, and stops an export.`;

function weight(rule: Rule): string {
  const { severity, publishSeverity, phase, stopsExport } = rule;
  const heavier = publishSeverity === undefined ? "" : `, ${publishSeverity} for publication`;
  const when = phase === "publish" ? ", for publication" : "";
  const stops = stopsExport ? ", **stops**" : "";
  return `${severity}${when}${heavier}${stops}`;
}

/** In a table a bar ends the cell, and a tag would be one. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

if (require.main === module) writeFileSync(RULES_FILE, rulesPage());
