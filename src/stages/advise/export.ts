import { parseAdvisory, type Advisory } from "../../model/advisory/advisory";
import { loadCweCatalog } from "../../model/advisory/cweCatalog";
import { checkAdvisory } from "../../model/advisory/lintRules";
import { EmbargoError } from "../../model/errors";
import { NO_PROJECT_CONFIG, type ProjectConfig } from "../../model/projectConfig";
import type { CaseId } from "../../model/ids";
import type { Home } from "../../tools/home";
import type { Attachment } from "../../tools/mail/draft";
import { readCasePatches } from "./casePatches";
import { exportCsaf, exportVex } from "./exports/csaf";
import { exportCve } from "./exports/cve";
import { exportGhsa } from "./exports/ghsa";
import { exportHtml } from "./exports/html";
import { announcement, headsUp, ossSecurity } from "./exports/mails/announcements";
import { linuxDistros, prenotification, reporterCheck } from "./exports/mails/privateMails";
import { exportAcknowledgement, mailOf } from "./exports/mails/writeMail";
import { inertMarkdown } from "./exports/inertMarkdown";
import { exportMarkdown } from "./exports/markdown";
import { exportOpenVex } from "./exports/openvex";
import { exportOsv } from "./exports/osv";
import type { ExportContext } from "./exports/publicParts";
import { cveRequest, ghsaRequest } from "./exports/requests";
import { lintAdvisory } from "./lint";

/** What an advisory can be exported as: a word for people, how the file's name ends, and who may read it. */
export interface ExportKind {
  readonly title: string;
  readonly extension: "json" | "md" | "html" | "eml" | "txt";
  /** True for what goes out before the release: to be encrypted, or to hold nothing of the flaw. */
  readonly beforehand?: boolean;
  /** True when the patches of the fix go along. */
  readonly withPatches?: boolean;
  readonly write: (advisory: Advisory, context: ExportContext) => string | Promise<string>;
}

/** Every export there is, by the name that the command line takes. */
export const EXPORTS = {
  osv: { title: "OSV record, for databases and scanners", extension: "json", write: exportOsv },
  cve: { title: "CVE record, CNA container", extension: "json", write: exportCve },
  csaf: { title: "CSAF 2.0 advisory", extension: "json", write: exportCsaf },
  vex: { title: "CSAF 2.0 VEX", extension: "json", write: exportVex },
  openvex: { title: "OpenVEX", extension: "json", write: exportOpenVex },
  ghsa: { title: "GitHub advisory, the body of its request", extension: "json", write: exportGhsa },
  markdown: { title: "Markdown page", extension: "md", write: (advisory) => inertMarkdown(exportMarkdown(advisory)) },
  html: { title: "HTML page", extension: "html", write: exportHtml },
  "cve-request": { title: "request for a CVE id, to submit by hand", extension: "txt", write: cveRequest },
  "ghsa-request": { title: "draft for GitHub, which gives a GHSA id", extension: "txt", write: ghsaRequest },
  ack: { title: "mail: acknowledgement", extension: "eml", beforehand: true, write: exportAcknowledgement },
  "reporter-check": {
    title: "mail: is it right, for the reporter",
    extension: "eml",
    beforehand: true,
    write: mailOf(reporterCheck),
  },
  prenotification: {
    title: "mail: pre-notification of distributors",
    extension: "eml",
    beforehand: true,
    withPatches: true,
    write: mailOf(prenotification),
  },
  headsup: {
    title: "mail: a release is coming, no details",
    extension: "eml",
    beforehand: true,
    write: mailOf(headsUp),
  },
  "linux-distros": {
    title: "mail: linux-distros list",
    extension: "eml",
    beforehand: true,
    withPatches: true,
    write: mailOf(linuxDistros),
  },
  "oss-security": { title: "mail: oss-security list", extension: "eml", write: mailOf(ossSecurity) },
  announcement: { title: "mail: announcement to users", extension: "eml", write: mailOf(announcement) },
} as const satisfies Record<string, ExportKind>;

/** What an advisory can be exported as. */
export type ExportFormat = keyof typeof EXPORTS;

/** The names, in the order of the table. */
export const EXPORT_FORMATS = Object.keys(EXPORTS) as readonly ExportFormat[];

/** Whether `word` names a format. */
export function isExportFormat(word: string): word is ExportFormat {
  return Object.hasOwn(EXPORTS, word);
}

/** Which warnings of the lint say that a record is published by nobody. */
const NAMELESS: Partial<Record<ExportFormat, readonly string[]>> = {
  cve: ["pub/cna-missing"],
  csaf: ["pub/name-missing", "pub/namespace-missing"],
  vex: ["pub/name-missing", "pub/namespace-missing"],
  openvex: ["pub/name-missing", "pub/namespace-missing"],
};

/** What a record of this format lacks of its publisher, as the lint says it. */
export async function publisherWarnings(text: string, format: ExportFormat, project: ProjectConfig) {
  const asked = NAMELESS[format] ?? [];
  const findings = asked.length === 0 ? [] : await lintAdvisory(text, { phase: "publish", project });
  return findings.filter(({ rule }) => asked.includes(rule));
}

/** What an export may know besides the advisory. */
export interface ExportOptions {
  /** The instant of the export. Default: the clock. */
  readonly now?: Date;
  /** Who publishes. Default: nobody named. */
  readonly publisher?: ProjectConfig["publisher"];
  /** Addresses that must not get out: those of the case's private remotes. */
  readonly privateUrls?: readonly string[];
  /** The fix, for the formats that take it along; see `patchesFor`. Default: none. */
  readonly patches?: readonly Attachment[];
}

/**
 * What goes along with an export of a case's advisory: the patches of its fix, in the mails to people who prepare packages.
 *
 * @throws EmbargoError as `readCasePatches`
 */
export async function patchesFor(format: ExportFormat, home: Home, caseId: CaseId): Promise<Attachment[]> {
  const { withPatches }: ExportKind = EXPORTS[format];
  return withPatches ? readCasePatches(home, caseId) : [];
}

/**
 * The text of an `advisory.md` in another format. Only what would give something away or break the format stops it; an
 * unfinished advisory is exported as far as it is written.
 *
 * @throws EmbargoError `findings`, naming rules and lines but nothing of the text
 */
export async function exportAdvisory(text: string, format: ExportFormat, options: ExportOptions = {}): Promise<string> {
  const { now = new Date(), publisher = NO_PROJECT_CONFIG.publisher, privateUrls = [], patches = [] } = options;
  const advisory = await parseAdvisory(text);
  const cwe = await loadCweCatalog();
  const stopping = checkAdvisory(advisory, "publish", { now, cwe, privateUrls }).filter(
    ({ stopsExport }) => stopsExport,
  );
  if (stopping.length > 0) {
    const places = stopping.slice(0, 5).map(({ rule, line }) => `${rule} in line ${line}`);
    const more = stopping.length > places.length ? ` and ${stopping.length - places.length} more` : "";
    throw new EmbargoError(
      "findings",
      `The advisory was not exported: ${places.join(", ")}${more}.`,
      "See what is wrong with: embargo advisory lint --publish FILE",
    );
  }
  return await EXPORTS[format].write(advisory, { now, publisher, cwe, patches });
}
