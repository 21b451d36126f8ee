import type { Advisory } from "../../../model/advisory/advisory";
import { affectedLines, links, packageNames, severityLine, thanks, weaknessLine } from "./mails/mailText";
import { exportCve } from "./cve";
import { exportGhsa } from "./ghsa";
import { plainText } from "./plainText";
import { cveId, publicTitle, sectionOf, vendorOf, type ExportContext } from "./publicParts";

const NOT_SENT = "Nothing was sent. This is for you to submit.";

/**
 * How to ask for a CVE id, with everything to paste: from the own CNA if the project is one, from GitHub if the draft advisory
 * is there, else by MITRE's form. The choice needs nothing that is not in the advisory and `.embargo.yml`.
 */
export function cveRequest(advisory: Advisory, context: ExportContext): string {
  const known = cveId(advisory);
  if (known !== undefined) return `The advisory has ${known} already. There is nothing to ask for.\n`;
  if (context.publisher.cve_org_id !== undefined) return ownCna(advisory, context);
  const ghsa = ghsaId(advisory);
  return ghsa === undefined ? mitreForm(advisory, context) : atGithub(advisory, ghsa);
}

/** How to put a draft advisory on GitHub, which gives it a GHSA id, with the body of the request. */
export function ghsaRequest(advisory: Advisory, context: ExportContext): string {
  const known = ghsaId(advisory);
  if (known !== undefined) return `The advisory has ${known} already. There is nothing to ask for.\n`;
  const repository = githubRepository(advisory);
  const path = repository ?? "OWNER/NAME";
  return lines(
    "A GHSA ID FOR THIS ADVISORY",
    "",
    NOT_SENT,
    ...(repository === undefined ? ["No package names a repository on GitHub (repo): put yours for OWNER/NAME."] : []),
    "",
    `In the browser: https://github.com/${path}/security/advisories/new, as a maintainer of the repository. It stays a draft until you publish it.`,
    `By program: POST /repos/${path}/security-advisories with the body below (repository_advisories:write). Keep start_private_fork out: the fix stays here.`,
    "For a project that is not yours: Report a vulnerability on its Security page (POST …/security-advisories/reports), where it is turned on.",
    "",
    "Who can read a draft there: the repository's administrators and security managers, whom you add, and GitHub.",
    "Afterwards write the id (GHSA-…) under aliases.",
    "",
    "BODY",
    "",
    exportGhsa(advisory, context).trimEnd(),
  );
}

function atGithub(advisory: Advisory, ghsa: string): string {
  const path = githubRepository(advisory) ?? "OWNER/NAME";
  return lines(
    "A CVE ID FROM GITHUB",
    "",
    NOT_SENT,
    "",
    `On the draft advisory https://github.com/${path}/security/advisories/${ghsa} choose Request CVE, or POST /repos/${path}/security-advisories/${ghsa}/cve with an empty body.`,
    "GitHub reviews the request; the answer takes days. The draft must name package, versions, severity and a description.",
    "Only an administrator of the repository can ask. Afterwards write the id under aliases.",
  );
}

function ownCna(advisory: Advisory, context: ExportContext): string {
  const { cve_short_name: name = "your CNA" } = context.publisher;
  return lines(
    `A CVE ID FROM YOUR OWN CNA (${name})`,
    "",
    NOT_SENT,
    "",
    "Reserve one: with cvelib `cve reserve`, or with your own client of the CVE services. Write it under aliases.",
    "When the advisory is public, publish this container for it (`cve publish CVE-… --cna-json FILE`); export it anew on that day.",
    "",
    "RECORD",
    "",
    exportCve(advisory, context).trimEnd(),
  );
}

/** The fields of MITRE's form, in its order; an empty one is said to be empty, so that nobody overlooks it. */
function mitreForm(advisory: Advisory, context: ExportContext): string {
  const { packages } = advisory;
  const vendors = [...new Set(packages.map((entry) => vendorOf(entry, context)))].join(", ");
  const field = (name: string, value: string) => [`${name}:`, ...(value || "(not written yet)").split("\n"), ""];
  return lines(
    "A CVE ID BY MITRE'S FORM",
    "",
    NOT_SENT,
    "",
    "First look whether a CNA covers the project (https://www.cve.org/PartnerInformation/ListofPartners): then ask there. Code on GitHub can ask GitHub: put the advisory there first (ghsa-request).",
    "The form is https://cveform.mitre.org, request type Report Vulnerability/Request CVE ID. It is not encrypted to anybody: give away no more than will be public, and no exploit. The answer takes days to weeks.",
    "",
    ...field("Vulnerability type", weaknessLine(advisory, context)),
    ...field("Vendor of the product", vendors),
    ...field("Affected product and version", affectedLines(advisory) || packageNames([advisory])),
    ...field("Has the vendor confirmed it", "Yes: we are the vendor."),
    ...field("Impact", plainText(sectionOf(advisory, "Impact"))),
    ...field("Affected component", packages.flatMap(({ symbols, files }) => [...symbols, ...files]).join(", ")),
    ...field("Attack vector", plainText(sectionOf(advisory, "Affected usage"))),
    ...field("Suggested description", [publicTitle(advisory), plainText(sectionOf(advisory, "Summary"))].join("\n")),
    ...field("Discoverer", thanks(advisory)),
    ...field("References", links(advisory)),
    ...field("Additional information", severityLine(advisory) && `Severity: ${severityLine(advisory)}`),
    "Afterwards write the id under aliases.",
  );
}

function ghsaId({ id, aliases }: Advisory): string | undefined {
  return [id, ...aliases].find((alias) => alias !== undefined && /^GHSA(?:-[0-9a-z]{4}){3}$/.test(alias));
}

function githubRepository({ packages }: Advisory): string | undefined {
  const found = packages.map(
    ({ repo = "" }) => /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(repo)?.[1],
  );
  return found.find((path) => path !== undefined);
}

function lines(...text: readonly string[]): string {
  return `${text.join("\n")}\n`;
}
