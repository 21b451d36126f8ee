import { quoteForShell } from "../model/quoteForShell";
import { checkSentence, type FixCheck } from "../stages/advise/derive/checkFix";
import type { Derivation } from "../stages/advise/derive/derive";
import type { Candidate } from "../stages/advise/derive/introduced";
import { candidateText, rangesText, sinceText, unfixedLinesText } from "../stages/advise/derive/words";
import { counted } from "../model/counted";

/** More are a sign of a fix that changes many places: no list helps then. */
const MOST_SHOWN = 8;

/** A derivation as a person reads it: what follows from git, and the candidates with their evidence. */
export function derivationText(derivation: Derivation, gitDir: string): string {
  const { fix, packages, unfixed, candidates, symbols, credits, notes } = derivation;
  return [
    ...notes.map((note) => `! ${note}`),
    `Fix: ${counted(fix.commits.length, "commit")}`,
    ...fix.commits.map(({ oid, date, subject }) => `  ${oid.slice(0, 10)}  ${date}  ${subject}`),
    ...fix.backports.map(({ oid, date, subject, sign }) => {
      return `  ${oid.slice(0, 10)}  ${date}  ${subject}   (the same fix, by its ${SIGN[sign]})`;
    }),
    ...packages.flatMap(({ purl = "the repository", tags, fixed, ranges, versions, prereleases, lines }) => [
      "",
      `${purl}: ${counted(tags.releases.length, "release")}, ${tags.prereleases.length} before a release, ${tags.others.length} other tags`,
      `  fixed in   ${fixed.map(fixedText).join(", ") || "no release yet"}`,
      `  affected   ${rangesText(ranges) || "nothing"}: ${counted(versions.length, "release")}${prereleases.length > 0 ? ` and ${prereleases.length} before a release` : ""}`,
      ...unfixedLinesText(lines).map((line) => `  ${line}`),
    ]),
    ...(unfixed.length > 0 ? ["", `Supported branches without the fix: ${unfixed.join(", ")}`] : []),
    "",
    "Where the flaw may come from. Most fixes have lines older or newer than their flaw: look before you choose. Without a choice",
    'ranges begin with "0":',
    ...(candidates.length === 0 ? ["  nothing found: the fix replaces no line that can be told from others"] : []),
    ...candidates.slice(0, MOST_SHOWN).flatMap((candidate, index) => candidateLines(candidate, index, gitDir)),
    ...(candidates.length > MOST_SHOWN ? [`  and ${candidates.length - MOST_SHOWN} more: --json has them all`] : []),
    ...(symbols.length > 0 ? ["", `Functions: ${symbols.join(", ")}`] : []),
    ...(credits.length > 0 ? ["", "People whom the fix names; ask each before naming them:"] : []),
    ...credits.map(({ name, role, from }) => `  ${name}, ${role} (${from})`),
    "",
    "Next: look at a candidate, choose it with --introduced NUMBER, and write what is right with --apply fixed,versions.",
  ].join("\n");
}

/** The command that shows a candidate as a difference. */
export function lookCommand({ commit, path, tag }: Candidate, gitDir: string): string {
  const git = `git --git-dir=${quoteForShell(gitDir)}`;
  return commit
    ? `${git} show ${commit.oid} -- ${quoteForShell(path)}`
    : `${git} show ${quoteForShell(`${tag}:${path}`)}`;
}

/** Whether the fix is in each version that is called fixed. */
export function checkText(checks: readonly FixCheck[]): string {
  if (checks.length === 0) return "The advisory names no fixed version yet.";
  return checks
    .flatMap((check) => [
      checkSentence(check),
      ...check.missing.map(({ path, line }) => `  missing in ${path}: ${line}`),
      ...check.left.map(({ path, line }) => `  still in ${path}: ${line}`),
    ])
    .join("\n");
}

const SIGN = {
  "cherry-picked": "note of a cherry-pick",
  reapplied: "revert of its revert",
  merged: "merge",
  patch: "patch",
  lines: "lines",
  subject: "subject and files",
  id: "id and files",
} as const;

function fixedText({ version, tag, branch }: Derivation["packages"][number]["fixed"][number]): string {
  if (tag !== undefined) return version;
  return `${version} (planned: the next on ${branch ?? "its branch"}, no tag yet)`;
}

function candidateLines(candidate: Candidate, index: number, gitDir: string): string[] {
  const { commit, evidence } = candidate;
  const what = commit ? `${commit.oid.slice(0, 10)}  ${commit.date}  ${commit.subject}` : "found by contents";
  return [
    `  ${index + 1}  ${sinceText(candidate)}   ${what}`,
    `     ${candidateText(candidate)}`,
    ...evidence.slice(0, 1).map((line) => `     | ${line}`),
    `     ${lookCommand(candidate, gitDir)}`,
  ];
}
