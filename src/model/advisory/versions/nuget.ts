import comparePrerelease from "semver/functions/compare";
import { compareNumbers, type VersionScheme } from "./versionScheme";

const FORM =
  /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;

/** NuGet: up to four numbers, pre-releases as semver.org has them but whatever their case. */
export const nuget: VersionScheme = {
  cveType: "custom",
  form: "a version of NuGet, such as 6.0.1 or 6.0.1.2-beta1",
  isVersion: (text) => FORM.test(text),
  compare: (a, b) => {
    const [left, right] = [FORM.exec(a)!, FORM.exec(b)!];
    return compareNumbers(left.slice(1, 5), right.slice(1, 5)) || comparePrereleases(left[5], right[5]);
  },
};

function comparePrereleases(a: string | undefined, b: string | undefined): number {
  const asVersion = (text: string | undefined) => (text === undefined ? "1.0.0" : `1.0.0-${withoutZeros(text)}`);
  return comparePrerelease(asVersion(a), asVersion(b));
}

/** semver.org refuses leading zeros, NuGet does not. */
function withoutZeros(text: string): string {
  const parts = text.toLowerCase().split(".");
  return parts.map((part) => (/^\d+$/.test(part) ? part.replace(/^0+(?=\d)/, "") : part)).join(".");
}
