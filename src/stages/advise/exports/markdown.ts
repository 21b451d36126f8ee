import type { Advisory } from "../../../model/advisory/advisory";
import { scoreOf } from "../../../model/advisory/cvssScore";
import { registryPackage } from "../../../model/advisory/ecosystems";
import type { AffectedPackage } from "../../../model/advisory/frontMatter";
import { intervalText } from "./intervalText";
import { isPublic, publicCredits, publicSections, publicTitle, type PublicCredit } from "./publicParts";

const EXPLOITATION = {
  "none-known": "no use in attacks is known",
  "poc-public": "a proof of concept is public",
  "in-the-wild": "used in attacks",
} as const;

/**
 * The advisory as a page for people: title, facts, text, credits, references, timeline. The same is left out as in
 * `exportOsv`.
 *
 * @param advisory - one without findings that stop an export
 */
export function exportMarkdown(advisory: Advisory): string {
  const blocks = [
    `# ${plain(publicTitle(advisory))}`,
    ...withdrawal(advisory),
    facts(advisory),
    ...publicSections(advisory).map(({ name, text }) => `## ${name}\n\n${text}`),
    ...list("Credits", publicCredits(advisory).map(credit)),
    ...list(
      "References",
      advisory.references.flatMap(({ url, title }) => (url ? [title ? `${plain(title)}: <${url}>` : `<${url}>`] : [])),
    ),
    ...list(
      "Timeline",
      advisory.timeline.map(({ at, event, text }) =>
        [at, [event, text].flatMap((part) => (part ? [oneLine(part)] : [])).join(", ")].join(": "),
      ),
    ),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function facts(advisory: Advisory): string {
  const { id, aliases, severity, weaknesses, disclosure, exploitation, packages } = advisory;
  const lines = [
    fact("Id", [id, ...aliases].join(", ")),
    fact("Severity", [severity.label, ...severity.cvss.map(scored)].filter(Boolean).join(", ")),
    fact("Weakness", plain(weaknesses.join(", "))),
    fact("Published", isPublic(advisory) ? disclosure.public : undefined),
    fact("Exploitation", exploitation && EXPLOITATION[exploitation]),
    ...packages.map((affected) => fact("Affected", affectedText(affected))),
  ];
  return lines.flatMap((text) => text ?? []).join("\n");
}

/** A vector behind its score; alone while it has none. */
function scored(vector: string): string {
  const shown = `\`${vector.replace(/`/g, "")}\``;
  const score = scoreOf(vector);
  return score ? `${score.score.toFixed(1)} (${shown})` : shown;
}

function fact(name: string, text: string | undefined): string | undefined {
  return text ? `- **${name}:** ${text}` : undefined;
}

function affectedText({ purl, repo, affected, versions }: AffectedPackage): string | undefined {
  const registry = registryPackage(purl);
  const name = registry ? `${registry.name} (${registry.ecosystem.name})` : (purl ?? repo);
  const ranges =
    affected.length > 0
      ? affected.map(
          (interval) => `${plain(intervalText(interval))}${interval.note ? ` (${oneLine(interval.note)})` : ""}`,
        )
      : versions.map(plain);
  return name && `${plain(name)} ${ranges.join("; ")}`;
}

function credit({ name, org, role }: PublicCredit): string {
  return `${plain(name)}${org ? `, ${plain(org)}` : ""}${role === "other" ? "" : ` (${role.replace(/-/g, " ")})`}`;
}

function withdrawal({ withdrawn }: Advisory): string[] {
  if (!withdrawn.at) return [];
  const instead = withdrawn.replaced_by.length > 0 ? ` Replaced by ${withdrawn.replaced_by.join(", ")}.` : "";
  return [`**Withdrawn ${withdrawn.at}:** ${oneLine(withdrawn.reason ?? "")}${instead}`];
}

function list(name: string, items: readonly string[]): string[] {
  return items.length > 0 ? [`## ${name}\n\n${items.map((item) => `- ${item}`).join("\n")}`] : [];
}

function oneLine(text: string): string {
  return plain(text.replace(/\s+/g, " ").trim());
}

/** Text of one line in which nothing is markup (CommonMark 0.31, section 2.4). */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~&]/g, "\\$&");
}
