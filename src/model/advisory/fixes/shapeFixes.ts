import { labelOf, scoreOf } from "../cvssScore";
import type { SeverityLabel } from "../frontMatter";
import type { Finding } from "../finding";
import { nearest } from "../nearest";
import type { Shape } from "../shape";
import { spotAt } from "../spot";
import { instead, inserted, quoted, valueOf, type Fix, type FixContext, type Maker } from "./fix";

/** Findings about keys and values that do not fit the format. */
export const shapeFixes: Readonly<Record<string, Maker>> = {
  "fm/missing": (_lines, { message }) =>
    Object.entries({ embargo: 'embargo: "1"', status: "status: draft" })
      .filter(([key]) => message === `The key ${key} is missing.`)
      .map(([, entry]) => inserted(`Write ${entry}`, { line: 2, column: 1 }, `${entry}\n`)),
  "fm/unknown-key": (lines, finding) => {
    const [, word = ""] = /^["']?([A-Za-z_-]+)/.exec((lines[finding.line - 1] ?? "").slice(finding.column - 1)) ?? [];
    const spot = spotAt(lines, finding.line, finding.column);
    const near = spot?.shape.kind === "record" ? nearest(word, Object.keys(spot.shape.fields)) : undefined;
    if (near === undefined) return [];
    const start = (lines[finding.line - 1] ?? "").indexOf(word, finding.column - 1);
    return [instead(finding, { text: word, start, end: start + word.length, quoted: false }, near)];
  },
  "fm/type": (lines, finding, context) => {
    const written = valueOf(lines, finding);
    const { text } = written;
    const shape = spotAt(lines, finding.line, finding.column)?.shape;
    if (text === "" || shape?.kind !== "text") return [];
    if (/^[[{]/.test(text) && !written.quoted) {
      const [, alone] = /^\[([^,[\]{}"':]+)\]$/.exec(text) ?? [];
      if (alone?.trim() && shape.accepts(alone.trim())) return [instead(finding, written, alone.trim())];
      return shape.accepts(text) ? [quoted(finding, written, "Put it in quotes")] : [];
    }
    if (finding.message.startsWith("Here a list is expected")) {
      const entries = text.split(/,\s+/);
      return entries.every((entry) => shape.accepts(entry) && /^[\w.+-][\w.:/+-]*$/.test(entry))
        ? [instead(finding, written, `[${entries.join(", ")}]`, "Make it a list")]
        : [];
    }
    return meant(text, shape, context).map((word) => instead(finding, written, word));
  },
  "fm/syntax": quotes,
  "fm/anchor-or-tag": quotes,
  "fm/incomplete": (lines, finding) =>
    finding.message === "The severity is missing."
      ? labelsOf(lines).flatMap((label) => labelled(lines, finding, label))
      : [],
};

/** Label words for the scores of the vectors in the front matter, each once. */
export function labelsOf(lines: readonly string[]): SeverityLabel[] {
  const frontMatter = lines.slice(0, lines.indexOf("---", 1));
  const vectors = frontMatter.flatMap((line) => line.replace(/ #.*$/, "").match(/CVSS:\d\.\d\/[A-Za-z:/]+/g) ?? []);
  const scores = vectors.flatMap((vector) => scoreOf(vector) ?? []);
  return [...new Set(scores.flatMap(({ band }) => labelOf(band) ?? []))];
}

/** Only where the key stands already: without it there is no place that is surely the right one. */
function labelled(lines: readonly string[], { line }: Finding, label: string): Fix[] {
  const [key] = /^ +label:(?= *(?:#|$))/.exec(lines[line - 1] ?? "") ?? [];
  const title = `Set the label to ${label}, as the vector says`;
  return key === undefined ? [] : [inserted(title, { line, column: key.length + 1 }, ` ${label}`)];
}

const SYNONYMS: Readonly<Record<string, string>> = { medium: "moderate", important: "high", yes: "true" };

/** What somebody who wrote `text` may have meant, as far as it is accepted there. */
function meant(text: string, shape: Extract<Shape, { kind: "text" }>, { today }: FixContext): string[] {
  const day = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  const date = day && `${day[1]}-${day[2]!.padStart(2, "0")}-${day[3]!.padStart(2, "0")}`;
  const words = [
    shape.options && nearest(text, shape.options),
    SYNONYMS[text.toLowerCase()],
    text.replace(/^@/, ""),
    date,
    date && `${date}T15:00:00Z`,
    /^(?:yes|true|agreed)$/i.test(text) ? today : undefined,
    inUtc(text),
  ];
  return [...new Set(words)]
    .filter((word): word is string => !!word && word !== text && shape.accepts(word))
    .slice(0, 1);
}

/** An instant with its offset from UTC, in UTC; one without is not guessed. */
function inUtc(text: string): string | undefined {
  const [, date, time, seconds = ":00", offset] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)? ?(Z|UTC|[+-]\d\d:?\d\d)$/i.exec(text) ?? [];
  if (!date || !time || !offset) return undefined;
  const zone = /^(?:Z|UTC)$/i.test(offset) ? "Z" : offset.replace(/^(...):?/, "$1:");
  const at = Date.parse(`${date}T${time}${seconds}${zone}`);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace(/\.000Z$/, "Z");
}

/** A text that YAML takes for something else: `title: name: what`, `title: *bold*`. */
function quotes(lines: readonly string[], finding: Finding): Fix[] {
  const written = lines[finding.line - 1] ?? "";
  const [, key, rest] = /^( *(?:- +)*[A-Za-z_-]+: +)(?!["'])(\S.*)$/.exec(written) ?? [];
  if (key === undefined || rest === undefined) return [];
  const text = rest.split(" #", 1)[0]!.trimEnd();
  if (!/: |:$|^[&*!%@`|>[{]/.test(text)) return [];
  const shape = spotAt(lines, finding.line, key.length + 1)?.shape;
  if (shape?.kind !== "text" || !shape.accepts(text)) return [];
  const value = { text, start: key.length, end: key.length + text.length, quoted: false };
  return [quoted(finding, value, "Put the value in quotes")];
}
