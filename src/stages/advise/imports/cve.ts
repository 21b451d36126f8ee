import { cvssProblem } from "../../../model/advisory/cvss";
import { toInstant } from "../../../model/ids";
import { listOf, recordOf, recordsOf, Source, textOf, textsOf, type Imported, type PlainRecord } from "./imported";
import { addCveVersions } from "./cveVersions";
import { identify, newPackage, packagesOf, webAddress, type PackageDraft } from "./packageOf";
import { creditOf, idOf, instantOf, labelOf, published } from "./people";
import { sectionsOf } from "./sectionsOf";

type Json = Readonly<Record<string, unknown>>;

const TAGS: Readonly<Record<string, string>> = {
  "vendor-advisory": "advisory",
  "third-party-advisory": "advisory",
  patch: "fix",
  x_introduced: "introduced",
  "issue-tracking": "report",
  "technical-description": "article",
  "mailing-list": "discussion",
  "release-notes": "release-notes",
  product: "package",
  mitigation: "mitigation",
  exploit: "exploit",
};

/** Registries by the start of CVE's collectionURL. */
const COLLECTIONS: readonly (readonly [url: RegExp, ecosystem: string])[] = [
  [/npmjs\.(?:org|com)/, "npm"],
  [/pypi\./, "PyPI"],
  [/crates\.io/, "crates.io"],
  [/rubygems\.org/, "RubyGems"],
  [/maven/, "Maven"],
  [/nuget\.org/, "NuGet"],
  [/packagist\.org/, "Packagist"],
  [/golang\.org|pkg\.go\.dev/, "Go"],
  [/hex\.pm/, "Hex"],
  [/pub\.dev/, "Pub"],
];

/** Whether a JSON value looks like a CVE record or its CNA container. */
export function isCve(value: Json): boolean {
  return "containers" in value || ("providerMetadata" in value && ("affected" in value || "rejectedReasons" in value));
}

/** A CVE record of format 5.x, or its CNA container. What others added to the record (ADP) is theirs and stays there. */
export function importCve(record: Json, now: Date): Imported {
  const source = new Source();
  const containers = recordOf(record["containers"]);
  const cna = "containers" in record ? recordOf(containers["cna"]) : record;
  if (listOf(containers["adp"]).length > 0)
    source.note("What others than the CNA added to the record (adp) was left out.");
  source.known(cna, KEYS, "the CNA container");
  const meta = recordOf(record["cveMetadata"]);
  const cve = textOf(meta["cveId"]);
  const at = instantOf(cna["datePublic"]) ?? instantOf(meta["datePublished"]);
  const consent = (at ?? toInstant(now)).slice(0, 10);
  const origin = recordOf(cna["source"]);
  const id = idOf(textsOf(origin["advisory"])[0] ?? origin["advisory"]) ?? cve ?? "RECORD-WITHOUT-ID";
  const rejected = textOf(recordsOf(cna["rejectedReasons"])[0]?.["value"]);
  const state = published(
    at,
    rejected === undefined ? undefined : (instantOf(meta["dateRejected"]) ?? toInstant(now)),
    rejected,
  );
  const frontMatter: PlainRecord = {
    embargo: "1",
    id,
    ...state,
    disclosure: {
      ...(state["disclosure"] as PlainRecord),
      discovery: discoveryOf(origin["discovery"]),
    },
    title: textOf(cna["title"]),
    aliases: cve !== undefined && cve !== id ? [cve] : [],
    severity: severityOf(source, cna),
    weaknesses: [...new Set(recordsOf(cna["problemTypes"]).flatMap(weaknessesOf))],
    packages: packagesOf(recordsOf(cna["affected"]).map((entry) => packageFrom(source, entry))),
    credits: recordsOf(cna["credits"]).flatMap((credit) => {
      const name = textOf(credit["value"]);
      return name === undefined ? [] : [creditOf(name, credit["type"] ?? "finder", consent)];
    }),
    references: recordsOf(cna["references"]).flatMap((reference) => {
      const url = webAddress(source, reference["url"], "reference");
      const type = textsOf(reference["tags"]).flatMap((tag) => TAGS[tag] ?? [])[0] ?? "web";
      return url === undefined ? [] : [{ type, url, title: textOf(reference["name"]) }];
    }),
    timeline: timelineOf(cna),
    exploitation: undefined,
  };
  return { frontMatter, sections: textSections(source, cna), losses: source.losses };
}

const KEYS = [
  "providerMetadata",
  "title",
  "datePublic",
  "dateAssigned",
  "descriptions",
  "affected",
  "problemTypes",
  "metrics",
  "references",
  "solutions",
  "workarounds",
  "credits",
  "timeline",
  "source",
  "rejectedReasons",
];

function discoveryOf(value: unknown): string | undefined {
  const word = textOf(value)?.toLowerCase();
  return word !== undefined && ["external", "internal", "user", "upstream", "unknown"].includes(word)
    ? word
    : undefined;
}

function severityOf(source: Source, cna: Json): PlainRecord {
  const metrics = recordsOf(cna["metrics"]);
  const vectors = metrics.flatMap((metric) =>
    Object.entries(metric).flatMap(([key, value]) =>
      key.startsWith("cvssV") ? (textOf(recordOf(value)["vectorString"]) ?? []) : [],
    ),
  );
  const right = [...new Set(vectors)].filter((vector) => cvssProblem(vector) === undefined);
  if (right.length < new Set(vectors).size) source.note("A severity that is no CVSS vector was left out.");
  const words = metrics.map(({ other }) => labelOf(recordOf(recordOf(other)["content"])["text"]));
  return { label: words.find((word) => word !== undefined), cvss: right };
}

function weaknessesOf(problem: Json): string[] {
  return recordsOf(problem["descriptions"]).flatMap(({ cweId, description }) => {
    return textOf(cweId) ?? /\bCWE-\d+/.exec(textOf(description) ?? "")?.[0] ?? [];
  });
}

function packageFrom(source: Source, entry: Json): PackageDraft {
  const collection = textOf(entry["collectionURL"]) ?? "";
  const ecosystem = COLLECTIONS.find(([url]) => url.test(collection))?.[1];
  const [vendor, product] = [meaningful(entry["vendor"]), meaningful(entry["product"])];
  const named = identify(source, ecosystem, textOf(entry["packageName"]) ?? product, textOf(entry["packageURL"]));
  const draft = newPackage({
    ...named,
    ...(vendor === undefined ? {} : { vendor }),
    ...(product === undefined ? {} : { product }),
  });
  const repo = webAddress(source, entry["repo"], "repository");
  if (repo !== undefined) draft.repo = repo;
  draft.symbols.push(...recordsOf(entry["programRoutines"]).flatMap(({ name }) => textOf(name) ?? []));
  draft.files.push(...textsOf(entry["programFiles"]));
  draft.platforms.push(...textsOf(entry["platforms"]));
  if (listOf(entry["modules"]).length > 0) source.note("Names of modules were left out.");
  addCveVersions(source, draft, entry);
  return draft;
}

/** Not "n/a", which many records have. */
function meaningful(value: unknown): string | undefined {
  const text = textOf(value)?.trim();
  return text === undefined || /^(?:n\/a|not set|unknown|unspecified|-)$/i.test(text) ? undefined : text;
}

function timelineOf(cna: Json): PlainRecord[] {
  return recordsOf(cna["timeline"]).flatMap(({ time, value }) => {
    const at = instantOf(time);
    const [, event, text] =
      /^(reported|confirmed|cve-reserved|fix-ready|prenotified|public|updated)\b(?::([\s\S]*))?$/.exec(
        textOf(value) ?? "",
      ) ?? [];
    if (at === undefined) return [];
    return [{ at, event, text: event === undefined ? textOf(value) : text?.trimStart() }];
  });
}

function textSections(source: Source, cna: Json) {
  const [description] = recordsOf(cna["descriptions"]).filter(({ lang }) => /^en/i.test(textOf(lang) ?? "en"));
  const media = recordsOf(description?.["supportingMedia"]).find(({ type }) => textOf(type) === "text/markdown");
  const main = sectionsOf(source, textOf(media?.["value"]) ?? textOf(description?.["value"]) ?? "");
  const more = (key: string, name: "Patches" | "Workarounds") =>
    recordsOf(cna[key]).flatMap(({ value }) => sectionsOf(source, textOf(value) ?? "", name));
  return [...main, ...more("solutions", "Patches"), ...more("workarounds", "Workarounds")];
}
