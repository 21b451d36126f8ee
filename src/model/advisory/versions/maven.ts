import { compareNumbers, compareWords, type VersionScheme } from "./versionScheme";

/** Maven, as its POM reference says under "Version Order Specification". */
export const maven: VersionScheme = {
  cveType: "maven",
  form: "a version that begins with a digit, such as 2.17.1 or 3.0.0-M1",
  isVersion: (text) => /^\d[0-9A-Za-z._-]*$/.test(text),
  compare: compareMaven,
};

interface Token {
  readonly separator: "." | "-";
  readonly value: string;
}

/** Below a release, in this order; what is unknown comes behind "sp". */
const QUALIFIERS = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
const SAME: Readonly<Record<string, string>> = { cr: "rc", final: "", ga: "", release: "" };
/** Only before a digit. */
const SHORT: Readonly<Record<string, string>> = { a: "alpha", b: "beta", m: "milestone" };

function compareMaven(a: string, b: string): number {
  const left = tokensOf(a);
  const right = tokensOf(b);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareTokens(left[index] ?? padding(right[index]!), right[index] ?? padding(left[index]!));
    if (order !== 0) return order;
  }
  return 0;
}

function padding({ separator }: Token): Token {
  return { separator, value: separator === "." ? "0" : "" };
}

function tokensOf(version: string): Token[] {
  const parts = version.toLowerCase().match(/[._-]|\d+|[a-z]+/g) ?? [];
  const tokens: Token[] = [];
  let separator: Token["separator"] | undefined = ".";
  for (const [index, part] of parts.entries()) {
    if (/^[._-]$/.test(part)) {
      if (separator !== undefined) tokens.push({ separator, value: "0" }); // an empty token
      separator = part === "." ? "." : "-";
      continue;
    }
    const next = parts[index + 1];
    const long = next !== undefined && isNumber(next) ? SHORT[part] : undefined;
    tokens.push({ separator: separator ?? "-", value: long ?? SAME[part] ?? part }); // a change of kind counts as a hyphen
    separator = undefined;
  }
  return trimmed(tokens);
}

/** Without what says nothing at the end, and before each hyphen. */
function trimmed(tokens: Token[]): Token[] {
  for (let end = tokens.length; end > 0;) {
    let start = end;
    while (start > 0 && isNull(tokens[start - 1]!.value)) start -= 1;
    tokens.splice(start, end - start);
    end = tokens.slice(0, start).findLastIndex(({ separator }) => separator === "-");
  }
  return tokens;
}

function isNull(value: string): boolean {
  return value === "" || /^0+$/.test(value);
}

function compareTokens(a: Token, b: Token): number {
  const [aNumber, bNumber] = [isNumber(a.value), isNumber(b.value)];
  if (aNumber && bNumber && a.separator === b.separator) return compareNumbers([a.value], [b.value]);
  if (aNumber && bNumber) return a.separator === "-" ? -1 : 1;
  if (aNumber !== bNumber) return aNumber ? 1 : -1;
  return rankOf(a.value) - rankOf(b.value) || compareWords(a.value, b.value);
}

function rankOf(qualifier: string): number {
  const index = QUALIFIERS.indexOf(qualifier);
  return index < 0 ? QUALIFIERS.length : index;
}

function isNumber(value: string): boolean {
  return /^\d+$/.test(value);
}
