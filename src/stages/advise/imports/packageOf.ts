import { ecosystemPurl, registryPackage } from "../../../model/advisory/ecosystems";
import { formatPurl, parsePurl } from "../../../model/advisory/purl";
import { textOf, type PlainRecord, type PlainValue, type Source } from "./imported";

/** A package of an imported record, with everything that was said about it in several places. */
export interface PackageDraft {
  purl?: string;
  repo?: string;
  vendor?: string;
  product?: string;
  readonly affected: PlainRecord[];
  readonly versions: string[];
  readonly introduced: string[];
  readonly fixed: string[];
  readonly symbols: string[];
  readonly files: string[];
  readonly platforms: string[];
}

/** A package about which nothing is known yet. */
export function newPackage(identity: Pick<PackageDraft, "purl" | "vendor" | "product">): PackageDraft {
  return {
    ...identity,
    affected: [],
    versions: [],
    introduced: [],
    fixed: [],
    symbols: [],
    files: [],
    platforms: [],
  };
}

/** The purl of a registry's package; without one, the name is kept as a product and that is noted. */
export function identify(
  source: Source,
  ecosystem: string | undefined,
  name: string | undefined,
  given?: string,
): Pick<PackageDraft, "purl" | "product"> {
  const parsed = given === undefined ? undefined : parsePurl(given);
  if (parsed) return { purl: formatPurl({ ...parsed, type: parsed.type }) };
  const purl = ecosystem !== undefined && name !== undefined ? ecosystemPurl(ecosystem, name) : undefined;
  if (purl !== undefined) return { purl };
  if (ecosystem !== undefined)
    source.note(`The registry ${ecosystem} is not known here; only the package's name was kept.`);
  return name === undefined ? {} : { product: name };
}

/** The packages with entries of the same package put together, as front matter. */
export function packagesOf(drafts: readonly PackageDraft[]): PlainValue[] {
  const merged: PackageDraft[] = [];
  for (const draft of drafts) {
    const same = merged.find(
      (other) => draft.purl !== undefined && other.purl === draft.purl && sameRepo(other, draft),
    );
    if (!same) merged.push(draft);
    else {
      if (draft.repo !== undefined) same.repo = draft.repo;
      for (const key of ["affected", "versions", "introduced", "fixed", "symbols", "files", "platforms"] as const) {
        (same[key] as unknown[]).push(...draft[key]);
      }
    }
  }
  return merged.map(plainPackage);
}

function sameRepo(a: PackageDraft, b: PackageDraft): boolean {
  return a.repo === undefined || b.repo === undefined || a.repo === b.repo;
}

function plainPackage(draft: PackageDraft): PlainRecord {
  const { purl, repo, vendor, product, introduced, fixed } = draft;
  return {
    purl,
    repo,
    vendor: registryPackage(purl) && vendor === product ? undefined : vendor,
    product,
    affected: unique(draft.affected),
    versions: unique(draft.versions),
    commits: { introduced: unique(introduced), fixed: unique(fixed) },
    symbols: unique(draft.symbols),
    files: unique(draft.files),
    platforms: unique(draft.platforms),
  };
}

function unique<T extends PlainValue>(list: readonly T[]): T[] {
  return [...new Map(list.map((item) => [JSON.stringify(item), item])).values()];
}

/** A web address as a reference or a repository; what is none is noted. */
export function webAddress(source: Source, value: unknown, what: string): string | undefined {
  const url = textOf(value)?.trim();
  if (url === undefined) return undefined;
  const clean = url
    .replace(/^git\+(?=https?:)/, "")
    .replace(/^git:\/\//, "https://")
    .replace(/[<>"\\^`{|}\s]/g, encodeURIComponent);
  if (/^https?:\/\/[^\s/?#@]+(?:[/?#]|$)/.test(clean) && /^[\x21-\x7e]+$/.test(clean) && URL.canParse(clean))
    return clean;
  source.note(`A ${what} is no web address and was left out.`);
  return undefined;
}
