import type { CweCatalog } from "./cweCatalog";
import { registryPackage } from "./ecosystems";
import type { Finding } from "./finding";
import { RULES } from "./lintRules";
import { nearest } from "./nearest";
import { parsePurl } from "./purl";
import { scoreOf } from "./cvssScore";
import { SECTIONS } from "./sections";
import { spotAt } from "./spot";

/** A change that solves a finding: one stretch of one line is replaced. Lines and columns count from 1. */
export interface Fix {
  /** What it does, as an order: `Remove the version`. */
  readonly title: string;
  readonly line: number;
  readonly column: number;
  /** Characters replaced. */
  readonly length: number;
  readonly text: string;
  /** Where the cursor goes, counted in `text`; absent when it stays. */
  readonly cursor?: number;
}

/** The safe changes that solve a finding in the text it was found in; none when a person must think. */
export function fixesFor(text: string, finding: Finding, today: string, cwe: CweCatalog): Fix[] {
  const lines = text.split(/\r?\n/);
  const make = Object.hasOwn(MAKERS, finding.rule) ? MAKERS[finding.rule] : undefined;
  const fixes = make?.(lines, finding, { today, cwe }) ?? [];
  const acceptance = accept(lines, finding);
  return acceptance ? [...fixes, acceptance] : fixes;
}

type Maker = (lines: readonly string[], finding: Finding, context: { today: string; cwe: CweCatalog }) => Fix[];

const MAKERS: Readonly<Record<string, Maker>> = {
  "fm/unknown-key": (lines, finding) => {
    const { word, at } = wordFrom(lines, finding, /["']?([A-Za-z_-]+)/);
    const spot = spotAt(lines, finding.line, finding.column);
    const near = spot?.shape.kind === "record" ? nearest(word, Object.keys(spot.shape.fields)) : undefined;
    return near === undefined ? [] : [{ ...at, text: near, title: `Write ${near}` }];
  },
  "sec/missing": (lines, { message }) => {
    const index = SECTIONS.findIndex(({ name }) => message === `The section ${name} is missing.`);
    const section = SECTIONS[index];
    if (!section) return [];
    const later = SECTIONS.slice(index + 1).map(({ name }) => `## ${name}`);
    const before = lines.findIndex((line) => later.includes(line));
    // A fence above may make that heading code: then a person must look.
    if (lines.slice(0, before < 0 ? undefined : before).some((line) => /^ {0,3}(?:```|~~~)|<!--(?!.*-->)/.test(line))) {
      return [];
    }
    const line = before < 0 ? lines.length : before + 1;
    const heading = `## ${section.name}\n\n<!-- ${section.prompt} -->\n\n`;
    const title = `Insert the section ${section.name}`;
    if (before >= 0) return [{ title, line, column: 1, length: 0, text: heading }];
    return [{ title, line, column: lines.at(-1)!.length + 1, length: 0, text: `\n\n${heading.trimEnd()}\n` }];
  },
  "pkg/name-normal": (lines, finding) => {
    const { word, at } = wordFrom(lines, finding, PURL);
    const name = registryPackage(word)?.name;
    return name === undefined ? [] : [{ ...at, text: `pkg:pypi/${name}`, title: `Write ${name}` }];
  },
  "pkg/purl-versioned": (lines, finding) => {
    const { word, at } = wordFrom(lines, finding, PURL);
    const version = parsePurl(word)?.version;
    if (version === undefined) return [];
    return [{ ...at, text: word.replace(/@[^@/?#]*(?=$|[?#])/, ""), title: "Remove the version" }];
  },
  "ver/syntax": (lines, finding) => {
    const { word, at } = wordFrom(lines, finding, /["']?(v\d[^\s,"'\]}]*)/);
    return word === "" ? [] : [{ ...at, text: word.slice(1), title: `Write ${word.slice(1)}` }];
  },
  "cwe/discouraged": (lines, finding, { cwe }) => {
    const { word, at } = wordFrom(lines, finding, /["']?(CWE-\d+)/);
    return (cwe.weaknesses.get(word)?.instead ?? []).map((id) => {
      return { ...at, text: id, title: `Use ${id}: ${cwe.weaknesses.get(id)?.name ?? ""}` };
    });
  },
  "cvss/label-mismatch": (lines, finding) => {
    const { word, at } = wordFrom(lines, finding, /["']?([a-z]+)/);
    const frontMatter = lines.slice(0, lines.indexOf("---", 1));
    const vectors = frontMatter.flatMap((line) => line.match(/CVSS:\d\.\d\/[A-Za-z:/]+/g) ?? []);
    const bands = new Set(vectors.flatMap((vector) => scoreOf(vector)?.band ?? []));
    const labels = [...bands].filter((band) => band !== "none");
    if (word === "") return [];
    return labels.map((band) => {
      const label = band === "medium" ? "moderate" : band;
      return { ...at, text: label, title: `Set the label to ${label}` };
    });
  },
  "credit/consent-missing": (lines, finding, { today }) => {
    const title = `They agreed today: consent ${today}`;
    const { word, at } = wordFrom(lines, finding, /["']?(pending)/);
    if (word !== "") return [{ ...at, text: today, title }];
    const [start = "", dash] = /^( *)(- +)?(?=[a-z_]+:)/.exec(lines[finding.line - 1] ?? "") ?? [];
    // In a flow mapping there is no line of its own to insert.
    if (dash === undefined) return [];
    return [
      {
        title,
        line: finding.line,
        column: start.length + 1,
        length: 0,
        text: `consent: ${today}\n${" ".repeat(start.length)}`,
      },
    ];
  },
};

const PURL = /["']?(pkg:[^\s,"'\]}]+)/;

/** The word at the finding's place, quotes left alone; empty when another stands there. */
function wordFrom(lines: readonly string[], { line, column }: Finding, pattern: RegExp) {
  const rest = (lines[line - 1] ?? "").slice(column - 1);
  const found = new RegExp(`^${pattern.source}`).exec(rest);
  const word = found?.[1] ?? "";
  return { word, at: { line, column: column + (found?.[0].length ?? 0) - word.length, length: word.length } };
}

/** Accepts the rule with a reason that a person still has to write; not for what stops an export. */
function accept(lines: readonly string[], { rule }: Finding): Fix | undefined {
  const known = RULES.find(({ id }) => id === rule);
  const end = lines.indexOf("---", 1);
  if (!known || known.stopsExport || end < 0) return undefined;
  const entry = `{ rule: ${rule}, reason: "" }`;
  const title = `Accept ${rule} with a reason…`;
  const at = lines.findIndex((line, index) => index < end && /^lint:/.test(line));
  if (at < 0) return inserted(title, end + 1, 1, 0, `lint: [${entry}]\n`);
  const list = /^lint: *\[(.*)$/.exec(lines[at]!);
  if (list)
    return inserted(title, at + 1, lines[at]!.indexOf("[") + 2, 0, list[1]!.trim() === "]" ? entry : `${entry}, `);
  if (lines[at]!.trimEnd() !== "lint:") return undefined;
  const indent = /^( *)- /.exec(lines[at + 1] ?? "")?.[1] ?? "  ";
  return inserted(title, at + 2, 1, 0, `${indent}- ${entry}\n`);
}

function inserted(title: string, line: number, column: number, length: number, text: string): Fix {
  return { title, line, column, length, text, cursor: text.indexOf('""') + 1 };
}
