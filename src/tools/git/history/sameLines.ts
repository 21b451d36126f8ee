import { isCode } from "../../../model/advisory/derive/besideTheCode";
import { isDistinctive, withoutSpace } from "../../../model/advisory/derive/fragments";
import type { Oid } from "../../../model/ids";
import { patchIdPairs, seriesPatchId } from "../patchIds";
import { readOid } from "../repository";
import { gitLines, type GitOptions } from "../run";
import { readCommits, type CommitFact } from "./commits";
import { readCommitDiff, type CommitDiff } from "./fixDiff";
import { changingCommits, countOf, literal, pathList } from "./occurrences";
import { namesBefore } from "./pickaxe";

/** The lines of code that make a change known again. */
export interface ChangeLines {
  /** Put in, and not only moved; as they are written. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Names of the changed files, without folders. */
  readonly names: ReadonlySet<string>;
}

/** A commit with the lines, or the whole patch, of a commit of the fix. */
export interface SamePatch extends CommitFact {
  readonly of: Oid;
  readonly sign: "lines" | "patch";
}

/** Fewer characters, without white space, are in many changes. */
const ENOUGH = 24;
/** A backport shares at least this part of the fix's lines, by their length. */
const MOST = 0.6;
/** More patches than this are not compared; the newest count. */
const MOST_PATCHES = 2000;
/** A line that so many commits put in or take away belongs to none of them. */
const MOST_FOUND = 50;

/** The distinctive lines of a change. */
export function linesOf({ hunks }: CommitDiff): ChangeLines {
  const here = hunks.filter(({ oldPath, path }) => isCode(path ?? oldPath ?? ""));
  const [old, fresh] = [here.flatMap(({ oldLines }) => oldLines), here.flatMap(({ newLines }) => newLines)];
  const gone = new Set(old.map(withoutSpace));
  const come = new Set(fresh.map(withoutSpace));
  return {
    added: fresh.filter((line) => isDistinctive(line) && !gone.has(withoutSpace(line))),
    removed: old.filter((line) => isDistinctive(line) && !come.has(withoutSpace(line))),
    names: new Set(here.map(({ oldPath, path }) => (path ?? oldPath)?.split("/").at(-1) ?? "")),
  };
}

/** Whether a change does all that another does: puts the same lines in, or takes them away where none were put in. */
export function sharesLines(part: ChangeLines, whole: ChangeLines): boolean {
  const { lines, side } = telling(part);
  if (lines.reduce((sum, line) => sum + withoutSpace(line).length, 0) < ENOUGH) return false;
  const there = new Set(whole[side].map(withoutSpace));
  return lines.every((line) => there.has(withoutSpace(line))) && [...part.names].some((name) => whole.names.has(name));
}

/** Whether a change does most of what another does, by the length of the lines: a backport is often adapted. */
function sharesMost(part: ChangeLines, whole: ChangeLines): boolean {
  const { lines, side } = telling(part);
  const there = new Set(whole[side].map(withoutSpace));
  const length = (some: readonly string[]) => some.reduce((sum, line) => sum + withoutSpace(line).length, 0);
  const shared = length(lines.filter((line) => there.has(withoutSpace(line))));
  return shared >= ENOUGH && shared >= MOST * length(lines);
}

/** Whether one of two changes does all that the other does, or both replace the same lines of code, wherever they stand. */
export function isSameChange(a: CommitDiff, b: CommitDiff): boolean {
  const [linesOfA, linesOfB] = [linesOf(a), linesOf(b)];
  if (sharesLines(linesOfA, linesOfB) || sharesLines(linesOfB, linesOfA)) return true;
  const hunks = ({ hunks: all }: CommitDiff) =>
    all
      .filter(({ oldPath, path }) => isCode(path ?? oldPath ?? ""))
      .map(({ path, oldLines, newLines }) =>
        [path, ...oldLines, "", ...newLines].map((line) => withoutSpace(line ?? "")).join("\n"),
      );
  const [ofA, ofB] = [hunks(a).join("\n\n"), hunks(b).join("\n\n")];
  return ofA !== "" && ofA === ofB;
}

function telling(change: ChangeLines) {
  const side = change.added.length > 0 ? "added" : "removed";
  return { lines: change[side], side } as const;
}

/** Commits on other branches with the lines of a fix; with its patch, where it has no line that tells it from others. */
export async function samePatches(where: GitOptions, diffs: readonly CommitDiff[]): Promise<SamePatch[]> {
  const found: SamePatch[] = [];
  const own = diffs.map(({ oid }) => oid);
  for (const diff of diffs) {
    const lines = linesOf(diff);
    found.push(
      ...(sharesLines(lines, lines) ? await withLines(where, diff, lines, own) : await withPatch(where, diff)),
    );
  }
  return found;
}

async function withLines(
  where: GitOptions,
  diff: CommitDiff,
  wanted: ChangeLines,
  others: readonly Oid[],
): Promise<SamePatch[]> {
  const { lines, side } = telling(wanted);
  const longest = lines.reduce((a, b) => (withoutSpace(b).length > withoutSpace(a).length ? b : a)).trim();
  const hunk = diff.hunks.find((one) => {
    const here = side === "added" ? one.newLines : one.oldLines;
    return isCode(one.path ?? one.oldPath ?? "") && here.some((line) => line.trim() === longest);
  });
  const path = hunk?.oldPath ?? hunk?.path;
  if (path === undefined) return [];
  const paths = [...(hunk?.path === undefined ? [] : [hunk.path]), ...(await namesBefore(where, diff.before, path))];
  // What comes before the fix in its own history is no copy of it.
  const range = ["--all", `^${diff.oid}`, "--no-merges"];
  const changing = await changingCommits(where, range, paths, countOf(longest), MOST_FOUND);
  const found: SamePatch[] = [];
  for (const { oid, date, subject } of await readCommits(where, changing)) {
    if (others.includes(oid)) continue;
    const isSame = sharesMost(wanted, linesOf(await readCommitDiff(where, oid)));
    if (isSame) found.push({ oid, date, subject, of: diff.oid, sign: "lines" });
  }
  return found;
}

async function withPatch(where: GitOptions, { oid: fix, before, hunks }: CommitDiff): Promise<SamePatch[]> {
  const id = await seriesPatchId(where, before, fix);
  const changed = hunks.flatMap(({ oldPath, path }) => [oldPath ?? "", path ?? ""]);
  const paths = [...new Set(changed)].filter((path) => path !== "" && isCode(path));
  if (id === undefined || paths.length === 0) return [];
  const args = ["rev-list", "--all", `^${fix}`, "--no-merges", `--max-count=${MOST_PATCHES}`, "--stdin"];
  const others = (await gitLines(args, { ...where, ...literal(where), stdin: pathList(paths) })).map(readOid);
  const same = (await patchIdPairs(where, others)).flatMap(([one, oid]): Oid[] => (one === id ? [readOid(oid)] : []));
  const facts = await readCommits(where, same);
  return facts.map(({ oid, date, subject }) => ({ oid, date, subject, of: fix, sign: "patch" }));
}
