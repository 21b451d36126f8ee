import { isCode } from "../../../model/advisory/derive/besideTheCode";
import { withoutSpace } from "../../../model/advisory/derive/fragments";
import type { Oid } from "../../../model/ids";
import { undefinedUnlessCancelled, type GitOptions } from "../run";
import { readContents } from "./contents";
import { commitsSaying, logCommits, readCommits, type CommitFact, type CommitWords } from "./commits";
import { changedPaths, type CommitDiff } from "./fixDiff";
import { isSameChange, linesOf, samePatches } from "./sameLines";

/** How a commit was recognised as the same fix on another branch. */
export type BackportSign = "cherry-picked" | "reapplied" | "merged" | "patch" | "lines" | "subject" | "id";

/** A commit that brings a commit of the fix to another branch. */
export interface Backport extends CommitFact {
  /** The commit of the fix. */
  readonly of: Oid;
  readonly sign: BackportSign;
}

/** A commit that takes a commit of the fix, or a backport of it, back. */
export interface Revert extends CommitFact {
  readonly of: Oid;
}

/** What was found of a fix elsewhere. */
export interface SameFixes {
  readonly backports: readonly Backport[];
  readonly reverts: readonly Revert[];
  /** True when lines could not be compared, because the clone lacks a part of the history. */
  readonly partly: boolean;
}

/** Shorter or more common subjects belong to many commits. */
const LONG_ENOUGH = 16;

/**
 * Looks through every branch and tag for the same fix: by `(cherry picked from commit …)`, by the revert of its revert, by the
 * same lines in the same files, by an equal subject with a file or an id in common, by an id of the advisory with a file of the
 * code in common. Two of the given commits can be the same fix too.
 *
 * @param diffs - those of `fixes`, in their order
 * @param ids - `CVE-2026-12345`, `GHSA-…`: as messages may name them
 */
export async function findBackports(
  where: GitOptions,
  fixes: readonly CommitWords[],
  diffs: readonly CommitDiff[],
  ids: readonly string[],
): Promise<SameFixes> {
  if (fixes.length === 0) return { backports: [], reverts: [], partly: false };
  const own = new Set(fixes.map(({ oid }) => oid));
  const words = [
    REVERTS,
    ...ids,
    ...fixes.map(({ oid }) => oid.slice(0, 12)),
    ...fixes.map(({ subject }) => subject).filter((subject) => subject.length >= LONG_ENOUGH),
  ];
  const named = await readCommits(where, await commitsSaying(where, words));
  const backports = [...twins(fixes, diffs), ...(await mergedTips(where, fixes, diffs))];
  for (const commit of named) {
    if (takenBackBy(commit, own) || backports.some(({ oid }) => oid === commit.oid)) continue;
    // Two commits of one fix may name the same id without being the same.
    const others = fixes.filter(({ oid }) => oid !== commit.oid);
    const sign = await signOf(where, commit, others, diffs, own.has(commit.oid) ? [] : ids);
    if (sign) backports.push({ ...factOf(commit), ...sign });
  }
  const known = new Set(backports.map(({ oid }) => oid));
  // A partial clone lacks contents of other branches; nothing is fetched for this.
  const patches = await samePatches(where, diffs).catch(undefinedUnlessCancelled);
  for (const found of patches ?? []) if (!known.has(found.oid)) backports.push(found);
  const { reverts, again } = takenBack(named, own, backports);
  return { backports: [...backports, ...again], reverts, partly: patches === undefined };
}

const REVERTS = "This reverts commit";

/** Two given commits that change the same lines are one fix, made for two branches. */
function twins(fixes: readonly CommitWords[], diffs: readonly CommitDiff[]): Backport[] {
  return fixes.flatMap((fix, index) => {
    const first = diffs.slice(0, index).findIndex((diff) => isSameChange(diff, diffs[index]!));
    return first < 0 ? [] : [{ ...factOf(fix), of: fixes[first]!.oid, sign: "lines" as const }];
  });
}

/** What a merge brings is in the history of its second parent too, however often that was merged. */
async function mergedTips(
  where: GitOptions,
  fixes: readonly CommitWords[],
  diffs: readonly CommitDiff[],
): Promise<Backport[]> {
  const tips: Backport[] = [];
  for (const [index, { oid: of, isMerge }] of fixes.entries()) {
    const lines = linesOf(diffs[index]!).added.map(withoutSpace);
    if (!isMerge || lines.length === 0) continue;
    const [tip] = await logCommits(where, ["--no-walk", `${of}^2`, "--"]);
    const texts = await readContents(
      where,
      pathsOf(diffs[index]).map((path) => `${of}^2:${path}`),
    );
    const there = texts.map((text) => withoutSpace(text ?? ""));
    if (tip && lines.every((line) => there.some((text) => text.includes(line))))
      tips.push({ ...factOf(tip), of, sign: "merged" });
  }
  return tips;
}

async function signOf(
  where: GitOptions,
  commit: CommitWords,
  fixes: readonly CommitWords[],
  diffs: readonly CommitDiff[],
  ids: readonly string[],
): Promise<Pick<Backport, "of" | "sign"> | undefined> {
  const source = fixes.find(({ oid }) => says(commit, "cherry picked from commit", oid));
  if (source) return { of: source.oid, sign: "cherry-picked" };
  if (commit.isMerge) return undefined; // what it merged is found by itself
  const twin = fixes.find(({ subject }) => subject.length >= LONG_ENOUGH && subject === commit.subject);
  const names = ids.some((id) => new RegExp(`\\b${id}\\b`, "i").test(commit.message));
  if (twin && names) return { of: twin.oid, sign: "subject" };
  if (!twin && !names) return undefined;
  const touched = new Set((await changedPaths(where, commit.oid)).filter(isCode));
  const shares = ({ oid }: CommitWords) =>
    pathsOf(diffs.find((diff) => diff.oid === oid)).some((path) => touched.has(path));
  if (twin && shares(twin)) return { of: twin.oid, sign: "subject" };
  const fix = names ? fixes.find(shares) : undefined;
  return fix && { of: fix.oid, sign: "id" };
}

function pathsOf(diff: CommitDiff | undefined): string[] {
  return (diff?.hunks ?? [])
    .flatMap(({ oldPath, path }) => [oldPath ?? "", path ?? ""])
    .filter((path) => path !== "" && isCode(path));
}

/** The reverts of the fix and its backports, and those commits that take such a revert back in turn. */
function takenBack(named: readonly CommitWords[], own: ReadonlySet<Oid>, backports: readonly Backport[]) {
  const reverts: Revert[] = [];
  const again: Backport[] = [];
  const same = new Map<Oid, Oid>([...own].map((oid) => [oid, oid]));
  for (const { oid, of } of backports) same.set(oid, of);
  // Oldest first: a revert comes before what takes it back.
  for (const commit of named.toReversed()) {
    const of = takenBackBy(commit, new Set(same.keys()));
    if (of && !same.has(commit.oid)) reverts.push({ ...factOf(commit), of });
    const revert = takenBackBy(commit, new Set(reverts.map(({ oid }) => oid)));
    const fix = same.get(reverts.find(({ oid }) => oid === revert)?.of ?? commit.oid);
    if (!revert || !fix || same.has(commit.oid)) continue;
    same.set(commit.oid, fix);
    again.push({ ...factOf(commit), of: fix, sign: "reapplied" });
  }
  return { reverts, again };
}

function takenBackBy(commit: CommitWords, oids: ReadonlySet<Oid>): Oid | undefined {
  return [...oids].find((oid) => says(commit, REVERTS, oid));
}

function says({ message }: CommitWords, words: string, oid: Oid): boolean {
  const found = [...message.matchAll(new RegExp(`${words} ([0-9a-f]{7,64})`, "g"))];
  return found.some(([, named = ""]) => oid.startsWith(named));
}

function factOf({ oid, date, subject }: CommitFact): CommitFact {
  return { oid, date, subject };
}
