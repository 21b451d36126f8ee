import { squeeze } from "../git/changes";
import type { CaseFacts } from "./caseFacts";

/** Words of securityTags.ts, squeezed; the first stage ignores case. */
const TAG_WORDS = ["cve-", "ghsa-", "embargo:", "[security-", "changelog:security"];

/** The last pattern, which the first stage always finds once: a file that was cut does not have it. */
const LAST = "embargo-whole";

/**
 * What the first stage looks for, for `grep -F -f`: one squeezed string a line, never an empty one (it would match
 * everything). It covers each test of the second stage: where a commit has too few telling lines, its paths stand in.
 */
export function stage1Patterns(cases: readonly CaseFacts[]): Buffer {
  const patterns = cases.flatMap((facts) => [
    squeeze(facts.case),
    ...facts.commits,
    ...facts.objects,
    ...facts.lines,
    ...facts.thinPaths.map((path) => squeeze(`b/${path}`)),
  ]);
  const unique = new Set([...patterns, ...TAG_WORDS].filter((pattern) => pattern !== ""));
  return Buffer.from([...unique, LAST, ""].join("\n"), "latin1");
}

/** The commits of the cases: what the first stage looks for in the repository itself. */
export function stage1Commits(cases: readonly CaseFacts[]): string {
  return cases.flatMap(({ commits }) => commits.map((oid) => `${oid}\n`)).join("");
}
