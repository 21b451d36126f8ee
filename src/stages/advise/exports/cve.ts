import type { Advisory } from "../../../model/advisory/advisory";
import { cvssVersion } from "../../../model/advisory/cvss";
import { scoreOf } from "../../../model/advisory/cvssScore";
import { registryPackage, versionSchemeOf } from "../../../model/advisory/ecosystems";
import type { AffectedInterval, AffectedPackage } from "../../../model/advisory/frontMatter";
import { plainText } from "./plainText";
import {
  asJson,
  cveId,
  filled,
  filledObject,
  isPublic,
  nameOf,
  publicCredits,
  publicSections,
  publicTitle,
  sectionOf,
  vendorOf,
  type ExportContext,
} from "./publicParts";

/** Stands for a CNA that nobody named; the lint says so. */
const NO_CNA = "00000000-0000-4000-8000-000000000000";
const MAX_DESCRIPTION = 4096;
const MAX_MEDIA = 16384;

const TAGS: Readonly<Record<string, string>> = {
  advisory: "vendor-advisory",
  fix: "patch",
  introduced: "x_introduced",
  report: "issue-tracking",
  article: "technical-description",
  discussion: "mailing-list",
  "release-notes": "release-notes",
  package: "product",
  detection: "technical-description",
  mitigation: "mitigation",
  exploit: "exploit",
};

const EXPLOITS = {
  "none-known": "No use in attacks is known.",
  "poc-public": "A proof of concept is public.",
  "in-the-wild": "It is used in attacks.",
} as const;

/**
 * The advisory as the CNA container of a CVE record (CVE record format 5.1), as indented JSON. Texts are plain, because
 * that is what CNAs ask for; the Markdown comes along as supporting media.
 */
export function exportCve(advisory: Advisory, context: ExportContext): string {
  const { id, disclosure, weaknesses, timeline, exploitation } = advisory;
  const { publisher, cwe } = context;
  return asJson({
    providerMetadata: { orgId: publisher.cve_org_id ?? NO_CNA, shortName: publisher.cve_short_name },
    title: publicTitle(advisory).slice(0, 256),
    datePublic: isPublic(advisory) ? disclosure.public : undefined,
    descriptions: [description(advisory)],
    affected: affected(advisory, context),
    problemTypes: filled(
      weaknesses.map((cweId) => {
        const name = cwe.weaknesses.get(cweId)?.name;
        return {
          descriptions: [{ lang: "en", type: "CWE", cweId, description: [cweId, name].filter(Boolean).join(" ") }],
        };
      }),
    ),
    metrics: filled(metrics(advisory)),
    references: references(advisory, context),
    solutions: filled(texts(sectionOf(advisory, "Patches"))),
    workarounds: filled(texts(sectionOf(advisory, "Workarounds"))),
    exploits: exploitation && texts(EXPLOITS[exploitation]),
    timeline: filled(
      timeline.flatMap(({ at, event, text }) => {
        const value = [event, text].filter(Boolean).join(": ");
        return at && value ? [{ time: at.includes("T") ? at : `${at}T00:00:00Z`, lang: "en", value }] : [];
      }),
    ),
    credits: filled(
      publicCredits(advisory).map(({ name, org, role }) => {
        return { lang: "en", value: org ? `${name} (${org})` : name, type: role.replace(/-/g, " ") };
      }),
    ),
    source: filledObject({
      advisory: id === cveId(advisory) ? undefined : id,
      discovery: (disclosure.discovery ?? "unknown").toUpperCase(),
    }),
  });
}

function description(advisory: Advisory) {
  const { withdrawn } = advisory;
  const parts = publicSections(advisory).filter(({ name }) => name !== "Patches" && name !== "Workarounds");
  const plain = [
    ...(withdrawn.at ? [`WITHDRAWN ${withdrawn.at}: ${withdrawn.reason ?? "no reason given"}`] : []),
    ...parts.map(({ text }) => plainText(text)),
  ].join("\n\n");
  const media = parts.map(({ name, text }) => `## ${name}\n\n${text}\n`).join("\n");
  return {
    lang: "en",
    value: cut(plain || publicTitle(advisory), MAX_DESCRIPTION),
    supportingMedia:
      media !== "" && media.length <= MAX_MEDIA ? [{ type: "text/markdown", base64: false, value: media }] : undefined,
  };
}

function affected(advisory: Advisory, context: ExportContext): unknown[] {
  const known = advisory.packages.flatMap((entry) => [
    releases(entry, context),
    ...(isPublic(advisory) ? commits(entry, context) : []),
  ]);
  return known.length > 0
    ? known
    : [{ vendor: context.publisher.name ?? "not set", product: "not set", defaultStatus: "unknown" }];
}

function named(entry: AffectedPackage, context: ExportContext) {
  const { purl, repo, symbols, files, platforms } = entry;
  return {
    vendor: vendorOf(entry, context),
    product: nameOf(entry),
    packageURL: registryPackage(purl) ? purl : undefined,
    repo,
    programRoutines: filled(symbols.map((name) => ({ name }))),
    programFiles: filled([...new Set(files)]),
    platforms: filled([...new Set(platforms)]),
  };
}

function releases(entry: AffectedPackage, context: ExportContext) {
  const versionType = versionSchemeOf(entry.purl).cveType;
  const status = "affected";
  const versions =
    entry.affected.length > 0
      ? entry.affected.map((interval) => ({ status, ...range(interval), versionType }))
      : entry.versions.map((version) => ({ version, status }));
  const { status: stated = "affected" } = entry;
  if (stated !== "affected") {
    return { ...named(entry, context), defaultStatus: stated === "under_investigation" ? "unknown" : "unaffected" };
  }
  return {
    ...named(entry, context),
    versions: filled(versions),
    defaultStatus: versions.length > 0 ? "unaffected" : "unknown",
  };
}

/** Without an end every later version is affected too. */
function range({ from = "0", fixed, through }: AffectedInterval) {
  if (fixed !== undefined) return { version: from, lessThan: fixed };
  return through === undefined ? { version: from, lessThan: "*" } : { version: from, lessThanOrEqual: through };
}

/** Commits stand in an entry of their own: mixed with releases nobody could order them. */
function commits(entry: AffectedPackage, context: ExportContext) {
  const { repo, commits: ids } = entry;
  if (!repo || ids.fixed.length === 0) return [];
  const versions = ids.fixed.map((lessThan) => ({
    version: ids.introduced[0] ?? "0",
    status: "affected",
    lessThan,
    versionType: "git",
  }));
  return [{ vendor: vendorOf(entry, context), product: nameOf(entry), repo, versions, defaultStatus: "unaffected" }];
}

function metrics({ severity }: Advisory): unknown[] {
  const scored = severity.cvss.flatMap((vectorString) => {
    const version = cvssVersion(vectorString);
    const score = scoreOf(vectorString);
    if (!version || !score) return [];
    const rating = version === "2.0" ? {} : { baseSeverity: score.baseBand.toUpperCase() };
    const key = `cvssV${version.replace(".", "_")}`;
    return [{ format: "CVSS", [key]: { version, vectorString, baseScore: score.baseScore, ...rating } }];
  });
  const { label } = severity;
  return label === undefined ? scored : [...scored, { other: { type: "severity", content: { text: label } } }];
}

/** A record needs one (CVE record format, references): without any the repository or the publisher stands in. */
function references({ references: listed, packages }: Advisory, { publisher }: ExportContext) {
  const links = new Map(
    listed.flatMap(({ url, title, type }) => {
      const tag = type === undefined ? undefined : TAGS[type];
      return url
        ? [[url, { url, name: title?.slice(0, 512), tags: tag === undefined ? undefined : [tag] }] as const]
        : [];
    }),
  );
  if (links.size > 0) return [...links.values()];
  const url = packages.flatMap(({ repo }) => repo ?? [])[0] ?? publisher.namespace ?? "https://example.invalid";
  return [{ url }];
}

function texts(markdown: string) {
  const value = cut(plainText(markdown), MAX_DESCRIPTION);
  return value === "" ? [] : [{ lang: "en", value }];
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}
