import type { Advisory } from "../../../../model/advisory/advisory";
import { plainText } from "../plainText";
import { cveId, publicTitle, sectionOf, worstLabel, type ExportContext, type Flaws } from "../publicParts";
import {
  affectedLines,
  block,
  composeMail,
  eachFlaw,
  ending,
  idsOf,
  links,
  longInstant,
  packageNames,
  sectionBlock,
  severityLine,
  thanks,
  weaknessLine,
  type MailText,
} from "./mailText";

/** The announcement to users: what to do first, then why. */
export function announcement(flaws: Flaws, context: ExportContext): MailText {
  const ids = idsOf(flaws);
  const [only, ...more] = flaws;
  const what = more.length === 0 ? publicTitle(only) : `${packageNames(flaws)}: ${flaws.length} security flaws fixed`;
  return composeMail(`[security] ${what} (${ids})`, [
    more.length > 0 ? `This release fixes ${flaws.length} security flaws. Please update.` : undefined,
    ...eachFlaw(flaws, (advisory) => [
      plainText(sectionOf(advisory, "Summary")) || publicTitle(advisory),
      sectionBlock(advisory, "Patches", "What to do"),
      sectionBlock(advisory, "Workarounds", "If you cannot update today"),
      block(
        "Am I affected",
        [affectedLines(advisory), plainText(sectionOf(advisory, "Affected usage"))].filter(Boolean).join("\n\n"),
      ),
      block(
        "How bad it is",
        [severityLine(advisory), plainText(sectionOf(advisory, "Impact"))].filter(Boolean).join("\n\n"),
      ),
      sectionBlock(advisory, "Detection", "Was it used against me"),
      sectionBlock(advisory, "Breaking change"),
      block("Thanks", thanks(advisory)),
      block("More", [idsOf([advisory]), links(advisory)].filter(Boolean).join("\n")),
    ]),
    ending(context),
  ]);
}

/** The post to oss-security: everything in the message itself, because a link alone is not welcome there. */
export function ossSecurity(flaws: Flaws, context: ExportContext): MailText {
  const [only, ...more] = flaws;
  const what = more.length === 0 ? titleAlone(only) : `${flaws.length} vulnerabilities`;
  return composeMail(`${idsOf(flaws)}: ${packageNames(flaws)}: ${what}`, [
    ...eachFlaw(flaws, (advisory) => [
      plainText(sectionOf(advisory, "Summary")) || publicTitle(advisory),
      facts(advisory, context),
      sectionBlock(advisory, "Impact"),
      sectionBlock(advisory, "Affected usage"),
      sectionBlock(advisory, "Patches"),
      sectionBlock(advisory, "Workarounds"),
      sectionBlock(advisory, "Details"),
      sectionBlock(advisory, "Detection"),
      sectionBlock(advisory, "Breaking change"),
      block("Credit", thanks(advisory)),
      block("References", links(advisory)),
    ]),
    ending(context),
  ]);
}

/**
 * The word beforehand that a security release comes, for everybody: what, when, how bad at most. Nothing of the flaws, not
 * even a title.
 */
export function headsUp(flaws: Flaws, context: ExportContext): MailText {
  const [{ disclosure }, ...more] = flaws;
  const name = packageNames(flaws);
  const when = disclosure.public ? longInstant(disclosure.public) : "a day that we will tell";
  const worst = worstLabel(flaws);
  const what = more.length === 0 ? "a security flaw" : `${flaws.length} security flaws`;
  return composeMail(`[security] ${name}: a security release is coming`, [
    `On ${when} we will release a new version of ${name} that fixes ${what}.`,
    worst && (more.length === 0 ? `We rate it ${worst}.` : `We rate the worst of them ${worst}.`),
    "Please plan to update on that day. Until then we say no more, so that nobody can use it before you are safe.",
    ending(context),
  ]);
}

/** What databases ask for, in one place. */
function facts(advisory: Advisory, context: ExportContext): string {
  const { disclosure } = advisory;
  const lines = [
    ["CVE", cveId(advisory) ?? "none assigned"],
    ["Severity", severityLine(advisory)],
    ["Weakness", weaknessLine(advisory, context)],
    ["Published", disclosure.public ? longInstant(disclosure.public) : ""],
  ];
  const named = lines.filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${value}`);
  return [
    ...named,
    "Affected:",
    ...affectedLines(advisory)
      .split("\n")
      .map((line) => `- ${line}`),
  ].join("\n");
}

/** The title without the package's name, which stands before it already. */
function titleAlone(advisory: Advisory): string {
  const title = publicTitle(advisory);
  const [name = ""] = packageNames([advisory]).split(", ");
  return title.toLowerCase().startsWith(`${name.toLowerCase()}:`) ? title.slice(name.length + 1).trim() : title;
}
