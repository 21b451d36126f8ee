const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*))?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/;

/** Whether `text` is a version of semver.org 2.0.0: three numbers, no leading v. */
export function isSemver(text: string): boolean {
  return SEMVER.test(text);
}

/**
 * Whether `text` could be a version at all: it begins with a digit (an epoch or a date is fine) and holds neither
 * operators nor words such as "before".
 */
export function isVersionLike(text: string): boolean {
  return /^\d[0-9A-Za-z.+~!:_-]*$/.test(text);
}

/**
 * Orders two versions: negative, 0 or positive; `undefined` when only the registry could tell. "0" is before everything
 * (OSV schema, "events"). Known are semver.org versions and plain dotted numbers, of which a missing part counts as 0.
 */
export function compareVersions(a: string, b: string): number | undefined {
  if (a === b) return 0;
  if (a === "0") return -1;
  if (b === "0") return 1;
  if (isDotted(a) && isDotted(b)) return compareNumbers(a.split("."), b.split("."));
  const left = SEMVER.exec(a);
  const right = SEMVER.exec(b);
  if (!left || !right) return undefined;
  return compareNumbers(left.slice(1, 4), right.slice(1, 4)) || comparePrereleases(left[4], right[4]);
}

function isDotted(text: string): boolean {
  return /^\d+(?:\.\d+)*$/.test(text);
}

function compareNumbers(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = BigInt(a[index] ?? 0) - BigInt(b[index] ?? 0);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

/** semver.org, item 11: a release is after its pre-releases; numbers before words; fewer parts first. */
function comparePrereleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const left = a.split(".");
  const right = b.split(".");
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = comparePart(left[index]!, right[index]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function comparePart(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return compareNumbers([a], [b]);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
