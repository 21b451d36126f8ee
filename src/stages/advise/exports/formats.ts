import type { Advisory } from "../../../model/advisory/advisory";
import { exportCsaf, exportVex } from "./csaf";
import { exportCve } from "./cve";
import { exportGhsa } from "./ghsa";
import { exportHtml } from "./html";
import { inertMarkdown } from "./inertMarkdown";
import { announcement, headsUp, ossSecurity } from "./mails/announcements";
import { linuxDistros, prenotification, reporterCheck } from "./mails/privateMails";
import { exportAcknowledgement, mailOf, mailOfRelease } from "./mails/writeMail";
import { exportMarkdown } from "./markdown";
import { exportOpenVex } from "./openvex";
import { exportOsv } from "./osv";
import type { ExportContext, Flaws } from "./publicParts";
import { cveRequest, ghsaRequest } from "./requests";

/** What an advisory can be exported as: a word for people, how the file's name ends, and who may read it. */
export interface ExportKind {
  readonly title: string;
  readonly extension: "json" | "md" | "html" | "eml" | "txt";
  /** True for what goes out before the release: to be encrypted, or to hold nothing of the flaw. */
  readonly beforehand?: boolean;
  /** True when the patches of the fix go along. */
  readonly withPatches?: boolean;
  readonly write: (advisory: Advisory, context: ExportContext) => string | Promise<string>;
  /** For what may be about several flaws that are fixed in one release. */
  readonly writeTogether?: Together;
}

type Together = (flaws: Flaws, context: ExportContext) => string | Promise<string>;

/** The writers for a format that may be about several flaws. */
function ofRelease(writeTogether: Together) {
  return { writeTogether, write: (advisory: Advisory, context: ExportContext) => writeTogether([advisory], context) };
}

/** Every export there is, by the name that the command line takes. */
export const EXPORTS = {
  osv: { title: "OSV record, for databases and scanners", extension: "json", write: exportOsv },
  cve: { title: "CVE record, CNA container", extension: "json", write: exportCve },
  csaf: { title: "CSAF 2.0 advisory", extension: "json", ...ofRelease(exportCsaf) },
  vex: { title: "CSAF 2.0 VEX", extension: "json", ...ofRelease(exportVex) },
  openvex: { title: "OpenVEX", extension: "json", ...ofRelease(exportOpenVex) },
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
    ...ofRelease(mailOfRelease(prenotification)),
  },
  headsup: {
    title: "mail: a release is coming, no details",
    extension: "eml",
    beforehand: true,
    ...ofRelease(mailOfRelease(headsUp)),
  },
  "linux-distros": {
    title: "mail: linux-distros list",
    extension: "eml",
    beforehand: true,
    withPatches: true,
    ...ofRelease(mailOfRelease(linuxDistros)),
  },
  "oss-security": { title: "mail: oss-security list", extension: "eml", ...ofRelease(mailOfRelease(ossSecurity)) },
  announcement: { title: "mail: announcement to users", extension: "eml", ...ofRelease(mailOfRelease(announcement)) },
} as const satisfies Record<string, ExportKind>;

/** What an advisory can be exported as. */
export type ExportFormat = keyof typeof EXPORTS;

/** The names, in the order of the table. */
export const EXPORT_FORMATS = Object.keys(EXPORTS) as readonly ExportFormat[];

/** Whether `word` names a format. */
export function isExportFormat(word: string): word is ExportFormat {
  return Object.hasOwn(EXPORTS, word);
}
