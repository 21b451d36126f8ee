import type { Advisory } from "../advisory";
import { versionSchemeOf } from "../ecosystems";
import { compareVersions } from "../versions/versionScheme";
import { publicLines, type Problem } from "./rule";

/** A version after a word or sign that speaks of one; a bare number may be that of a protocol. */
const WORDED =
  /(?:\b(?:versions?|before|prior to|earlier than|older than|upgrad\w+ to|updat\w+ to|fixed in|patched in|released? (?:as|in|with)|through|until|since|starting (?:with|from)|up to(?: and including)?)|[<>]=?)\s+v?(\d+(?:\.\d+)+(?:[.-]?(?:rc|alpha|beta|a|b|dev|post|M)[.-]?\d+)?)/gi;

/** Comparisons in a text that a program wrote without end; what comes after counts as known. */
const MAX_COMPARED = 20_000;

/** Versions that the text speaks of and the ranges do not know. */
export function* wordedVersions(advisory: Advisory): Generator<Problem> {
  const schemes = [...new Set(advisory.packages.map(({ purl }) => versionSchemeOf(purl)))];
  const written = advisory.packages.flatMap(({ affected, versions }) => [
    ...affected.flatMap(({ from, fixed, through }) => [from, fixed, through].flatMap((version) => version ?? [])),
    ...versions,
  ]);
  if (written.length === 0) return;
  const known = new Set(written);
  let left = MAX_COMPARED;
  const unknown = new Set<string>(); // comparing is slow, and a text repeats itself
  const isKnown = (version: string) => {
    if (known.has(version)) return true;
    if (unknown.has(version)) return false;
    if ((left -= written.length * schemes.length) < 0) return true;
    const found = written.some((other) => schemes.some((scheme) => compareVersions(scheme, other, version) === 0));
    (found ? known : unknown).add(version);
    return found;
  };
  for (const { text, at } of publicLines(advisory).filter(({ code }) => !code)) {
    for (const match of text.matchAll(WORDED)) {
      const version = match[1]!;
      if (isKnown(version)) continue;
      const column = at.column + match.index + match[0].length - version.length;
      yield { at: { line: at.line, column }, message: `The text speaks of ${version}, the ranges do not.` };
    }
  }
}
