import compare from "semver/functions/compare";
import valid from "semver/functions/valid";
import type { VersionScheme } from "./versionScheme";

/** semver.org 2.0.0: three numbers, no leading v. npm, crates.io, Go, Hex, Pub, Swift. */
export const semver: VersionScheme = {
  cveType: "semver",
  form: "a version of semver.org: three numbers, such as 1.4.0 or 2.0.0-rc.1",
  isVersion: isSemver,
  compare: (a, b) => compare(a, b),
};

/** Whether `text` is a version of semver.org 2.0.0, without a leading v. */
export function isSemver(text: string): boolean {
  return /^\d/.test(text) && valid(text) === text.split("+")[0];
}
