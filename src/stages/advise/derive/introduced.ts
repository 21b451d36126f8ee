import { isCode } from "../../../model/advisory/derive/besideTheCode";
import { fragmentsOf, isDistinctive, withoutSpace } from "../../../model/advisory/derive/fragments";
import type { Release } from "../../../model/advisory/derive/releases";
import type { Oid } from "../../../model/ids";
import { blameLines } from "../../../tools/git/history/blame";
import type { CommitFact } from "../../../tools/git/history/commits";
import { readContents } from "../../../tools/git/history/contents";
import type { CommitDiff, Hunk } from "../../../tools/git/history/fixDiff";
import { firstToWrite, namesBefore } from "../../../tools/git/history/pickaxe";
import { tagsWith } from "../../../tools/git/history/tags";
import { undefinedUnlessCancelled, type GitOptions } from "../../../tools/git/run";

/**
 * How a commit was found: `blame` wrote the lines that the fix replaces, `around` those near by, `pickaxe` first wrote the
 * replaced words, `snippet` is the first release in which they stand.
 */
export type TraceMethod = "blame" | "around" | "pickaxe" | "snippet";

/** Where the flaw may have come from, with its evidence. A person chooses; none is taken by itself. */
export interface Candidate {
  /** Absent for a release that was found by its contents. */
  readonly commit?: CommitFact;
  readonly path: string;
  readonly methods: readonly TraceMethod[];
  /** The first release with it; absent when no release has it. */
  readonly version?: string;
  readonly tag?: string;
  /** True when that is the oldest tag: earlier versions may be affected too. */
  readonly atFirstTag: boolean;
  /** Lines of the fix that led here, at most three. */
  readonly evidence: readonly string[];
  /**
   * Its part of everything that leads anywhere, 0 to 1; lines near by count less. 0 for what was found by its contents: it says
   * nothing that the commits do not (docs/deriving.md).
   */
  readonly share: number;
}

interface Trace {
  readonly commit: CommitFact;
  readonly path: string;
  readonly method: TraceMethod;
  readonly text: string;
  readonly weight: number;
}

const MOST_FRAGMENTS = 8;
const MOST_CANDIDATES = 20;
/** Lines before and behind a change that may hold the flaw: what is missing was forgotten there. */
const NEAR = 5;

/**
 * The candidates for the commit that brought the flaw, those first to which most lines lead, then the oldest. `partly` says
 * that a method could not read the history it needed.
 */
export async function findCandidates(
  where: GitOptions,
  diffs: readonly CommitDiff[],
  releases: readonly Release[],
  onProgress?: (sentence: string) => void,
): Promise<{ candidates: Candidate[]; partly: boolean }> {
  const own = new Set(diffs.map(({ oid }) => oid));
  const traces: Trace[] = [];
  let partly = false; // what a partial clone lacks leaves one method without an answer, not all of them
  for (const [index, { oid, before, hunks }] of diffs.entries()) {
    onProgress?.(`Reading who wrote the lines that ${oid.slice(0, 10)} replaces (${index + 1} of ${diffs.length})`);
    const old = hunks.filter(({ oldPath }) => oldPath !== undefined && isCode(oldPath));
    for (const look of [blameTraces, pickaxeTraces]) {
      const found = await look(where, before, old).catch(undefinedUnlessCancelled);
      if (found) traces.push(...found);
      else partly = true;
    }
  }
  const byCommit = new Map<Oid, Trace[]>();
  for (const trace of traces) {
    if (own.has(trace.commit.oid)) continue;
    byCommit.set(trace.commit.oid, [...(byCommit.get(trace.commit.oid) ?? []), trace]);
  }
  const weightOf = (all: readonly Trace[]) => all.reduce((sum, { weight }) => sum + weight, 0);
  const total = weightOf([...byCommit.values()].flat());
  const heaviest = [...byCommit.values()].sort(
    (a, b) => weightOf(b) - weightOf(a) || (a[0]!.commit.date < b[0]!.commit.date ? -1 : 1),
  );
  const candidates: Candidate[] = [];
  for (const all of heaviest.slice(0, MOST_CANDIDATES)) {
    const tags = await tagsWith(where, [all[0]!.commit.oid]);
    const { version, tag } = releases.find((release) => tags.has(release.tag)) ?? {};
    // The replaced lines first: they are what a person looks for.
    const telling = [...all].sort((a, b) => b.weight - a.weight);
    candidates.push({
      commit: all[0]!.commit,
      path: telling[0]!.path,
      methods: METHODS.filter((method) => all.some((one) => one.method === method)),
      ...(version === undefined || tag === undefined ? {} : { version, tag }),
      atFirstTag: version !== undefined && version === releases[0]?.version,
      evidence: [...new Set(telling.map(({ text }) => text.trim()))].slice(0, 3),
      share: Math.round((100 * weightOf(all)) / total) / 100,
    });
  }
  onProgress?.("Looking for these lines in every release");
  const snippet = await firstWithSnippet(where, diffs, releases).catch(undefinedUnlessCancelled);
  return { candidates: snippet ? [...candidates, snippet] : candidates, partly };
}

const METHODS = ["blame", "around", "pickaxe"] as const;

/** Who wrote the lines that are replaced, and those near by. */
async function blameTraces(where: GitOptions, before: Oid, hunks: readonly Hunk[]): Promise<Trace[]> {
  const traces: Trace[] = [];
  for (const path of new Set(hunks.map(({ oldPath = "" }) => oldPath))) {
    const here = hunks.filter(
      ({ oldPath, oldLines, newLines }) => oldPath === path && [...oldLines, ...newLines].some(isDistinctive),
    );
    const ranges = here.map(({ oldStart, oldLines }): [number, number] => {
      const start = Math.max(1, oldStart - NEAR);
      return [start, oldStart + oldLines.length + NEAR - start];
    });
    for (const { commit, line, path: written, text } of await blameLines(where, before, path, ranges)) {
      if (!isDistinctive(text)) continue;
      const distance = Math.min(...here.map((hunk) => distanceTo(hunk, line)));
      const method = distance === 0 ? "blame" : "around";
      traces.push({ commit, path: written, method, text, weight: distance === 0 ? 1 : 1 / (2 * distance) });
    }
  }
  return traces;
}

/** How many lines away from a change a line is; 0 for one that it replaces. */
function distanceTo({ oldStart, oldLines }: Hunk, line: number): number {
  if (oldLines.length === 0) return line <= oldStart ? oldStart - line + 1 : line - oldStart;
  return line < oldStart ? oldStart - line : Math.max(0, line - (oldStart + oldLines.length - 1));
}

async function pickaxeTraces(where: GitOptions, before: Oid, hunks: readonly Hunk[]): Promise<Trace[]> {
  const fragments = hunks
    .flatMap((hunk) => fragmentsOf(hunk).map((text) => ({ text, path: hunk.oldPath! })))
    .sort((a, b) => b.text.length - a.text.length)
    .slice(0, MOST_FRAGMENTS);
  const traces: Trace[] = [];
  for (const { text, path } of fragments) {
    const picked = await firstToWrite(where, before, path, text);
    if (!picked) continue;
    const { oid, date, subject } = picked.commit;
    traces.push({ commit: { oid, date, subject }, path: picked.path, method: "pickaxe", text, weight: 1 });
  }
  return traces;
}

/** The first of the releases, up to the newest without the fix, in which all replaced lines stand, however wrapped. */
async function firstWithSnippet(
  where: GitOptions,
  diffs: readonly CommitDiff[],
  releases: readonly Release[],
): Promise<Candidate | undefined> {
  const wanted = new Map<string, string[]>();
  for (const { oldPath, oldLines, newLines } of diffs.flatMap(({ hunks }) => hunks)) {
    if (oldPath === undefined || !isCode(oldPath)) continue;
    const lines = fragmentsOf({ oldLines, newLines }).filter((text) => oldLines.some((line) => line.trim() === text));
    if (lines.length > 0) wanted.set(oldPath, [...(wanted.get(oldPath) ?? []), ...lines]);
  }
  const [path] = [...wanted.keys()];
  const before = diffs[0]?.before;
  if (path === undefined || before === undefined) return undefined;
  const names = await namesBefore(where, before, path);
  const asked = releases.flatMap(({ commit }) => names.map((name) => `${commit}:${name}`));
  const texts = (await readContents(where, asked)).map((text) => withoutSpace(text ?? ""));
  const lines = wanted.get(path)!;
  const has = releases.map((_, index) => {
    const here = texts.slice(index * names.length, (index + 1) * names.length);
    return lines.every((line) => here.some((text) => text.includes(withoutSpace(line))));
  });
  const newest = has.lastIndexOf(true);
  if (newest < 0) return undefined;
  const first = has.lastIndexOf(false, newest) + 1;
  const { version, tag } = releases[first]!;
  return { path, methods: ["snippet"], version, tag, atFirstTag: first === 0, evidence: lines.slice(0, 3), share: 0 };
}
