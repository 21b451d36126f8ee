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
 * How a commit was found: `blame` wrote the lines that the fix replaces, `around` those beside what it only adds, `pickaxe`
 * first wrote the replaced words, `snippet` is the first release in which they stand.
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
  /** Methods that lead to the same first version, when both commits and contents do: blame and pickaxe read the same lines. */
  readonly agree: readonly TraceMethod[];
}

interface Trace {
  readonly commit: CommitFact;
  readonly path: string;
  readonly method: TraceMethod;
  readonly text: string;
}

const MOST_FRAGMENTS = 8;

/**
 * The candidates for the commit that brought the flaw, those on which most methods agree first, then the oldest. `partly` says
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
  const found: Omit<Candidate, "agree">[] = [];
  for (const [oid, all] of byCommit) {
    const tags = await tagsWith(where, [oid]);
    const { version, tag } = releases.find((release) => tags.has(release.tag)) ?? {};
    found.push({
      commit: all[0]!.commit,
      path: all[0]!.path,
      methods: [...new Set(all.map(({ method }) => method))],
      ...(version === undefined || tag === undefined ? {} : { version, tag }),
      atFirstTag: version !== undefined && version === releases[0]?.version,
      evidence: [...new Set(all.map(({ text }) => text.trim()))].slice(0, 3),
    });
  }
  onProgress?.("Looking for these lines in every release");
  const snippet = await firstWithSnippet(where, diffs, releases);
  return { candidates: ranked(snippet ? [...found, snippet] : found), partly };
}

/** Lines are blamed where they are replaced; where the fix only adds, the distinctive line before and behind. */
async function blameTraces(where: GitOptions, before: Oid, hunks: readonly Hunk[]): Promise<Trace[]> {
  const traces: Trace[] = [];
  for (const path of new Set(hunks.map(({ oldPath = "" }) => oldPath))) {
    const here = hunks.filter(({ oldPath }) => oldPath === path);
    const replaced = here.filter(({ oldLines }) => oldLines.some(isDistinctive));
    const added = here.filter(({ oldLines, newLines }) => oldLines.length === 0 && newLines.some(isDistinctive));
    const blame = async (method: TraceMethod, ranges: readonly (readonly [number, number])[]) => {
      const lines = await blameLines(where, before, path, ranges);
      traces.push(
        ...lines
          .filter(({ text }) => isDistinctive(text))
          .map(({ commit, path: written, text }): Trace => ({ commit, path: written, method, text })),
      );
    };
    await blame(
      "blame",
      replaced.map(({ oldStart, oldLines }) => [oldStart, oldLines.length] as const),
    );
    if (replaced.length > 0 || added.length === 0) continue;
    const [text = ""] = await readContents(where, [`${before}:${path}`]);
    const last = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
    const around = added
      .flatMap(({ oldStart }) => [oldStart, oldStart + 1])
      .filter((line) => line >= 1 && line <= last);
    await blame(
      "around",
      [...new Set(around)].map((line) => [line, 1] as const),
    );
  }
  return traces;
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
    traces.push({ commit: { oid, date, subject }, path: picked.path, method: "pickaxe", text });
  }
  return traces;
}

/** The first of the releases, up to the newest without the fix, in which all replaced lines stand, however wrapped. */
async function firstWithSnippet(
  where: GitOptions,
  diffs: readonly CommitDiff[],
  releases: readonly Release[],
): Promise<Omit<Candidate, "agree"> | undefined> {
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
  return { path, methods: ["snippet"], version, tag, atFirstTag: first === 0, evidence: lines.slice(0, 3) };
}

function ranked(found: readonly Omit<Candidate, "agree">[]): Candidate[] {
  const candidates = found.map((candidate): Candidate => {
    const same = found.filter(({ version }) => version !== undefined && version === candidate.version);
    const methods = [...new Set(same.flatMap((one) => one.methods))];
    return { ...candidate, agree: methods.includes("snippet") && methods.length > 1 ? methods : [] };
  });
  const dateOf = ({ commit }: Candidate) => commit?.date ?? "9";
  return candidates.sort((a, b) => b.agree.length - a.agree.length || (dateOf(a) < dateOf(b) ? -1 : 1));
}
