import { compareNumbers, type VersionScheme } from "./versionScheme";

const FORM =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(?:[._-]?(stable|beta|b|rc|alpha|a|patch|pl|p)[.-]?(\d*))?([.-]?dev)?$/i;
const STABILITY: Readonly<Record<string, number>> = {
  alpha: 1,
  a: 1,
  beta: 2,
  b: 2,
  rc: 3,
  stable: 4,
  patch: 5,
  pl: 5,
  p: 5,
};

/** Composer, as composer/semver normalises versions: dev, alpha, beta, RC, stable, patch. */
export const composer: VersionScheme = {
  cveType: "custom",
  form: "a version of Composer, such as 5.4.31 or 6.0.0-RC1",
  isVersion: (text) => /^\d/.test(text) && FORM.test(text),
  compare: (a, b) => compareNumbers(partsOf(a), partsOf(b)),
};

function partsOf(version: string): string[] {
  const [, major = "0", minor = "0", patch = "0", fourth = "0", word = "stable", number = "0", dev] =
    FORM.exec(version)!;
  const stability = STABILITY[word.toLowerCase()]!;
  // "-dev" alone is before every pre-release, behind one it is before that one.
  return [major, minor, patch, fourth, String(dev && stability === 4 ? 0 : stability), number || "0", dev ? "0" : "1"];
}
