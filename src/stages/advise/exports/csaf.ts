import { toInstant } from "../../../model/ids";
import { csafProducts, productTree } from "./csafProducts";
import { csafVulnerability, externalReferences } from "./csafVulnerability";
import { plainText } from "./plainText";
import {
  asJson,
  assignedAliases,
  documentId,
  filled,
  isPublic,
  publicSections,
  publicTitle,
  worstLabel,
  type ExportContext,
  type Flaws,
} from "./publicParts";

/** TLP 2.0 as CSAF 2.0 spells it, the strictest first; what is public is white. */
const TLP = { RED: "RED", "AMBER+STRICT": "AMBER", AMBER: "AMBER", GREEN: "GREEN", CLEAR: "WHITE" } as const;
const BY_STRICTNESS = ["RED", "AMBER", "GREEN", "WHITE"] as const;

const NOTE_CATEGORIES: Readonly<Record<string, string>> = { Summary: "summary", Details: "details" };

/**
 * The flaws of one release as a CSAF 2.0 document, profile security advisory; indented JSON with sorted keys (CSAF 2.0,
 * 6.2.13).
 */
export function exportCsaf(flaws: Flaws, context: ExportContext): string {
  return asJson(sorted(csafDocument(flaws, context, "csaf_security_advisory")));
}

/** The same as a VEX document: which products are affected, fixed, not affected, or being looked at (CSAF 2.0, 4.5). */
export function exportVex(flaws: Flaws, context: ExportContext): string {
  return asJson(sorted(csafDocument(flaws, context, "csaf_vex")));
}

function csafDocument(flaws: Flaws, context: ExportContext, category: "csaf_security_advisory" | "csaf_vex") {
  const { publisher } = context;
  const products = csafProducts(flaws);
  const namespace = publisher.namespace ?? "https://example.invalid";
  const tracking = trackingOf(flaws, context, category);
  const severity = worstLabel(flaws);
  return {
    document: {
      category,
      csaf_version: "2.0",
      lang: "en",
      title: flaws.map(publicTitle).join("; "),
      aggregate_severity: severity && { text: severity },
      distribution: { tlp: { label: strictest(flaws) } },
      notes: notesOf(flaws),
      publisher: {
        category: publisher.category ?? "vendor",
        name: publisher.name ?? "not set",
        namespace,
        contact_details: publisher.contact,
      },
      references: [
        { category: "self", summary: "This document", url: `${namespace.replace(/\/$/, "")}/${fileName(tracking.id)}` },
        ...new Map(flaws.flatMap(externalReferences).map((reference) => [reference.url, reference])).values(),
      ],
      tracking,
    },
    product_tree: productTree(products.flat(), context),
    vulnerabilities: flaws.map((advisory, index) => csafVulnerability(advisory, context, products[index] ?? [])),
  };
}

function strictest(flaws: Flaws) {
  const labels = flaws.map((advisory) => (isPublic(advisory) ? "WHITE" : TLP[advisory.disclosure.tlp ?? "CLEAR"]));
  return BY_STRICTNESS.find((label) => labels.includes(label));
}

/** The name that CSAF 2.0, 5.1, demands for the file of a document. */
function fileName(id: string): string {
  return `${id.toLowerCase().replace(/[^+\-a-z0-9]+/g, "_")}.json`;
}

function trackingOf(flaws: Flaws, { now }: ExportContext, category: string) {
  const areOut = flaws.every(isPublic);
  const first = areOut ? (flaws[0].disclosure.public ?? toInstant(now)) : toInstant(now);
  const updates = flaws.flatMap(({ timeline }) =>
    timeline.filter(({ at, event }) => at !== undefined && event === "updated"),
  );
  const later = updates.map(({ at, text }) => ({ date: instant(at!), summary: text ?? "Updated" }));
  const all = [{ date: first, summary: "First version" }, ...later.filter(({ date }) => date > first)];
  const ordered = all.sort((a, b) => (a.date < b.date ? -1 : 1));
  const revisions = ordered.map((revision, index) => ({ ...revision, number: String(index + 1) }));
  return {
    id: `${documentId(flaws)}${category === "csaf_vex" ? "-VEX" : ""}`,
    status: areOut ? "final" : "draft",
    version: String(revisions.length),
    initial_release_date: first,
    current_release_date: revisions.at(-1)!.date,
    revision_history: revisions,
    aliases: filled([...new Set(flaws.flatMap(assignedAliases))]),
  };
}

function instant(date: string): string {
  return date.includes("T") ? date : `${date}T00:00:00Z`;
}

/** The sections of each flaw; those of several are told apart by its id. */
function notesOf(flaws: Flaws) {
  return flaws.flatMap((advisory) => {
    const { id = "not-set", withdrawn } = advisory;
    const of = flaws.length > 1 ? `${id}: ` : "";
    const notes = publicSections(advisory).map(({ name, text }) => {
      return { category: NOTE_CATEGORIES[name] ?? "general", title: `${of}${name}`, text: plainText(text) };
    });
    const taken = withdrawn.at
      ? [
          {
            category: "general",
            title: `${of}Withdrawn`,
            text: `${withdrawn.at}: ${withdrawn.reason ?? "no reason given"}`,
          },
        ]
      : [];
    const title = { category: "summary", title: `${of}Summary`, text: publicTitle(advisory) };
    return [...taken, ...(notes.length > 0 ? notes : [title])];
  });
}

/** The same value with the keys of every object in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
