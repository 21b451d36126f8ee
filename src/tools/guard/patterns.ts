import { squeeze } from "../git/changes";
import type { CaseFacts } from "./caseFacts";

/** Words of securityTags.ts, squeezed; the first stage ignores case. */
const TAG_WORDS = ["cve-", "ghsa-", "embargo:", "[security-", "changelog:security"];

/** The last pattern, which the first stage always finds once: a file that was cut does not have it. */
const LAST = "embargo-whole";

/**
 * What the first stage looks for, for `grep -F -f`: one squeezed string a line, never an empty one (it would match
 * everything). It covers each test of the second stage: what has no telling line is seen by its marks, and where a change
 * has too few of them, by its paths and functions.
 */
export function stage1Patterns(cases: readonly CaseFacts[]): Buffer {
  const patterns = cases.flatMap((facts) => [
    squeeze(facts.case),
    ...facts.commits,
    ...facts.objects,
    ...facts.lines,
    ...facts.marks,
    ...facts.thin.flatMap(({ paths }) => paths.flatMap((path) => [squeeze(`b/${path}`), squeeze(`--cc${path}`)])),
    ...facts.thin.flatMap(({ removed }) => removed.map((key) => `-${key.slice(key.indexOf("\n") + 1)}`)),
    ...facts.thin.flatMap(({ functions }) => functions.map((name) => `@@${name}`)),
  ]);
  const unique = new Set([...patterns, ...TAG_WORDS].filter((pattern) => pattern !== ""));
  return Buffer.from([...unique, LAST, ""].join("\n"), "latin1");
}

/** The commits of the cases: what the first stage looks for in the repository itself. */
export function stage1Commits(cases: readonly CaseFacts[]): string {
  return cases.flatMap(({ commits }) => commits.map((oid) => `${oid}\n`)).join("");
}
