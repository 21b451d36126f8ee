import { isCode } from "../../../model/advisory/derive/besideTheCode";
import { fixMarks, withoutSpace } from "../../../model/advisory/derive/fragments";
import { releaseTags, type TagFact } from "../../../model/advisory/derive/releases";
import type { Oid } from "../../../model/ids";
import { readContents } from "../../../tools/git/history/contents";
import { readCommitDiff, type CommitDiff } from "../../../tools/git/history/fixDiff";
import { readTags, tagsWith } from "../../../tools/git/history/tags";
import { git, type GitOptions } from "../../../tools/git/run";
import type { FixPlaces } from "./fixIn";

/** Whether the fix is really in a version. */
export interface FixCheck {
  readonly purl?: string;
  readonly version: string;
  /** Absent when no tag is this version. */
  readonly tag?: string;
  /** Lines of the fix that were looked for. */
  readonly looked: number;
  readonly missing: readonly { readonly path: string; readonly line: string }[];
  /** Lines that the fix takes away, and that are still there. */
  readonly left: readonly { readonly path: string; readonly line: string }[];
  /** True when the fix was not found in the tag's history either. */
  readonly inHistory: boolean;
}

/** The lines of a fix in one file. */
interface FileMarks {
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

function tagOf(tags: readonly TagFact[], purl: string | undefined, files: readonly string[], version: string) {
  const { releases, prereleases } = releaseTags(tags, purl, files);
  return [...releases, ...prereleases].find((release) => release.version === version);
}

async function checkTag(where: GitOptions, fix: FixPlaces, tag: string, commit: Oid) {
  const marks: FileMarks[] = [];
  const used = await commitsFor(where, fix, tag);
  for (const oid of used.commits) marks.push(...(await marksOf(where, await readCommitDiff(where, oid))));
  const removed = new Set(marks.flatMap((one) => one.removed.map(withoutSpace)));
  const added = new Set(marks.flatMap((one) => one.added.map(withoutSpace)));
  const missing: { path: string; line: string }[] = [];
  const left: { path: string; line: string }[] = [];
  let looked = 0;
  for (const mark of marks) {
    const [text = ""] = await readContents(where, [`${commit}:${mark.path}`]);
    const here = withoutSpace(text);
    // What one commit of the fix puts in and another takes away is in neither end.
    for (const line of mark.added.filter((one) => !removed.has(withoutSpace(one)))) {
      looked += 1;
      if (!here.includes(withoutSpace(line)) && !(await isElsewhere(where, commit, line)))
        missing.push({ path: mark.path, line });
    }
    for (const line of mark.removed.filter((one) => !added.has(withoutSpace(one)))) {
      looked += 1;
      if (here.includes(withoutSpace(line))) left.push({ path: mark.path, line });
    }
  }
  return { looked, missing, left, inHistory: used.inHistory };
}

/** The commits of the fix as this tag has them: each itself, or the backport that is in the tag; where neither is, itself. */
async function commitsFor(where: GitOptions, { commits, backports }: FixPlaces, tag: string) {
  const used: Oid[] = [];
  let inHistory = true;
  for (const { oid } of commits) {
    const same = [oid, ...backports.filter(({ of }) => of === oid).map((backport) => backport.oid)];
    const found: Oid[] = [];
    for (const one of same) if ((await tagsWith(where, [one])).has(tag)) found.push(one);
    if (found.length === 0) inHistory = false;
    used.push(found[0] ?? oid);
  }
  return { commits: [...new Set(used)], inHistory: inHistory && used.length > 0 };
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
    marks.push({ path, ...fixMarks(here, old, fresh) });
  }
  return marks;
}

/** Whether the line stands in another file of the version: the code may have moved. */
async function isElsewhere(where: GitOptions, commit: Oid, line: string): Promise<boolean> {
  const args = ["grep", "-q", "-F", "-e", line, commit];
  return (await git(args, { ...where, expect: [1, 128] })).exitCode === 0;
}
