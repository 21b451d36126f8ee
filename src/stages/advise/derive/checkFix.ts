import { isCode } from "../../../model/advisory/derive/besideTheCode";
import { fixMarks, withoutSpace } from "../../../model/advisory/derive/fragments";
import { releaseTags, type TagFact } from "../../../model/advisory/derive/releases";
import type { Oid } from "../../../model/ids";
import { readContents } from "../../../tools/git/history/contents";
import { readCommitDiff, type CommitDiff } from "../../../tools/git/history/fixDiff";
import { filesHolding } from "../../../tools/git/history/grep";
import { readTags, tagsWith } from "../../../tools/git/history/tags";
import type { GitOptions } from "../../../tools/git/run";
import type { FixPlaces } from "./fixIn";

/** A line of the fix, and the file it belongs to. */
export interface FixLine {
  /** The commit of the fix that it is of. */
  readonly of: Oid;
  readonly path: string;
  readonly line: string;
}

/** Whether the fix is really in a version. */
export interface FixCheck {
  readonly purl?: string;
  readonly version: string;
  /** Absent when no tag is this version. */
  readonly tag?: string;
  /** Lines of the fix that were looked for. */
  readonly looked: number;
  readonly missing: readonly FixLine[];
  /** Lines that the fix takes away, and that are still there. */
  readonly left: readonly FixLine[];
  /** Whether the tag's history has the whole fix, and no later revert of it. */
  readonly inHistory: boolean;
}

/** The lines of a fix in one file. */
interface FileMarks {
  readonly oid: Oid;
  readonly path: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Looks for the distinctive lines of the fix in the files of each version that is called fixed, whatever its history says: a
 * merge may have lost them. Where a backport is in the version, its lines count.
 */
export async function checkFixed(
  where: GitOptions,
  fix: FixPlaces,
  packages: readonly {
    readonly purl?: string | undefined;
    readonly fixed: readonly string[];
    readonly files: readonly string[];
  }[],
): Promise<FixCheck[]> {
  const tags = await readTags(where);
  const checks: FixCheck[] = [];
  for (const { purl, fixed, files } of packages) {
    for (const version of fixed) {
      const named = { ...(purl === undefined ? {} : { purl }), version };
      const found = tagOf(tags, purl, files, version);
      if (!found) checks.push({ ...named, looked: 0, missing: [], left: [], inHistory: false });
      else checks.push({ ...named, tag: found.tag, ...(await checkTag(where, fix, found.tag, found.commit)) });
    }
  }
  return checks;
}

/** Whether a version has the fix: nothing is missing, something was looked for or is in its history. */
export function isFixThere({ tag, looked, missing, left, inHistory }: FixCheck): boolean {
  return tag !== undefined && missing.length === 0 && left.length === 0 && (looked > 0 || inHistory);
}

/** What was found in one version, in one sentence. */
export function checkSentence(check: FixCheck): string {
  const { version, tag, looked, inHistory } = check;
  if (tag === undefined) return `${version}: no tag is this version; nothing could be looked at.`;
  const at = `${version} (${tag})`;
  if (looked === 0) {
    return inHistory
      ? `${at}: the fix is in its history; it has no line of its own that could be looked for.`
      : `${at}: the fix is not in its history, and has no line of its own that could be looked for.`;
  }
  const lines = `${looked} ${looked === 1 ? "line" : "lines"}`;
  if (isFixThere(check)) {
    return inHistory
      ? `${at}: the fix is there, ${lines} looked at.`
      : `${at}: the fix is there, ${lines} looked at, though its history does not have the commits.`;
  }
  return inHistory
    ? `${at}: not all of the fix is there, though its history has the commits: it was changed or lost since.`
    : `${at}: the fix is not there, nor does its history have the commits.`;
}

function tagOf(tags: readonly TagFact[], purl: string | undefined, files: readonly string[], version: string) {
  const { releases, prereleases } = releaseTags(tags, purl, files);
  return [...releases, ...prereleases].find((release) => release.version === version);
}

async function checkTag(where: GitOptions, fix: FixPlaces, tag: string, commit: Oid) {
  const marks: FileMarks[] = [];
  for (const oid of await commitsFor(where, fix, tag))
    marks.push(...(await marksOf(where, await readCommitDiff(where, oid))));
  const removed = new Set(marks.flatMap((one) => one.removed.map(withoutSpace)));
  const added = new Set(marks.flatMap((one) => one.added.map(withoutSpace)));
  const missing: FixLine[] = [];
  const left: FixLine[] = [];
  let looked = 0;
  for (const { oid, path, added: put, removed: taken } of marks) {
    // What one commit of the fix puts in and another takes away is in neither end.
    const wanted = put.filter((one) => !removed.has(withoutSpace(one)));
    const unwanted = taken.filter((one) => !added.has(withoutSpace(one)));
    looked += wanted.length + unwanted.length;
    const [own] = await readContents(where, [`${commit}:${path}`]);
    const here = placeOf(path, own);
    const lost = wanted.filter((line) => !here.has(line));
    const elsewhere = lost.length === 0 ? [] : await filesWith(where, commit, path, [...wanted, ...unwanted]);
    missing.push(
      ...lost.filter((line) => !elsewhere.some((file) => file.has(line))).map((line) => ({ of: oid, path, line })),
    );
    left.push(...unwanted.filter((line) => here.has(line)).map((line) => ({ of: oid, path, line })));
    // Where nothing that was put in shows that this is the place, the lines may have moved away before they were taken out.
    if (own !== undefined && wanted.length > 0) continue;
    const known = new Set((await filesWith(where, oid, path, unwanted)).map((file) => file.path));
    for (const file of await filesWith(where, commit, path, unwanted)) {
      if (file.path === path || known.has(file.path)) continue;
      left.push(...unwanted.filter((line) => file.has(line)).map((line) => ({ of: oid, path: file.path, line })));
    }
  }
  return { looked, missing, left, inHistory: fix.tags.has(tag) };
}

function placeOf(path: string, text: string | undefined) {
  const plain = withoutSpace(text ?? "");
  return { path, has: (line: string) => plain.includes(withoutSpace(line)) };
}

/**
 * The commits whose lines count in a tag: of the way in which the fix was made there, each part as the tag has it. A merge's
 * second parent is in the history with the fix, but what it changes is something else.
 */
async function commitsFor(where: GitOptions, { variants, backports }: FixPlaces, tag: string): Promise<Oid[]> {
  const merged = new Set(backports.filter(({ sign }) => sign === "merged").map(({ oid }) => oid));
  let best: { readonly commits: Oid[]; readonly here: number } | undefined;
  for (const parts of variants) {
    const commits: Oid[] = [];
    let here = 0;
    for (const same of parts) {
      const ways = same.filter((oid) => !merged.has(oid));
      const found: Oid[] = [];
      for (const oid of ways) if ((await tagsWith(where, [oid])).has(tag)) found.push(oid);
      here += found.length > 0 ? 1 : 0;
      commits.push(...((found[0] ?? ways[0]) ? [found[0] ?? ways[0]!] : []));
    }
    if (!best || here > best.here) best = { commits, here };
  }
  return [...new Set(best?.commits ?? [])];
}

async function marksOf(where: GitOptions, { oid, before, hunks }: CommitDiff): Promise<FileMarks[]> {
  const paths = [...new Set(hunks.map(({ path, oldPath }) => path ?? oldPath ?? ""))].filter(
    (path) => path !== "" && isCode(path),
  );
  const marks: FileMarks[] = [];
  for (const path of paths) {
    const here = hunks.filter((hunk) => (hunk.path ?? hunk.oldPath) === path);
    const [old = "", fresh = ""] = await readContents(where, [
      `${before}:${here[0]?.oldPath ?? path}`,
      `${oid}:${path}`,
    ]);
    marks.push({ oid, path, ...fixMarks(here, old, fresh) });
  }
  return marks;
}

/** Other files of the version, of the same kind, that hold one of these lines: the code may have moved, and been wrapped anew. */
async function filesWith(where: GitOptions, commit: Oid, path: string, lines: readonly string[]) {
  const paths = await filesHolding(where, commit, path, lines.slice(0, MOST_LINES));
  const texts = await readContents(
    where,
    paths.slice(0, MOST_FILES).map((name) => `${commit}:${name}`),
  );
  return texts.map((text, index) => placeOf(paths[index]!, text));
}

/** A line that stands in more files tells nothing. */
const MOST_FILES = 50;
const MOST_LINES = 200;
