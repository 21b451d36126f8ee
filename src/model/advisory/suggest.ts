import { cvssMetrics, cvssVersion } from "./cvss";
import type { CweCatalog, Weakness } from "./cweCatalog";
import { metricWords } from "./cvssWords";
import { PURL_TYPES } from "./ecosystems";
import { KEY_MEANINGS } from "./keyMeanings";
import { RULES } from "./lintRules";
import { SECTIONS } from "./sections";
import type { Shape } from "./shape";
import type { TagFact } from "./derive/releases";
import { purlAround, spotAt, VERSION_PATHS, type Spot } from "./spot";
import { taggedVersions } from "./taggedVersions";

/** Something that may be written where the cursor stands. */
export interface Suggestion {
  /** What is written. */
  readonly text: string;
  /** What it means, a few words. */
  readonly detail?: string;
  /** More about it, plain text. */
  readonly more?: string;
  /** What typed words are compared with. Default: `text`. */
  readonly search?: string;
  readonly kind: "key" | "value" | "section";
}

/** Suggestions in their order, and the column (from 1) from which they replace what is typed. */
export interface Suggestions {
  readonly from: number;
  readonly items: readonly Suggestion[];
}

/** What suggestions may know besides the text. */
export interface SuggestContext {
  readonly cwe: CweCatalog;
  /** Today, `2026-12-01`. */
  readonly today: string;
  /** The tags of the repository; asked for only where a version may stand. */
  readonly tags: () => Promise<readonly TagFact[]>;
}

/**
 * What may stand at a place of an advisory.
 *
 * @param line - from 1
 * @param column - from 1
 */
export async function suggest(
  text: string,
  line: number,
  column: number,
  context: SuggestContext,
): Promise<Suggestions> {
  const lines = text.split(/\r?\n/);
  const spot = spotAt(lines, line, column);
  if (!spot) return { from: 1, items: missingSections(lines, line, column) };
  if (spot.shape.kind === "record") return { from: column - spot.typed.length, items: keysFor(spot, spot.shape) };
  if (spot.path === "severity.cvss") return vectorPart(spot.typed, column);
  if (VERSION_PATHS.has(spot.path)) {
    const versions = taggedVersions(await context.tags(), purlAround(lines, line)).slice(0, MOST_VERSIONS);
    return { from: column - spot.typed.length, items: versions.map(({ version, day }) => value(version, day)) };
  }
  return { from: column - spot.typed.length, items: valuesFor(spot, context) };
}

function keysFor({ path, present }: Spot, shape: Extract<Shape, { kind: "record" }>): Suggestion[] {
  return Object.entries(shape.fields)
    .filter(([key]) => !present.includes(key))
    .map(([key, { kind }]) => {
      const detail = KEY_MEANINGS[path === "" ? key : `${path}.${key}`];
      return { text: kind === "text" ? `${key}: ` : `${key}:`, kind: "key", ...(detail && { detail }) };
    });
}

function valuesFor({ path, shape }: Spot, context: SuggestContext): Suggestion[] {
  if (path === "weaknesses") return weaknessesOf(context.cwe);
  if (path === "packages.purl") return PURL_TYPES.map(([type, registry]) => value(`pkg:${type}/`, registry));
  if (path === "credits.consent") {
    return [
      value(context.today, "They agreed today to be named"),
      value("pending", "Asked, no answer yet: exports leave the name out"),
      value("declined", "They do not want to be named"),
      value("anonymous", "Thanked without a name"),
    ];
  }
  if (path === "lint.rule") {
    return RULES.filter(({ stopsExport }) => !stopsExport).map(({ id, why }) => value(id, why));
  }
  return shape.kind === "text" ? (shape.options ?? []).map((option) => value(option)) : [];
}

const MOST_VERSIONS = 500;

function weaknessesOf({ weaknesses, usual }: CweCatalog): Suggestion[] {
  const usable = [...weaknesses.values()].filter(({ usage }) => usage !== "prohibited" && usage !== "deprecated");
  const last = ({ usage, id }: Weakness) => (usage === "discouraged" ? 2 : usual.has(id) ? 0 : 1);
  return usable
    .sort((a, b) => last(a) - last(b))
    .map((weakness) => ({
      ...value(weakness.id, `${weakness.name}${last(weakness) === 2 ? " (discouraged)" : ""}`),
      more: weaknessInWords(weakness),
      search: `${weakness.id} ${weakness.name}`,
    }));
}

/** What the list says of a weakness: a sentence, how MITRE wants it used, what it suggests in its place. */
export function weaknessInWords({ description, usage, instead }: Weakness): string {
  const better = instead.length > 0 ? ` MITRE suggests ${instead.join(", ")}.` : "";
  return `${description}\n\nUse for flaws: ${USAGES[usage]}.${better}`.trim();
}

const USAGES = {
  allowed: "allowed",
  review: "allowed, after a look at its notes in the list",
  discouraged: "discouraged, it is too general",
  prohibited: "prohibited",
  deprecated: "deprecated, it was taken out of the list",
} as const satisfies Record<Weakness["usage"], string>;

function vectorPart(typed: string, column: number): Suggestions {
  const version = cvssVersion(typed);
  if (!version || !typed.includes("/")) {
    const items = [value("CVSS:4.0/", "the newest version"), value("CVSS:3.1/", "what most databases show")];
    return { from: column - typed.length, items };
  }
  const part = typed.slice(typed.lastIndexOf("/") + 1);
  const [metric = "", given] = part.split(":");
  const metrics = metricWords(version);
  if (given !== undefined) {
    const values = Object.entries(metrics.find((known) => known.metric === metric)?.values ?? {});
    return { from: column - given.length, items: values.map(([letter, meaning]) => value(letter, meaning)) };
  }
  const seen = cvssMetrics(typed).map(([name]) => name);
  const open = metrics.filter((known) => !seen.includes(known.metric) || known.metric === part);
  return {
    from: column - part.length,
    items: open.map(({ metric: name, name: words }) => value(`${name}:`, words)),
  };
}

function missingSections(lines: readonly string[], line: number, column: number): Suggestion[] {
  const end = lines.indexOf("---", 1);
  const before = (lines[line - 1] ?? "").slice(0, column - 1);
  if (end < 0 || line <= end + 1 || !/^(#{1,2} ?[\w ]*)?$/.test(before)) return [];
  return SECTIONS.filter(({ name }) => !lines.includes(`## ${name}`)).map(({ name, prompt }) => ({
    text: `## ${name}`,
    detail: prompt,
    kind: "section",
  }));
}

function value(text: string, detail?: string): Suggestion {
  return { text, kind: "value", ...(detail && { detail }) };
}
