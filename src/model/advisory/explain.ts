import type { CweCatalog } from "./cweCatalog";
import type { TagFact } from "./derive/releases";
import { scoreOf } from "./cvssScore";
import { vectorInWords } from "./cvssWords";
import { registryPackage } from "./ecosystems";
import { KEY_MEANINGS } from "./keyMeanings";
import { purlAround, spotAt, VERSION_PATHS } from "./spot";
import { weaknessInWords } from "./suggest";
import { tagOfVersion } from "./taggedVersions";

/** Lines of plain text about the word at a place, the first as its heading. */
export type Explanation = readonly [heading: string, ...lines: readonly string[]];

/** What explanations may know besides the text. */
export interface ExplainContext {
  readonly cwe: CweCatalog;
  /** The tags of the repository; asked for only where a version stands. */
  readonly tags: () => Promise<readonly TagFact[]>;
}

/** As many as one line holds. */
const MOST_NARROWER = 8;

/**
 * What the word under the cursor means: a key, a weakness, a CVSS vector with its score, a package, a version with the date of
 * its tag. `undefined` for others.
 *
 * @param line - from 1
 * @param column - from 1
 */
export async function explain(
  text: string,
  line: number,
  column: number,
  { cwe, tags }: ExplainContext,
): Promise<Explanation | undefined> {
  const lines = text.split(/\r?\n/);
  const written = lines[line - 1] ?? "";
  const spot = spotAt(lines, line, column);
  if (!spot) return undefined;
  const key = wordAt(written, column, /(?<![A-Za-z_])[A-Za-z_]+(?=:(?: |$))/g);
  if (key !== undefined && spot.shape.kind === "record") {
    const path = spot.path === "" ? key : `${spot.path}.${key}`;
    const meaning = Object.hasOwn(KEY_MEANINGS, path) ? KEY_MEANINGS[path] : undefined;
    return meaning === undefined ? undefined : [key, meaning];
  }
  const word = wordAt(written, column, /[^\s,"'[\]{}]+/g) ?? "";
  if (spot.path === "weaknesses") return weakness(word, cwe);
  if (VERSION_PATHS.has(spot.path)) return version(word, spot.path, purlAround(lines, line), await tags());
  if (spot.path === "severity.cvss") return vector(word);
  const found = spot.path === "packages.purl" ? registryPackage(word) : undefined;
  return found && [found.name, `A package of ${found.ecosystem.name}.`];
}

function weakness(word: string, { weaknesses, categories, narrower }: CweCatalog): Explanation | undefined {
  const below = (narrower.get(word) ?? []).slice(0, MOST_NARROWER);
  const more =
    below.length > 0 ? [`Closer ones: ${below.map((id) => `${id} ${weaknesses.get(id)?.name}`).join("; ")}.`] : [];
  const found = weaknesses.get(word);
  if (found) return [`${word}: ${found.name}`, ...weaknessInWords(found).split("\n\n"), ...more];
  return categories.has(word) ? [word, "A category or a view of the list, no weakness.", ...more] : undefined;
}

function version(
  word: string,
  path: string,
  purl: string | undefined,
  tags: readonly TagFact[],
): Explanation | undefined {
  if (word === "0" && path === "packages.affected.from") return ["0", "Every version from the beginning."];
  if (tags.length === 0 || !/\d/.test(word)) return undefined;
  const tagged = tagOfVersion(tags, purl, word);
  return tagged
    ? [word, `Tagged ${tagged.tag} on ${tagged.day}.`]
    : [word, "No tag of this repository is that version."];
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
