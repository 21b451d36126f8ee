import { cvssProblem } from "../../../model/advisory/cvss";
import { toInstant } from "../../../model/ids";
import { listOf, recordOf, recordsOf, Source, textOf, textsOf, type Imported, type PlainRecord } from "./imported";
import { readRangeText } from "./intervals";
import { identify, newPackage, packagesOf, webAddress, type PackageDraft } from "./packageOf";
import { creditOf, idOf, instantOf, labelOf, published } from "./people";
import { sectionsOf } from "./sectionsOf";

type Json = Readonly<Record<string, unknown>>;

/** GitHub's ecosystems as OSV's. */
const ECOSYSTEMS: Readonly<Record<string, string>> = {
  rubygems: "RubyGems",
  npm: "npm",
  pip: "PyPI",
  maven: "Maven",
  nuget: "NuGet",
  composer: "Packagist",
  go: "Go",
  rust: "crates.io",
  erlang: "Hex",
  actions: "GitHub Actions",
  pub: "Pub",
  swift: "SwiftURL",
};

/** Whether a JSON value looks like an advisory of GitHub's REST API, or the body that makes one. */
export function isGhsa(value: Json): boolean {
  return "ghsa_id" in value || ("vulnerabilities" in value && "summary" in value && "description" in value);
}

/** An advisory of GitHub's REST API (repository or global), or the body of "create a repository security advisory". */
export function importGhsa(record: Json, now: Date): Imported {
  const source = new Source();
  source.known(record, KEYS, "the advisory");
  const ghsa = idOf(record["ghsa_id"]);
  const cve = textOf(record["cve_id"]);
  const at = instantOf(record["published_at"]);
  const consent = (at ?? instantOf(record["created_at"]) ?? toInstant(now)).slice(0, 10);
  const vectors = [
    textOf(record["cvss_vector_string"]),
    textOf(recordOf(record["cvss"])["vector_string"]),
    ...Object.values(recordOf(record["cvss_severities"])).map((one) => textOf(recordOf(one)["vector_string"])),
  ].filter((vector): vector is string => vector !== undefined);
  const cvss = [...new Set(vectors)].filter((vector) => cvssProblem(vector) === undefined);
  if (cvss.length < new Set(vectors).size) source.note("A severity that is no CVSS vector was left out.");
  const state = published(at, instantOf(record["withdrawn_at"]), undefined);
  const isDraft = at === undefined && "withdrawn_at" in record === false;
  const frontMatter: PlainRecord = {
    embargo: "1",
    id: ghsa ?? cve ?? "ADVISORY-WITHOUT-ID",
    ...state,
    ...(isDraft ? { status: "draft" } : {}),
    title: textOf(record["summary"]),
    aliases: cve !== undefined && ghsa !== undefined ? [cve] : [],
    severity: { label: labelOf(record["severity"]), cvss },
    weaknesses: [
      ...new Set([
        ...textsOf(record["cwe_ids"]),
        ...recordsOf(record["cwes"]).flatMap((cwe) => textOf(cwe["cwe_id"]) ?? []),
      ]),
    ],
    packages: packagesOf(recordsOf(record["vulnerabilities"]).map((row) => packageFrom(source, row))),
    credits: recordsOf(record["credits"]).flatMap((credit) => {
      const login = textOf(credit["login"]) ?? textOf(recordOf(credit["user"])["login"]);
      return login === undefined ? [] : [creditOf(login, credit["type"], isDraft ? "pending" : consent, login)];
    }),
    references: listOf(record["references"]).flatMap((reference) => {
      const url = webAddress(source, textOf(reference) ?? recordOf(reference)["url"], "reference");
      return url === undefined ? [] : [{ type: "web", url }];
    }),
  };
  return { frontMatter, sections: sectionsOf(source, textOf(record["description"]) ?? ""), losses: source.losses };
}

const KEYS = [
  ..."ghsa_id cve_id url html_url repository_advisory_url source_code_location summary description type severity".split(
    " ",
  ),
  ..."cvss cvss_vector_string cvss_severities cwes cwe_ids identifiers references vulnerabilities credits".split(" "),
  ..."published_at updated_at created_at closed_at github_reviewed_at nvd_published_at withdrawn_at state".split(" "),
  ..."start_private_fork private_fork author publisher collaborating_users collaborating_teams submission epss".split(
    " ",
  ),
  "credits_detailed",
];

function packageFrom(source: Source, row: Json): PackageDraft {
  const named = recordOf(row["package"]);
  const word = textOf(named["ecosystem"]) ?? "other";
  const ecosystem = word === "other" ? undefined : (ECOSYSTEMS[word] ?? word);
  const draft = newPackage(identify(source, ecosystem, textOf(named["name"])));
  draft.symbols.push(...textsOf(row["vulnerable_functions"]));
  const range = textOf(row["vulnerable_version_range"]);
  const read = range === undefined ? undefined : readRangeText(range);
  if (range !== undefined && !read) source.note("A range that GitHub's own grammar does not know was left out.");
  if (read?.exclusive) source.note("A range that begins after a version is written as beginning with it.");
  const patched =
    textOf(row["patched_versions"]) ??
    textOf(row["first_patched_version"]) ??
    textOf(recordOf(row["first_patched_version"])["identifier"]);
  if (read?.version !== undefined) draft.versions.push(read.version);
  if (read?.interval) draft.affected.push(withFix({ ...read.interval }, patched));
  return draft;
}

/** GitHub may say "up to 1.2" and name the fixed version beside it: that says more. */
function withFix(interval: PlainRecord, patched: string | undefined): PlainRecord {
  const isOne = patched !== undefined && /^\d[0-9A-Za-z.+~!_-]*$/.test(patched);
  if (!isOne || interval["fixed"] !== undefined) return interval;
  return { from: interval["from"], fixed: patched };
}
