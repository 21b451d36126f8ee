import { cvssProblem } from "../../../model/advisory/cvss";
import { versionSchemeOf } from "../../../model/advisory/ecosystems";
import { asOid, toInstant } from "../../../model/ids";
import { recordOf, recordsOf, Source, textOf, textsOf, type Imported, type PlainRecord } from "./imported";
import { intervalsOf, type OsvEvent } from "./intervals";
import { identify, newPackage, packagesOf, webAddress, type PackageDraft } from "./packageOf";
import { creditOf, idOf, instantOf, labelOf, loginOf, published } from "./people";
import { sectionsOf } from "./sectionsOf";

const REFERENCE_TYPES: Readonly<Record<string, string>> = {
  ADVISORY: "advisory",
  ARTICLE: "article",
  DETECTION: "detection",
  DISCUSSION: "discussion",
  REPORT: "report",
  FIX: "fix",
  INTRODUCED: "introduced",
  PACKAGE: "package",
  EVIDENCE: "exploit",
  WEB: "web",
};

/** Whether a JSON value looks like an OSV record. */
export function isOsv(value: Readonly<Record<string, unknown>>): boolean {
  return textOf(value["id"]) !== undefined && ("affected" in value || "modified" in value || "schema_version" in value);
}

/** An OSV 1.x record. */
export function importOsv(record: Readonly<Record<string, unknown>>, now: Date): Imported {
  const source = new Source();
  source.known(record, KEYS, "the record");
  const specific = recordOf(record["database_specific"]);
  source.known(specific, ["cwe_ids", "severity", "withdrawn_reason", "replaced_by"], "database_specific");
  const at = instantOf(record["published"]) ?? instantOf(record["modified"]);
  const consent = (at ?? toInstant(now)).slice(0, 10);
  const withdrawnAt = instantOf(record["withdrawn"]);
  const state = published(at, withdrawnAt, specific["withdrawn_reason"]);
  const details = textOf(record["details"]) ?? "";
  const frontMatter: PlainRecord = {
    embargo: "1",
    id: idOf(textOf(record["id"])?.replace(/^x_/, "")),
    ...state,
    ...(withdrawnAt === undefined
      ? {}
      : { withdrawn: { ...(state["withdrawn"] as PlainRecord), replaced_by: textsOf(specific["replaced_by"]) } }),
    title: textOf(record["summary"]),
    aliases: textsOf(record["aliases"]),
    related: textsOf(record["related"]),
    upstream: textsOf(record["upstream"]),
    severity: { label: labelOf(specific["severity"]), cvss: vectorsOf(source, record) },
    weaknesses: textsOf(specific["cwe_ids"]),
    packages: packagesOf(recordsOf(record["affected"]).map((entry) => packageFrom(source, entry))),
    credits: recordsOf(record["credits"]).flatMap((credit) => {
      const name = textOf(credit["name"]);
      const login = textsOf(credit["contact"]).flatMap((url) => loginOf(url) ?? [])[0];
      return name === undefined ? [] : [creditOf(name, credit["type"], consent, login)];
    }),
    references: recordsOf(record["references"]).flatMap((reference) => {
      const url = webAddress(source, reference["url"], "reference");
      return url === undefined ? [] : [{ type: REFERENCE_TYPES[textOf(reference["type"]) ?? ""] ?? "web", url }];
    }),
  };
  return { frontMatter, sections: sectionsOf(source, details), losses: source.losses };
}

const KEYS = [
  "schema_version",
  "id",
  "modified",
  "published",
  "withdrawn",
  "aliases",
  "related",
  "upstream",
  "summary",
  "details",
  "severity",
  "affected",
  "references",
  "credits",
  "database_specific",
];

/** Vectors of the record and of its packages; the file holds them once for all. */
function vectorsOf(source: Source, record: Readonly<Record<string, unknown>>): string[] {
  const all = [record, ...recordsOf(record["affected"])].flatMap((holder) => recordsOf(holder["severity"]));
  const scores = [...new Set(all.flatMap(({ score }) => textOf(score)?.replace(/^\((.*)\)$/, "$1") ?? []))];
  const right = scores.filter((score) => cvssProblem(score) === undefined);
  if (right.length < scores.length) source.note("A severity that is no CVSS vector was left out.");
  return right;
}

function packageFrom(source: Source, entry: Readonly<Record<string, unknown>>): PackageDraft {
  source.known(
    entry,
    ["package", "ranges", "versions", "severity", "ecosystem_specific", "database_specific"],
    "affected",
  );
  source.known(recordOf(entry["database_specific"]), ["source"], "affected.database_specific");
  const named = recordOf(entry["package"]);
  const draft = newPackage(identify(source, textOf(named["ecosystem"]), textOf(named["name"]), textOf(named["purl"])));
  draft.versions.push(...textsOf(entry["versions"]));
  for (const range of recordsOf(entry["ranges"])) {
    const events = recordsOf(range["events"]);
    if (events.some((event) => "limit" in event)) source.note("A limit of a range was left out.");
    if (textOf(range["type"]) === "GIT") addCommits(source, draft, range["repo"], events);
    else
      draft.affected.push(...intervalsOf(events.map(eventOf), versionSchemeOf(draft.purl)).map((one) => ({ ...one })));
  }
  addSpecific(source, draft, recordOf(entry["ecosystem_specific"]));
  return draft;
}

function eventOf(event: Readonly<Record<string, unknown>>): OsvEvent {
  const value = (key: string) => textOf(event[key]);
  const [introduced, fixed, through] = [value("introduced"), value("fixed"), value("last_affected")];
  if (introduced !== undefined) return { introduced };
  if (fixed !== undefined) return { fixed };
  return through === undefined ? {} : { last_affected: through };
}

function addCommits(
  source: Source,
  draft: PackageDraft,
  repo: unknown,
  events: readonly Readonly<Record<string, unknown>>[],
): void {
  const url = webAddress(source, repo, "repository");
  if (url !== undefined) draft.repo ??= url;
  if (url !== undefined && draft.repo !== url) source.note("The commits of a second repository were left out.");
  if (draft.repo !== url) return;
  for (const { introduced, fixed } of events.map(eventOf)) {
    const commit = asOid(introduced ?? fixed ?? "");
    if (commit) (introduced === undefined ? draft.fixed : draft.introduced).push(commit);
    else if (introduced !== "0") source.note("A commit without its full id was left out.");
  }
}

/** What registries' databases call functions, imports and platforms. */
function addSpecific(source: Source, draft: PackageDraft, specific: Readonly<Record<string, unknown>>): void {
  const { imports, symbols, affected_functions: functions, files, platforms, goos, goarch, ...rest } = specific;
  draft.symbols.push(...textsOf(symbols), ...textsOf(functions));
  draft.files.push(...textsOf(files));
  draft.platforms.push(...textsOf(platforms), ...textsOf(goos), ...textsOf(goarch));
  for (const one of recordsOf(imports)) {
    const path = textOf(one["path"]) ?? "";
    const names = textsOf(one["symbols"]);
    draft.symbols.push(...(names.length > 0 ? names.map((name) => `${path}.${name}`) : path === "" ? [] : [path]));
    draft.platforms.push(...textsOf(one["goos"]), ...textsOf(one["goarch"]));
  }
  source.known(rest, [], "ecosystem_specific");
}
