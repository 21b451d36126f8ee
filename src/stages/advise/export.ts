import { parseAdvisory, type Advisory } from "../../model/advisory/advisory";
import { loadCweCatalog } from "../../model/advisory/cweCatalog";
import { checkAdvisory } from "../../model/advisory/lintRules";
import { EmbargoError } from "../../model/errors";
import { NO_PROJECT_CONFIG, type ProjectConfig } from "../../model/projectConfig";
import type { CaseId } from "../../model/ids";
import type { Home } from "../../tools/home";
import type { Attachment } from "../../tools/mail/draft";
import { readCasePatches } from "./casePatches";
import { EXPORTS, type ExportFormat, type ExportKind } from "./exports/formats";
import type { ExportContext } from "./exports/publicParts";
import { lintAdvisory } from "./lint";

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
 * What goes along with an export of the advisories of cases: the patches of their fixes, in the mails to people who prepare
 * packages.
 *
 * @throws EmbargoError as `readCasePatches`
 */
export async function patchesFor(format: ExportFormat, home: Home, cases: readonly CaseId[]): Promise<Attachment[]> {
  const { withPatches }: ExportKind = EXPORTS[format];
  const series = withPatches ? await Promise.all(cases.map((id) => readCasePatches(home, id))) : [];
  if (series.some((patches) => patches.length === 0)) return [];
  if (series.length === 1) return series.flat();
  return series.flatMap((patches, index) =>
    patches.map((patch) => ({ ...patch, name: `${cases[index]}-${patch.name}` })),
  );
}

/**
 * The text of an `advisory.md` in another format. Only what would give something away or break the format stops it; an
 * unfinished advisory is exported as far as it is written.
 *
 * @throws EmbargoError `findings`, naming rules and lines but nothing of the text
 */
export async function exportAdvisory(text: string, format: ExportFormat, options: ExportOptions = {}): Promise<string> {
  const context = await contextOf(options);
  return await EXPORTS[format].write(await readExportable(text, context, options), context);
}

/**
 * One mail or record about the flaws of several advisories, which are fixed in one release.
 *
 * @param texts - at least one
 * @throws EmbargoError `usage` when the format is one file for each flaw; `refused` when they become public on different days;
 *   and as `exportAdvisory`
 */
export async function exportRelease(
  texts: readonly string[],
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<string> {
  const { writeTogether }: ExportKind = EXPORTS[format];
  const context = await contextOf(options);
  const [first, ...more] = await Promise.all(texts.map((text) => readExportable(text, context, options)));
  if (!first || !writeTogether) {
    throw new EmbargoError("usage", `The format ${format} is one file for each flaw.`, "Export them one by one.");
  }
  if (more.some(({ disclosure }) => disclosure.public !== first.disclosure.public)) {
    throw new EmbargoError(
      "refused",
      "The advisories do not become public at the same instant.",
      "Give them the same disclosure.public, or export them one by one.",
    );
  }
  return writeTogether([first, ...more], context);
}

async function contextOf(options: ExportOptions): Promise<ExportContext> {
  const { now = new Date(), publisher = NO_PROJECT_CONFIG.publisher, patches = [] } = options;
  return { now, publisher, patches, cwe: await loadCweCatalog() };
}

async function readExportable(
  text: string,
  { now, cwe }: ExportContext,
  { privateUrls = [] }: ExportOptions,
): Promise<Advisory> {
  const advisory = await parseAdvisory(text);
  const stopping = checkAdvisory(advisory, "publish", { now, cwe, privateUrls }).filter(
    ({ stopsExport }) => stopsExport,
  );
  if (stopping.length === 0) return advisory;
  const places = stopping.slice(0, 5).map(({ rule, line }) => `${rule} in line ${line}`);
  const more = stopping.length > places.length ? ` and ${stopping.length - places.length} more` : "";
  throw new EmbargoError(
    "findings",
    `The advisory was not exported: ${places.join(", ")}${more}.`,
    "See what is wrong with: embargo advisory lint --publish FILE",
  );
}
