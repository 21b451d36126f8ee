import type { CweCatalog } from "./cweCatalog";
import { scoreOf } from "./cvssScore";
import { vectorInWords } from "./cvssWords";
import { registryPackage } from "./ecosystems";
import { KEY_MEANINGS } from "./keyMeanings";
import { spotAt } from "./spot";
import { weaknessInWords } from "./suggest";

/** Lines of plain text about the word at a place, the first as its heading. */
export type Explanation = readonly [heading: string, ...lines: readonly string[]];

/**
 * What the word under the cursor means: a key, a weakness, a CVSS vector with its score, a package. `undefined` for others.
 *
 * @param line - from 1
 * @param column - from 1
 */
export function explain(text: string, line: number, column: number, cwe: CweCatalog): Explanation | undefined {
  const lines = text.split(/\r?\n/);
  const written = lines[line - 1] ?? "";
  const spot = spotAt(lines, line, column);
  if (!spot) return undefined;
  const key = wordAt(written, column, /[A-Za-z_]+(?=:(?: |$))/g);
  if (key !== undefined && spot.shape.kind === "record") {
    const path = spot.path === "" ? key : `${spot.path}.${key}`;
    const meaning = Object.hasOwn(KEY_MEANINGS, path) ? KEY_MEANINGS[path] : undefined;
    return meaning === undefined ? undefined : [key, meaning];
  }
  const word = wordAt(written, column, /[^\s,"'[\]{}]+/g) ?? "";
  const weakness = cwe.weaknesses.get(word);
  if (weakness) return [`${word}: ${weakness.name}`, ...weaknessInWords(weakness).split("\n\n")];
  if (spot.path === "severity.cvss") return vector(word);
  const found = spot.path === "packages.purl" ? registryPackage(word) : undefined;
  return found && [found.name, `A package of ${found.ecosystem.name}.`];
}

function vector(word: string): Explanation | undefined {
  const score = scoreOf(word);
  const words = vectorInWords(word);
  if (words.length === 0) return undefined;
  return [score ? `${score.score.toFixed(1)} ${score.band}` : "Not a whole vector yet", ...words];
}

function wordAt(text: string, column: number, pattern: RegExp): string | undefined {
  for (const { index, 0: word } of text.matchAll(pattern)) {
    if (index <= column - 1 && column - 1 <= index + word.length) return word;
  }
  return undefined;
}
