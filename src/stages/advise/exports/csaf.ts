import type { Advisory } from "../../../model/advisory/advisory";
import { cvssVersion } from "../../../model/advisory/cvss";
import { scoreOf } from "../../../model/advisory/cvssScore";
import { toInstant } from "../../../model/ids";
import { csafProducts, productTree, upgradeText, type CsafProduct, type ProductStatus } from "./csafProducts";
import { plainText } from "./plainText";
import {
  asJson,
  assignedAliases,
  cveId,
  filled,
  isPublic,
  publicCredits,
  publicSections,
  publicTitle,
  sectionOf,
  type ExportContext,
} from "./publicParts";

/** TLP 2.0 as CSAF 2.0 spells it; what is public is white. */
const TLP = { RED: "RED", "AMBER+STRICT": "AMBER", AMBER: "AMBER", GREEN: "GREEN", CLEAR: "WHITE" } as const;

const NOTE_CATEGORIES: Readonly<Record<string, string>> = { Summary: "summary", Details: "details" };

const EXPLOIT_STATUS = {
  "none-known": "No use in attacks is known.",
  "poc-public": "A proof of concept is public.",
  "in-the-wild": "It is used in attacks.",
} as const;

/** The advisory as a CSAF 2.0 document, profile security advisory; indented JSON with sorted keys (CSAF 2.0, 6.2.13). */
export function exportCsaf(advisory: Advisory, context: ExportContext): string {
  return asJson(sorted(csafDocument(advisory, context, "csaf_security_advisory")));
}

/** The same as a VEX document: which products are affected, fixed, not affected, or being looked at (CSAF 2.0, 4.5). */
export function exportVex(advisory: Advisory, context: ExportContext): string {
  return asJson(sorted(csafDocument(advisory, context, "csaf_vex")));
}

function csafDocument(advisory: Advisory, context: ExportContext, category: "csaf_security_advisory" | "csaf_vex") {
  const { publisher } = context;
  const products = csafProducts(advisory);
  const namespace = publisher.namespace ?? "https://example.invalid";
  const tracking = trackingOf(advisory, context, category);
  return {
    document: {
      category,
      csaf_version: "2.0",
      lang: "en",
      title: publicTitle(advisory),
      aggregate_severity: advisory.severity.label && { text: advisory.severity.label },
      distribution: { tlp: { label: isPublic(advisory) ? "WHITE" : TLP[advisory.disclosure.tlp ?? "CLEAR"] } },
      notes: notesOf(advisory),
      publisher: {
        category: publisher.category ?? "vendor",
        name: publisher.name ?? "not set",
        namespace,
        contact_details: publisher.contact,
      },
      references: [
        { category: "self", summary: "This document", url: `${namespace.replace(/\/$/, "")}/${fileName(tracking.id)}` },
        ...externalReferences(advisory),
      ],
      tracking,
    },
    product_tree: productTree(products, context),
    vulnerabilities: [vulnerability(advisory, context, products)],
  };
}

/** The name that CSAF 2.0, 5.1, demands for the file of a document. */
function fileName(id: string): string {
  return `${id.toLowerCase().replace(/[^+\-a-z0-9]+/g, "_")}.json`;
}

function trackingOf(advisory: Advisory, { now }: ExportContext, category: string) {
  const { disclosure, timeline } = advisory;
  const first = isPublic(advisory) ? (disclosure.public ?? toInstant(now)) : toInstant(now);
  const updates = timeline.filter(({ at, event }) => at !== undefined && event === "updated");
  const later = updates.map(({ at, text }) => ({ date: instant(at!), summary: text ?? "Updated" }));
  const all = [{ date: first, summary: "First version" }, ...later.filter(({ date }) => date > first)];
  const ordered = all.sort((a, b) => (a.date < b.date ? -1 : 1));
  const revisions = ordered.map((revision, index) => ({ ...revision, number: String(index + 1) }));
  return {
    id: `${advisory.id ?? "not-set"}${category === "csaf_vex" ? "-VEX" : ""}`,
    status: isPublic(advisory) ? "final" : "draft",
    version: String(revisions.length),
    initial_release_date: first,
    current_release_date: revisions.at(-1)!.date,
    revision_history: revisions,
    aliases: filled(assignedAliases(advisory)),
  };
}

function instant(date: string): string {
  return date.includes("T") ? date : `${date}T00:00:00Z`;
}

function notesOf(advisory: Advisory) {
  const { withdrawn } = advisory;
  const notes = publicSections(advisory).map(({ name, text }) => {
    return { category: NOTE_CATEGORIES[name] ?? "general", title: name, text: plainText(text) };
  });
  const taken = withdrawn.at
    ? [{ category: "general", title: "Withdrawn", text: `${withdrawn.at}: ${withdrawn.reason ?? "no reason given"}` }]
    : [];
  return [
    ...taken,
    ...(notes.length > 0 ? notes : [{ category: "summary", title: "Summary", text: publicTitle(advisory) }]),
  ];
}

function externalReferences({ references }: Advisory) {
  const listed = references.flatMap(({ url, title, type = "web" }) => (url ? [{ url, summary: title ?? type }] : []));
  return listed.map((reference) => ({ category: "external", ...reference }));
}

function vulnerability(advisory: Advisory, { cwe }: ExportContext, products: readonly CsafProduct[]) {
  const { weaknesses, disclosure, exploitation } = advisory;
  const cve = cveId(advisory);
  const others = [advisory.id ?? "not-set", ...assignedAliases(advisory)].filter((id) => id !== cve);
  const [weakness] = weaknesses.flatMap((id) => cwe.weaknesses.get(id) ?? []);
  const affected = idsOf(products, "known_affected");
  const statuses = ["known_affected", "fixed", "known_not_affected", "under_investigation"] as const;
  return {
    cve,
    ids: filled([...new Set(others)].map((text) => ({ system_name: systemOf(text), text }))),
    title: publicTitle(advisory),
    cwe: weakness && { id: weakness.id, name: weakness.name },
    notes: [{ category: "description", text: plainText(sectionOf(advisory, "Summary")) || publicTitle(advisory) }],
    release_date: isPublic(advisory) ? disclosure.public : undefined,
    product_status: Object.fromEntries(statuses.map((status) => [status, filled(idsOf(products, status))])),
    remediations: filled(remediations(advisory, products)),
    scores: filled(scores(advisory, affected)),
    threats: filled([
      ...(exploitation ? [{ category: "exploit_status", details: EXPLOIT_STATUS[exploitation] }] : []),
      ...notAffected(products),
    ]),
    flags: filled(flags(products)),
    acknowledgments: filled(
      publicCredits(advisory).map(({ name, org, role }) => {
        return { names: [name], organization: org, summary: role.replace(/-/g, " ") };
      }),
    ),
    references: filled(externalReferences(advisory)),
  };
}

function systemOf(id: string): string {
  return id.startsWith("GHSA-") ? "GitHub Security Advisories" : "Advisory";
}

function idsOf(products: readonly CsafProduct[], status: ProductStatus): string[] {
  return products.filter((product) => product.status === status).map(({ id }) => id);
}

/** Each product that may be affected gets an answer to "what do I do" (CSAF 2.0, 6.1.27.10, 6.1.29, 6.2.2). */
function remediations(advisory: Advisory, products: readonly CsafProduct[]) {
  const affected = products.filter(({ status }) => status === "known_affected");
  const undecided = products.filter(({ status }) => status === "under_investigation");
  const fixable = affected.filter(({ hasFix }) => hasFix);
  const rest = affected.filter(({ hasFix }) => !hasFix);
  const planned = rest.filter(({ entry }) => !entry.affected.some(({ open }) => open));
  const given = rest.filter(({ entry }) => entry.affected.some(({ open }) => open));
  const workaround = plainText(sectionOf(advisory, "Workarounds"));
  const patches = plainText(sectionOf(advisory, "Patches"));
  const entry = (category: string, details: string, ofThese: readonly CsafProduct[]) =>
    ofThese.length > 0 && details !== "" ? [{ category, details, product_ids: ofThese.map(({ id }) => id) }] : [];
  const upgrade = patches || [...new Set(fixable.map(upgradeText))].join("\n");
  return [
    ...entry("vendor_fix", upgrade, fixable),
    ...entry("no_fix_planned", "No fix is planned.", given),
    ...entry("none_available", "There is no fixed version yet.", planned),
    ...entry("none_available", "This is still being looked at.", undecided),
    ...entry("workaround", workaround, affected),
  ];
}

/** CSAF 2.0 knows no CVSS 4; one entry holds a vector of version 2 and one of version 3. */
function scores({ severity }: Advisory, products: readonly string[]) {
  const metric = (wanted: (version: string) => boolean) => {
    const vectorString = severity.cvss.find((vector) => wanted(cvssVersion(vector) ?? ""));
    const score = vectorString === undefined ? undefined : scoreOf(vectorString);
    if (!vectorString || !score) return undefined;
    const version = cvssVersion(vectorString);
    const rating = version === "2.0" ? {} : { baseSeverity: score.baseBand.toUpperCase() };
    return { version, vectorString, baseScore: score.baseScore, ...rating };
  };
  const both = { cvss_v2: metric((version) => version === "2.0"), cvss_v3: newest(metric) };
  return products.length > 0 && (both.cvss_v2 ?? both.cvss_v3) ? [{ ...both, products }] : [];
}

function newest<T>(metric: (wanted: (version: string) => boolean) => T): T {
  return metric((version) => version === "3.1") ?? metric((version) => version === "3.0");
}

function notAffected(products: readonly CsafProduct[]) {
  return products
    .filter(({ status }) => status === "known_not_affected")
    .map(({ id, entry }) => ({
      category: "impact",
      details: (entry.justification ?? "not affected").replace(/_/g, " "),
      product_ids: [id],
    }));
}

function flags(products: readonly CsafProduct[]) {
  return products.flatMap(({ id, status, entry }) =>
    status === "known_not_affected" && entry.justification ? [{ label: entry.justification, product_ids: [id] }] : [],
  );
}

/** The same value with the keys of every object in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
