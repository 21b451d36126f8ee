import { isCode } from "../../../model/advisory/derive/besideTheCode";
import type { Oid } from "../../../model/ids";
import { patchIdPairs, seriesPatchId } from "../patchIds";
import { readOid } from "../repository";
import { gitLines, type GitOptions } from "../run";
import { changedPaths, firstParent } from "./fixDiff";
import { logCommits, readCommits, type CommitFact, type CommitWords } from "./commits";

/** How a commit was recognised as the same fix on another branch. */
export type BackportSign = "cherry-picked" | "patch" | "subject" | "id";

/** A commit that brings a commit of the fix to another branch. */
export interface Backport extends CommitFact {
  /** The commit of the fix. */
  readonly of: Oid;
  readonly sign: BackportSign;
}

/** A commit that takes a commit of the fix back. */
export interface Revert extends CommitFact {
  readonly of: Oid;
}

/** Shorter or more common subjects belong to many commits. */
const LONG_ENOUGH = 16;
/** More patches than this are not compared; the newest count. */
const MOST_PATCHES = 2000;

/**
 * Looks through every branch and tag for the same fix: by `(cherry picked from commit …)`, by patch id among the commits that
 * touch the same files, by an equal subject with a file in common, by an id of the advisory with a file of the code in common.
 *
 * `partly` says that patches could not be compared, because the clone lacks a part of the history.
 *
 * @param ids - `CVE-2026-12345`, `GHSA-…`: as messages may name them
 */
export async function findBackports(
  where: GitOptions,
  fixes: readonly CommitWords[],
  ids: readonly string[],
): Promise<{ backports: Backport[]; reverts: Revert[]; partly: boolean }> {
  if (fixes.length === 0) return { backports: [], reverts: [], partly: false };
  const own = new Set(fixes.map(({ oid }) => oid));
  const files = new Map<Oid, readonly string[]>();
  for (const { oid } of fixes) files.set(oid, (await changedPaths(where, oid)).filter(isCode));
  const words = [
    ...ids,
    ...fixes.map(({ oid }) => oid.slice(0, 12)),
    ...fixes.map(({ subject }) => subject).filter((subject) => subject.length >= LONG_ENOUGH),
  ];
  const named =
    words.length === 0 ? [] : await logCommits(where, ["--all", "-F", "-i", ...words.map((word) => `--grep=${word}`)]);
  const backports: Backport[] = [];
  const reverts: Revert[] = [];
  for (const commit of named) {
    const { oid, date, subject } = commit;
    const of = fixes.find((fix) => picked(commit, fix.oid, "reverts"));
    if (of) reverts.push({ oid, date, subject, of: of.oid });
    if (of) continue;
    // Two commits of one fix may name the same id without being the same.
    const others = fixes.filter((fix) => fix.oid !== oid);
    const sign = await signOf(where, commit, others, files, own.has(oid) ? [] : ids);
    if (sign) backports.push({ oid, date, subject, ...sign });
  }
  const known = new Set(backports.map(({ oid }) => oid));
  // A partial clone lacks contents of other branches; nothing is fetched for this.
  const patches = await samePatches(where, fixes, files).catch(() => undefined);
  for (const found of patches ?? []) if (!known.has(found.oid)) backports.push(found);
  return { backports, reverts, partly: patches === undefined };
}

async function signOf(
  where: GitOptions,
  commit: CommitWords,
  fixes: readonly CommitWords[],
  files: ReadonlyMap<Oid, readonly string[]>,
  ids: readonly string[],
): Promise<Pick<Backport, "of" | "sign"> | undefined> {
  const source = fixes.find(({ oid }) => picked(commit, oid, "cherry picked from"));
  if (source) return { of: source.oid, sign: "cherry-picked" };
  if (commit.isMerge) return undefined; // what it merged is found by itself
  const twin = fixes.find(({ subject }) => subject.length >= LONG_ENOUGH && subject === commit.subject);
  const names = ids.some((id) => new RegExp(`\\b${id}\\b`, "i").test(commit.message));
  if (!twin && !names) return undefined;
  const touched = new Set((await changedPaths(where, commit.oid)).filter(isCode));
  const shares = ({ oid }: CommitWords) => files.get(oid)?.some((path) => touched.has(path)) ?? false;
  if (twin && shares(twin)) return { of: twin.oid, sign: "subject" };
  const fix = names ? fixes.find(shares) : undefined;
  return fix && { of: fix.oid, sign: "id" };
}

function picked({ message }: CommitWords, oid: Oid, words: "cherry picked from" | "reverts"): boolean {
  const found = [...message.matchAll(new RegExp(`${words} commit ([0-9a-f]{7,64})`, "g"))];
  return found.some(([, from = ""]) => oid.startsWith(from));
}

/** Commits on other branches with the same patch; a merge counts as one patch against its first parent. */
async function samePatches(
  where: GitOptions,
  fixes: readonly CommitWords[],
  files: ReadonlyMap<Oid, readonly string[]>,
): Promise<Backport[]> {
  const wanted = new Map<string, Oid>();
  for (const { oid } of fixes) {
    const id = await seriesPatchId(where, await firstParent(where, oid), oid);
    if (id) wanted.set(id, oid);
  }
  const paths = [...new Set([...files.values()].flat())];
  if (wanted.size === 0 || paths.length === 0) return [];
  const older = [...wanted.values()].map((oid) => `^${oid}`); // a backport comes after what it brings
  const args = ["rev-list", "--all", ...older, "--no-merges", `--max-count=${MOST_PATCHES}`, "--", ...paths];
  const candidates = (await gitLines(["--literal-pathspecs", ...args], where)).map(readOid);
  const same = (await patchIdPairs(where, candidates)).flatMap(([id, oid]) => {
    const of = wanted.get(id);
    return of && oid !== of ? [{ oid: readOid(oid), of }] : [];
  });
  const facts = await readCommits(
    where,
    same.map(({ oid }) => oid),
  );
  return same.map(({ oid, of }, index) => {
    const { date = "", subject = "" } = facts[index] ?? {};
    return { oid, of, date, subject, sign: "patch" };
  });
}
