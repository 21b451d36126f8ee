import type { Oid } from "../../../model/ids";
import { findBackports, type Backport, type Revert } from "../../../tools/git/history/backports";
import { presentCommits, readCommits, type CommitWords } from "../../../tools/git/history/commits";
import { firstParent, readCommitDiff, type CommitDiff } from "../../../tools/git/history/fixDiff";
import { branchesWith, tagsWith } from "../../../tools/git/history/tags";
import { isAncestor } from "../../../tools/git/repository";
import { undefinedUnlessCancelled, type GitOptions } from "../../../tools/git/run";

/** Where the fix is: in which tags and branches, with the commits that count as the same. */
export interface FixPlaces {
  /** The commits of the fix that are in the repository, in the order given. */
  readonly commits: readonly CommitWords[];
  /** What each of them changes. */
  readonly diffs: readonly CommitDiff[];
  /** Those that are not there. */
  readonly missing: readonly Oid[];
  readonly backports: readonly Backport[];
  /** A tag or branch with one has the fix only when a later commit brings it back. */
  readonly reverts: readonly Revert[];
  /** True when a part of the history is missing, so that copies by their lines were not looked for. */
  readonly partly: boolean;
  /** Ways in which the fix was made, each of parts that are all needed, each part one of commits that do the same. */
  readonly variants: readonly (readonly (readonly Oid[])[])[];
  /** Tags with the whole fix, by name. */
  readonly tags: ReadonlySet<string>;
  /** Branches with the whole fix: `origin/main`, or a local one's name. */
  readonly branches: ReadonlySet<string>;
}

/** Commits that do the same on different branches, and who has one of them. */
interface SameFix {
  readonly same: readonly Oid[];
  readonly tags: ReadonlySet<string>;
  readonly branches: ReadonlySet<string>;
}

/** Looks for the commits of a fix, and their twins on other branches, in every tag and branch. Throws as `git` does. */
export async function findFix(where: GitOptions, fixes: readonly Oid[], ids: readonly string[]): Promise<FixPlaces> {
  const present = await presentCommits(where, fixes);
  const commits = await readCommits(where, present);
  const diffs: CommitDiff[] = [];
  let unread = false;
  for (const oid of present) {
    // Without its contents, as in a partial clone, a commit still has its place in the history.
    const diff = await readCommitDiff(where, oid).catch(undefinedUnlessCancelled);
    diffs.push(diff ?? { oid, before: await firstParent(where, oid), hunks: [] });
    unread ||= diff === undefined;
  }
  const { backports, reverts, partly } = await findBackports(where, commits, diffs, ids);
  const sets: SameFix[] = [];
  for (const same of sameCommits(present, backports)) sets.push(await readSameFix(where, same, reverts));
  const variants = variantsOf(sets);
  const whole = (pick: (same: SameFix) => ReadonlySet<string>) =>
    new Set(
      variants.flatMap((parts) => [...pick(parts[0]!)].filter((name) => parts.every((part) => pick(part).has(name)))),
    );
  return {
    commits,
    diffs,
    missing: fixes.filter((oid) => !present.includes(oid)),
    backports,
    reverts,
    partly: partly || unread,
    variants: variants.map((parts) => parts.map(({ same }) => same)),
    tags: whole(({ tags }) => tags),
    branches: whole(({ branches }) => branches),
  };
}

/** Who has one of these commits, and no later revert of it. */
async function readSameFix(where: GitOptions, same: readonly Oid[], reverts: readonly Revert[]): Promise<SameFix> {
  const own = reverts.filter(({ of }) => same.includes(of));
  if (own.length === 0) return { same, tags: await tagsWith(where, same), branches: await branchesWith(where, same) };
  const [tags, branches] = [new Set<string>(), new Set<string>()];
  const holders = async (oid: Oid) => ({
    tags: await tagsWith(where, [oid]),
    branches: await branchesWith(where, [oid]),
  });
  for (const oid of same) {
    const fixed = await holders(oid);
    for (const revert of own) {
      if (!(await isAncestor(where, oid, revert.oid))) continue;
      const lost = await holders(revert.oid);
      for (const tag of lost.tags) fixed.tags.delete(tag);
      for (const branch of lost.branches) fixed.branches.delete(branch);
    }
    for (const tag of fixed.tags) tags.add(tag);
    for (const branch of fixed.branches) branches.add(branch);
  }
  return { same, tags, branches };
}

/** Commits that are backports of each other, in sets. */
export function sameCommits(fixes: readonly Oid[], backports: readonly Backport[]): Oid[][] {
  let sets: Oid[][] = fixes.map((oid) => [oid]);
  for (const { oid, of } of backports) {
    const joined = sets.filter((set) => set.includes(oid) || set.includes(of)).flat();
    sets = [...sets.filter((set) => !set.some((one) => joined.includes(one))), [...new Set([...joined, oid])]];
  }
  return sets;
}

/**
 * Parts that are ever together make one fix, and all are needed; parts that never meet are the same fix written anew for
 * different branches, and one is enough.
 */
function variantsOf(sets: readonly SameFix[]): SameFix[][] {
  const meets = (a: SameFix, b: SameFix) =>
    [...a.tags].some((name) => b.tags.has(name)) || [...a.branches].some((name) => b.branches.has(name));
  let variants: SameFix[][] = [];
  for (const set of sets) {
    const joined = variants.filter((parts) => parts.some((part) => meets(part, set)));
    variants = [...variants.filter((parts) => !joined.includes(parts)), [...joined.flat(), set]];
  }
  return variants;
}
