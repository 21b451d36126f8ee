import type { FileChange, Hunk } from "../../src/tools/git/changes";

/** A test, an example or prose: what is left of a fix without them is its code. */
const NO_CODE = /(^|\/)(tests?|specs?|examples?|docs?|documentation|news|changes)(\/|\.|_|$)|\.(md|rst|txt)$/i;

/** The new lines alone, in a new file with another name, as somebody pastes them. */
export function elsewhere(files: readonly FileChange[]): FileChange[] {
  return files.map(({ path, hunks }, number) => {
    return {
      path: `elsewhere/${number}-${path.length}`,
      hunks: hunks.map((hunk) => ({ ...hunk, removed: [], around: "" })),
    };
  });
}

/** The files of a change that are code; all of them when none is. */
export function codeOf(files: readonly FileChange[]): FileChange[] {
  return files.filter(({ path }) => !NO_CODE.test(path));
}

/**
 * A random contiguous half of the new lines: a hunk that is wholly in it takes away what it took away before, one that is
 * cut takes nothing away. `undefined` when there are no new lines.
 */
export function halfOf(files: readonly FileChange[], random: () => number): FileChange[] | undefined {
  const total = files.flatMap(({ hunks }) => hunks).reduce((sum, { added }) => sum + added.length, 0);
  if (total === 0) return undefined;
  const length = Math.ceil(total / 2);
  const start = Math.floor(random() * (total - length + 1));
  let at = 0;
  return files.flatMap(({ path, hunks }) => {
    const kept = hunks.flatMap((hunk): Hunk[] => {
      const [from, to] = [Math.max(0, start - at), Math.min(hunk.added.length, start + length - at)];
      at += hunk.added.length;
      if (to <= from) return [];
      const isWhole = from === 0 && to === hunk.added.length;
      return [{ ...hunk, added: hunk.added.slice(from, to), removed: isWhole ? hunk.removed : [] }];
    });
    return kept.length > 0 ? [{ path, hunks: kept }] : [];
  });
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
