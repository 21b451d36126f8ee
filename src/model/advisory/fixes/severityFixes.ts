import { cvssMetrics, cvssProblem, cvssVersion } from "../cvss";
import { metricWords } from "../cvssWords";
import type { CweCatalog } from "../cweCatalog";
import { instead, valueOf, withoutItem, type Fix, type Maker } from "./fix";
import { labelsOf } from "./shapeFixes";

/** More than one reads through in a menu is not offered. */
const MOST_OFFERED = 8;

/** Findings about vectors, labels and weaknesses. */
export const severityFixes: Readonly<Record<string, Maker>> = {
  "cvss/syntax": (lines, finding) => {
    const value = valueOf(lines, finding);
    return repairs(value.text).map((vector) => instead(finding, value, vector));
  },
  "cvss/duplicate-version": (lines, finding) => withoutItem(lines, finding, "Remove this vector"),
  "cvss/v3.0": (lines) => {
    const end = lines.indexOf("---", 1);
    const at = lines.findIndex((line, index) => index < end && /CVSS:3\.0\//.test(line));
    const start = lines[at]?.indexOf("CVSS:3.0/") ?? -1;
    const value = { text: "", start, end: start + "CVSS:3.0/".length, quoted: false };
    return start < 0 ? [] : [instead({ line: at + 1, column: 1 }, value, "CVSS:3.1/", "Write it as CVSS:3.1")];
  },
  "cvss/label-mismatch": (lines, finding) => {
    const value = valueOf(lines, finding);
    return labelsOf(lines).map((label) => instead(finding, value, label, `Set the label to ${label}`));
  },
  "cwe/syntax": (lines, finding, { cwe }) => {
    const value = valueOf(lines, finding);
    return weaknessesNamed(value.text, cwe).map((id) => instead(finding, value, id, use(id, cwe)));
  },
  "cwe/category": narrower,
  "cwe/prohibited": narrower,
  "cwe/deprecated": narrower,
  "cwe/discouraged": narrower,
};

function narrower(...[lines, finding, { cwe }]: Parameters<Maker>): Fix[] {
  const value = valueOf(lines, finding);
  const suggested = cwe.weaknesses.get(value.text)?.instead ?? [];
  const ids = [...suggested, ...(cwe.narrower.get(value.text) ?? [])].filter((id) => isUsable(id, cwe));
  return [...new Set(ids)].slice(0, MOST_OFFERED).map((id) => instead(finding, value, id, use(id, cwe)));
}

function use(id: string, { weaknesses }: CweCatalog): string {
  return `Use ${id}: ${weaknesses.get(id)?.name ?? ""}`;
}

function isUsable(id: string, { weaknesses }: CweCatalog): boolean {
  const usage = weaknesses.get(id)?.usage;
  return usage === "allowed" || usage === "review";
}

/** A number with something around it, or words of a name; none when the words fit too many. */
function weaknessesNamed(text: string, cwe: CweCatalog): string[] {
  const number = /^[\W_]*(?:cwe[\W_]*)?(\d{1,4})\b/i.exec(text)?.[1];
  const id = `CWE-${Number(number ?? 0)}`;
  if (number !== undefined) return isUsable(id, cwe) ? [id] : [];
  const words = text.toLowerCase().split(/\W+/).filter(Boolean);
  const named = [...cwe.weaknesses.values()].filter(
    ({ id: one, name }) => isUsable(one, cwe) && words.every((word) => name.toLowerCase().includes(word)),
  );
  return words.length > 0 && named.length <= MOST_OFFERED ? named.map(({ id: one }) => one) : [];
}

/** The vector that stands somewhere in a text, or that small slips hide; only whole ones. */
function repairs(text: string): string[] {
  const [found = ""] = /(?:CVSS:\d\.\d\/)?(?:[A-Z]{1,3}:[A-Z]{1,10}\/){1,40}[A-Z]{1,3}:[A-Z]{1,10}/i.exec(text) ?? [];
  const upper = found.toUpperCase();
  const named = [found, upper].flatMap((vector) =>
    cvssVersion(vector) ? [vector] : [`CVSS:${/\/AT:/i.test(vector) ? "4.0" : "3.1"}/${vector}`],
  );
  const sound = [...named, ...named.map(inOrder)].find((vector) => cvssProblem(vector) === undefined);
  return sound === undefined || sound === text ? [] : [sound];
}

function inOrder(vector: string): string {
  if (cvssVersion(vector) !== "4.0") return vector;
  const order = metricWords("4.0").map(({ metric }) => metric);
  const metrics = [...cvssMetrics(vector)].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return `CVSS:4.0/${metrics.map((metric) => metric.join(":")).join("/")}`;
}
