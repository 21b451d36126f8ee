import type { Advisory } from "../../../model/advisory/advisory";
import { registryPackage } from "../../../model/advisory/ecosystems";
import {
  LABELS,
  mayBeNamed,
  type AffectedPackage,
  type Credit,
  type SeverityLabel,
} from "../../../model/advisory/frontMatter";
import { visibleText, type SectionName } from "../../../model/advisory/sections";
import type { CweCatalog } from "../../../model/advisory/cweCatalog";
import type { ProjectConfig } from "../../../model/projectConfig";
import type { Attachment } from "../../../tools/mail/draft";

/** What an export needs besides the advisory. */
export interface ExportContext {
  /** The instant of the export. */
  readonly now: Date;
  readonly publisher: ProjectConfig["publisher"];
  readonly cwe: CweCatalog;
  /** The fix, for mails to people who get it before the release; empty when it is not known here. */
  readonly patches: readonly Attachment[];
}

/** The flaws that one mail or record is about: one, or several that are fixed in one release. */
export type Flaws = readonly [Advisory, ...Advisory[]];

/** A piece of the text as readers get it, in Markdown. */
export interface PublicSection {
  readonly name: SectionName | "Breaking change";
  readonly text: string;
}

/** The title, or "Vulnerability in <package>" for a record that has none. */
export function publicTitle({ title, packages }: Advisory): string {
  return title ?? `Vulnerability in ${packages[0] ? nameOf(packages[0]) : "this software"}`;
}

/** Whether the world may know: before, an export is a preview. */
export function isPublic({ status }: Advisory): boolean {
  return status === "published" || status === "withdrawn";
}

/** The sections that may be exported and hold something, in their order; what breaks on purpose follows the summary. */
export function publicSections({ sections, breaking }: Advisory): PublicSection[] {
  const texts = sections
    .filter(({ exported }) => exported)
    .map((section): PublicSection => ({ name: section.name, text: visibleText(section) }))
    .filter(({ text }) => text !== "");
  if (!breaking.what) return texts;
  const change: PublicSection = {
    name: "Breaking change",
    text: [breaking.what, breaking.why].filter(Boolean).join("\n\n"),
  };
  return [...texts.filter(({ name }) => name === "Summary"), change, ...texts.filter(({ name }) => name !== "Summary")];
}

/** One section's text, in Markdown; empty when it is not there. */
export function sectionOf(advisory: Advisory, name: PublicSection["name"]): string {
  return publicSections(advisory).find((section) => section.name === name)?.text ?? "";
}

/** The whole public text in Markdown, each section under its heading. */
export function publicText(advisory: Advisory): string {
  return publicSections(advisory)
    .map(({ name, text }) => `## ${name}\n\n${text}\n`)
    .join("\n");
}

/** Somebody who may be thanked. */
export interface PublicCredit {
  /** "Anonymous" for those who want to be thanked without a name. */
  readonly name: string;
  readonly org?: string;
  readonly role: NonNullable<Credit["role"]>;
  /** A GitHub login. */
  readonly github?: string;
}

/** Whom exports thank: those with consent by name, the anonymous without; all others are left out. */
export function publicCredits({ credits }: Advisory): PublicCredit[] {
  return credits.flatMap((credit): PublicCredit[] => {
    const { name, org, github, role = "other", consent } = credit;
    if (consent === "anonymous") return [{ name: "Anonymous", role }];
    if (!name || !mayBeNamed(credit)) return [];
    return [{ name, role, ...(org === undefined ? {} : { org }), ...(github === undefined ? {} : { github }) }];
  });
}

/** The id of a record about them: that of the only flaw, or all in a row. */
export function documentId(flaws: Flaws): string {
  return [...new Set(flaws.map(({ id = "not-set" }) => id))].join("+");
}

/** The highest label of severity, if one has any. */
export function worstLabel(flaws: Flaws): SeverityLabel | undefined {
  return LABELS.findLast((label) => flaws.some(({ severity }) => severity.label === label));
}

/** The CVE id, if one was assigned. */
export function cveId({ id, aliases }: Advisory): string | undefined {
  return [id, ...aliases].find((alias) => alias !== undefined && /^CVE-\d{4}-\d{4,19}$/.test(alias));
}

/** Aliases without placeholders for numbers to come. */
export function assignedAliases({ aliases }: Advisory): string[] {
  return aliases.filter((alias) => !/^CVE-\d{4}-\D/i.test(alias));
}

/** What people call a package: the registry's name, else product or repository. */
export function nameOf({ purl, product, repo }: AffectedPackage): string {
  const bare = repo
    ?.replace(/(?<!\/)\/+$/, "")
    .replace(/\.git$/, "")
    .split("/")
    .at(-1);
  return product ?? registryPackage(purl)?.name ?? bare ?? purl ?? "this software";
}

/** Who makes it, as CVE and CSAF ask: said in the advisory, else the publisher, else the name of the package. */
export function vendorOf(affected: AffectedPackage, { publisher }: ExportContext): string {
  return affected.vendor ?? publisher.name ?? nameOf(affected);
}

/** JSON.stringify leaves `undefined` out: what is empty says nothing. */
export function filled<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

/** The same for an object without values. */
export function filledObject<T extends object>(object: T): T | undefined {
  return Object.values(object).some((value) => value !== undefined) ? object : undefined;
}

/** A record as indented JSON with a final line feed. */
export function asJson(record: unknown): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
