import { compareNumbers, compareWords, type VersionScheme } from "./versionScheme";

const FORM = /^(\d+(?:\.\d+)*)([a-z]*)$/;

/**
 * Everything else: dotted numbers, perhaps with letters behind (1.0.2k, 2021a). What is no such version has no order that
 * we know.
 */
export const dotted: VersionScheme = {
  cveType: "custom",
  form: "a version that begins with a digit, without operators and words",
  isVersion: (text) => FORM.test(text),
  compare: (a, b) => {
    const [left, right] = [FORM.exec(a)!, FORM.exec(b)!];
    return compareNumbers(left[1]!.split("."), right[1]!.split(".")) || compareWords(left[2]!, right[2]!);
  },
};

/** Whether `text` could be a version anywhere: it begins with a digit and holds neither operators nor words such as "before". */
export function isVersionLike(text: string): boolean {
  return /^\d[0-9A-Za-z.+~!:_-]*$/.test(text);
}
