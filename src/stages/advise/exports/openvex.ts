import type { Advisory } from "../../../model/advisory/advisory";
import { toInstant } from "../../../model/ids";
import { csafProducts, upgradeText, type CsafProduct } from "./csafProducts";
import {
  asJson,
  assignedAliases,
  cveId,
  documentId,
  nameOf,
  publicTitle,
  sectionOf,
  type ExportContext,
  type Flaws,
} from "./publicParts";
import { plainText } from "./plainText";

const STATUS = {
  known_affected: "affected",
  fixed: "fixed",
  known_not_affected: "not_affected",
  under_investigation: "under_investigation",
} as const;

/** The flaws of one release as an OpenVEX 0.2.0 document: one statement for each flaw and status, as indented JSON. */
export function exportOpenVex(flaws: Flaws, { now, publisher }: ExportContext): string {
  const products = csafProducts(flaws);
  const namespace = (publisher.namespace ?? "https://example.invalid").replace(/\/$/, "");
  return asJson({
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": `${namespace}/${documentId(flaws).toLowerCase()}-openvex`,
    author: publisher.name ?? "not set",
    timestamp: toInstant(now),
    version: 1,
    statements: flaws.flatMap((advisory, index) => statements(advisory, products[index] ?? [])),
  });
}

function statements(advisory: Advisory, products: readonly CsafProduct[]) {
  const keys = [...new Set(products.map(keyOf))];
  return keys.map((key) =>
    statement(
      advisory,
      products.filter((product) => keyOf(product) === key),
    ),
  );
}

/** Products about which the same is said. */
function keyOf({ status, entry, hasFix }: CsafProduct): string {
  return [status, entry.justification ?? "", status === "known_affected" ? hasFix : ""].join(" ");
}

function statement(advisory: Advisory, products: readonly CsafProduct[]) {
  const [{ status, entry, hasFix }] = products as [CsafProduct];
  const name = cveId(advisory) ?? advisory.id ?? "not-set";
  const others = [advisory.id ?? name, ...assignedAliases(advisory)].filter((id) => id !== name);
  return {
    vulnerability: { name, description: publicTitle(advisory), aliases: others.length > 0 ? others : undefined },
    products: products.map(({ entry: of, branch }) => ({
      "@id": branch.purl ?? `${nameOf(of)} ${branch.name}`,
      identifiers: branch.purl === undefined ? undefined : { purl: branch.purl },
    })),
    status: STATUS[status],
    justification: entry.justification,
    action_statement: status === "known_affected" ? action(advisory, products, hasFix) : undefined,
  };
}

/** What affected users should do; OpenVEX wants it with every "affected". */
function action(advisory: Advisory, products: readonly CsafProduct[], hasFix: boolean): string {
  const workaround = plainText(sectionOf(advisory, "Workarounds"));
  if (!hasFix) return workaround || "There is no fixed version yet.";
  return plainText(sectionOf(advisory, "Patches")) || [...new Set(products.map(upgradeText))].join("\n");
}
