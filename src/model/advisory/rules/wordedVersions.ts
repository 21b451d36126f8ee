import type { Advisory } from "../advisory";
import { versionSchemeOf } from "../ecosystems";
import { compareVersions } from "../versions/versionScheme";
import { publicLines, type Problem } from "./rule";

/** A version after a word or sign that speaks of one; a bare number may be that of a protocol. */
const WORDED =
  /(?:\b(?:versions?|before|prior to|earlier than|older than|upgrad\w+ to|updat\w+ to|fixed in|patched in|released? (?:as|in|with)|through|until|since|starting (?:with|from)|up to(?: and including)?)|[<>]=?)\s+v?(\d+(?:\.\d+)+(?:[.-]?(?:rc|alpha|beta|a|b|dev|post|M)[.-]?\d+)?)/gi;

/** Versions that the text speaks of and the ranges do not know. */
export function* wordedVersions(advisory: Advisory): Generator<Problem> {
  const schemes = advisory.packages.map(({ purl }) => versionSchemeOf(purl));
  const known = advisory.packages.flatMap(({ affected, versions }) => [
    ...affected.flatMap(({ from, fixed, through }) => [from, fixed, through]),
    ...versions,
  ]);
  if (known.length === 0) return;
  const isKnown = (version: string) =>
    known.some(
      (other) => other !== undefined && schemes.some((scheme) => compareVersions(scheme, other, version) === 0),
    );
  for (const { text, at } of publicLines(advisory).filter(({ code }) => !code)) {
    for (const match of text.matchAll(WORDED)) {
      const version = match[1]!;
      if (isKnown(version)) continue;
      const column = at.column + match.index + match[0].length - version.length;
      yield { at: { line: at.line, column }, message: `The text speaks of ${version}, the ranges do not.` };
    }
  }
}
