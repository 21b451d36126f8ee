import { formatPurl, parsePurl } from "../../../model/advisory/purl";
import { intervalText } from "./intervalText";
import type { AffectedInterval, AffectedPackage } from "../../../model/advisory/frontMatter";
import { nameOf, vendorOf, type ExportContext, type Flaws } from "./publicParts";

/** What a CSAF document says of a product (CSAF 2.0, 3.2.3.9). */
export type ProductStatus = "known_affected" | "fixed" | "known_not_affected" | "under_investigation";

/** One version, or one range of versions, of one package. */
export interface CsafProduct {
  readonly id: string;
  readonly status: ProductStatus;
  readonly entry: AffectedPackage;
  /** False for affected ones that no fixed version follows. */
  readonly hasFix: boolean;
  readonly branch: {
    readonly category: "product_version" | "product_version_range";
    readonly name: string;
    readonly purl?: string;
  };
}

const STATED = {
  affected: "known_affected",
  fixed: "fixed",
  not_affected: "known_not_affected",
  under_investigation: "under_investigation",
} as const;

/**
 * The products of each flaw: its versions one by one where they are listed, else its ranges in the notation `vers`; and each
 * version that has the fix. Without a package, one product under investigation. What two flaws name alike has one id.
 */
export function csafProducts(flaws: Flaws): CsafProduct[][] {
  const ids = new Map<string, string>();
  return flaws.map(({ packages }) => {
    const seen = new Map<string, number>();
    const entries = packages.length > 0 ? packages : [NOTHING];
    return entries
      .flatMap((entry) => [...affectedOf(entry), ...fixedOf(entry)])
      .map((product) => {
        const { entry, branch } = product;
        const name = JSON.stringify([entry.vendor, nameOf(entry), branch.category, branch.name, branch.purl]);
        const nth = (seen.get(name) ?? 0) + 1; // a flaw that names one product twice says two things of it
        seen.set(name, nth);
        const key = `${name} ${nth}`;
        const id = ids.get(key) ?? `CSAFPID-${String(ids.size + 1).padStart(4, "0")}`;
        ids.set(key, id);
        return { ...product, id };
      });
  });
}

/** The tree vendor, product, version that names them, each once (CSAF 2.0, 3.1.3). */
export function productTree(products: readonly CsafProduct[], context: ExportContext) {
  const named = [...new Map(products.map((product) => [product.id, product])).values()];
  const byVendor = groupBy(named, ({ entry }) => vendorOf(entry, context));
  return {
    branches: [...byVendor].map(([vendor, ofVendor]) => ({
      category: "vendor",
      name: vendor,
      branches: [...groupBy(ofVendor, ({ entry }) => nameOf(entry))].map(([product, ofProduct]) => ({
        category: "product_name",
        name: product,
        branches: ofProduct.map(({ id, branch: { category, name, purl } }) => ({
          category,
          name,
          product: {
            name: `${vendor} ${product} ${name}`,
            product_id: id,
            product_identification_helper: purl === undefined ? undefined : { purl },
          },
        })),
      })),
    })),
  };
}

type Unnumbered = Omit<CsafProduct, "id">;

const NOTHING = {
  affected: [],
  versions: [],
  status: "under_investigation",
} as unknown as AffectedPackage;

function affectedOf(entry: AffectedPackage): Unnumbered[] {
  const status = STATED[entry.status ?? "affected"];
  const hasFix = entry.affected.length === 0 || entry.affected.every(({ fixed }) => fixed !== undefined);
  if (entry.versions.length > 0) {
    const versions = [...new Set(entry.versions)];
    return versions.map((version) => ({ status, entry, hasFix, branch: versionBranch(entry, version) }));
  }
  const ranges = entry.affected.length > 0 ? entry.affected : [{} as AffectedInterval];
  return ranges.map((interval) => ({
    status,
    entry,
    hasFix: interval.fixed !== undefined,
    branch: { category: "product_version_range", name: vers(entry, interval), ...withPurl(entry.purl) },
  }));
}

function fixedOf(entry: AffectedPackage): Unnumbered[] {
  const listed = new Set(entry.versions);
  const fixed = [...new Set(entry.affected.flatMap((interval) => interval.fixed ?? []))];
  return fixed
    .filter((version) => !listed.has(version))
    .map((version) => ({ status: "fixed", entry, hasFix: true, branch: versionBranch(entry, version) }));
}

function versionBranch({ purl }: AffectedPackage, version: string): CsafProduct["branch"] {
  return { category: "product_version", name: version, ...withPurl(purl, version) };
}

/** A range as `vers:type/>=1.0|<2.0` (package-url, "version range specifier"). */
function vers({ purl }: AffectedPackage, { from = "0", fixed, through }: AffectedInterval): string {
  const type = (purl === undefined ? undefined : parsePurl(purl)?.type) ?? "generic";
  const parts = [
    ...(from === "0" ? [] : [`>=${encodeURIComponent(from)}`]),
    ...(fixed === undefined ? [] : [`<${encodeURIComponent(fixed)}`]),
    ...(through === undefined ? [] : [`<=${encodeURIComponent(through)}`]),
  ];
  return `vers:${type}/${parts.join("|") || "*"}`;
}

function withPurl(purl: string | undefined, version?: string): { purl?: string } {
  const parsed = purl === undefined ? undefined : parsePurl(purl);
  if (!parsed) return {};
  const plain = formatPurl(parsed);
  return { purl: version === undefined ? plain : `${plain}@${encodeURIComponent(version)}` };
}

/** What helps: the sentence of a remediation for one product. */
export function upgradeText({ entry }: CsafProduct): string {
  return `${nameOf(entry)}: ${entry.affected.map(intervalText).join("; ")}`;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
