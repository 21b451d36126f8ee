/** How a registry writes and orders versions. */
export interface VersionScheme {
  /** CVE's `versionType`: `semver`, `python`, `maven`, or `custom`. */
  readonly cveType: "semver" | "python" | "maven" | "custom";
  /** What the lint says a version of it is: "three numbers (semver.org)". */
  readonly form: string;
  readonly isVersion: (text: string) => boolean;
  /** Negative, 0 or positive; only asked for versions. */
  readonly compare: (a: string, b: string) => number;
}

/**
 * Orders two versions as their registry does: negative, 0 or positive; `undefined` when one is no version there. "0" is
 * before everything (OSV schema 1.7, "events").
 */
export function compareVersions({ isVersion, compare }: VersionScheme, a: string, b: string): number | undefined {
  if (a === b) return 0;
  if (a === "0") return -1;
  if (b === "0") return 1;
  return isVersion(a) && isVersion(b) ? compare(a, b) : undefined;
}

/** Numbers of any length, one after the other; a missing one counts as 0. */
export function compareNumbers(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = BigInt(a[index] ?? 0) - BigInt(b[index] ?? 0);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

/** Words by their code units. */
export function compareWords(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
