import type { Advisory } from "../../../../model/advisory/advisory";
import type { AffectedPackage } from "../../../../model/advisory/frontMatter";
import { scoreOf } from "../../../../model/advisory/cvssScore";
import { intervalText } from "../intervalText";
import { plainText } from "../plainText";
import type { Attachment } from "../../../../tools/mail/draft";
import { cveId, nameOf, publicCredits, publicTitle, sectionOf, type ExportContext, type Flaws } from "../publicParts";
import { wrapText } from "./wrapText";

/** A mail before it becomes a file. */
export interface MailText {
  /** Absent for lists: a person addresses those on the day. */
  readonly to?: { readonly name?: string; readonly mail?: string };
  /** ASCII: an encoded subject hides its prefix from list programs (RFC 2047). */
  readonly subject: string;
  /** Lines of at most 72 characters, where words allow. */
  readonly text: string;
  readonly attachments?: readonly Attachment[];
}

/** One mail from its paragraphs; empty ones are left out. */
export function composeMail(subject: string, paragraphs: readonly (string | undefined)[]): MailText {
  const text = paragraphs.flatMap((paragraph) => (paragraph ? [wrapText(paragraph)] : [])).join("\n\n");
  return { subject: asciiLine(subject), text: `${text}\n` };
}

/** A heading in capitals and what stands below it; `undefined` when that is empty. */
export function block(heading: string, text: string): string | undefined {
  return text === "" ? undefined : `${heading.toUpperCase()}\n\n${text}`;
}

/** A section of the advisory under a heading. */
export function sectionBlock(advisory: Advisory, name: Parameters<typeof sectionOf>[1], heading: string = name) {
  return block(heading, plainText(sectionOf(advisory, name)));
}

/** The packages by name, without repetition. */
export function packageNames(flaws: Flaws): string {
  return [...new Set(flaws.flatMap(({ packages }) => packages.map(nameOf)))].join(", ") || "this project";
}

/** `CVE-2026-1, CVE-2026-2`; for a flaw without CVE id its own one. */
export function idsOf(flaws: Flaws): string {
  return flaws.flatMap((advisory) => cveId(advisory) ?? advisory.id ?? []).join(", ");
}

/** What is said of one flaw; of several each under a heading with its number. */
export function eachFlaw(
  flaws: Flaws,
  paragraphs: (advisory: Advisory) => readonly (string | undefined)[],
): (string | undefined)[] {
  const [only, ...more] = flaws;
  if (more.length === 0) return [...paragraphs(only)];
  return flaws.flatMap((advisory, index) => {
    const heading = wrapText(`${index + 1}. ${publicTitle(advisory)} (${idsOf([advisory])})`);
    return [`${heading}\n${"-".repeat(72)}`, ...paragraphs(advisory)];
  });
}

/** Which versions are affected, one line for each range. */
export function affectedLines({ packages }: Advisory): string {
  return packages.flatMap(linesOf).join("\n");
}

/** Label and scores, such as "moderate (CVSS 3.1: 4.2, CVSS:3.1/…)". */
export function severityLine({ severity }: Advisory): string {
  const scores = severity.cvss.flatMap((vector) => {
    const score = scoreOf(vector);
    return score ? [`${score.score.toFixed(1)} (${vector})`] : [];
  });
  return [severity.label, ...scores].filter(Boolean).join(", ");
}

/** Weaknesses with their names. */
export function weaknessLine({ weaknesses }: Advisory, { cwe }: ExportContext): string {
  return weaknesses.map((id) => [id, cwe.weaknesses.get(id)?.name].filter(Boolean).join(" ")).join(", ");
}

/** Thanks to those who may be named. */
export function thanks(advisory: Advisory): string {
  return publicCredits(advisory)
    .map(
      ({ name, org, role }) =>
        `${name}${org ? `, ${org}` : ""}${role === "other" ? "" : ` (${role.replace(/-/g, " ")})`}`,
    )
    .join("\n");
}

/** Addresses of references, one a line. */
export function links({ references }: Advisory): string {
  return references.flatMap(({ url }) => url ?? []).join("\n");
}

/** `Tuesday, 1 December 2026, 15:00 UTC`. */
export function longInstant(instant: string): string {
  const date = new Date(instant);
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" }).format(date);
  return `${day.replace(/^(\w+) /, "$1, ")}, ${instant.slice(11, 16)} UTC`;
}

/** How every announcement ends: how to report the next flaw privately, and where news appears. */
export function ending({ publisher }: ExportContext): string {
  const where = publisher.contact ? `write to ${publisher.contact}` : "see SECURITY.md in our repository for where";
  const news = publisher.namespace ? ` News of security releases appears on ${publisher.namespace}.` : "";
  return `To report another flaw, please tell us privately: ${where}.${news}`;
}

function linesOf(entry: AffectedPackage): string[] {
  const name = nameOf(entry);
  if (entry.status === "not_affected") return [`${name}: not affected`];
  if (entry.affected.length === 0) return entry.versions.length > 0 ? [`${name}: ${entry.versions.join(", ")}`] : [];
  return entry.affected.map((interval) => `${name}: ${intervalText(interval)}`);
}

function asciiLine(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^ -~]+/g, "?")
    .trim();
}
