import type { BundleRecord } from "../../model/case";
import { seriesChanges, type CommitChange } from "../../tools/git/seriesChanges";
import type { Quarantine } from "../../tools/git/quarantine";
import type { PackedBranch } from "./packBranch";

/** What changed since the newest version that was sent, as sentences for its readers. */
export interface SinceLast {
  readonly version: number;
  /** For each branch a short sentence, then one for each commit that is not as it was. */
  readonly branches: readonly {
    readonly name: string;
    readonly summary: string;
    readonly commits: readonly string[];
  }[];
}

/** Compares the packed branches with what was sent last. */
export async function readSinceLast(
  quarantine: Quarantine,
  newest: BundleRecord,
  packed: readonly PackedBranch[],
): Promise<SinceLast> {
  const branches: SinceLast["branches"][number][] = [];
  for (const { name, fix } of packed) {
    const sent = newest.branches.find((branch) => branch.name === name);
    if (!sent) {
      branches.push({ name, summary: "new in this version", commits: [] });
      continue;
    }
    const before = { base: sent.baseCommit, tip: sent.tipCommit };
    const changes = await seriesChanges(quarantine, before, fix);
    const moved = sent.baseCommit === fix.base ? [] : [`now starts from ${fix.base} (before: ${sent.baseCommit})`];
    branches.push({
      name,
      summary: [...(changes ? [countWords(changes)] : []), ...moved].join("; ") || "its commits are other ones",
      commits: (changes ?? [])
        .filter(({ kind }) => kind !== "unchanged")
        .map(({ kind, subject }) => `${kind}: ${subject}`),
    });
  }
  const gone = newest.branches.filter(({ name }) => packed.every((branch) => branch.name !== name));
  branches.push(...gone.map(({ name }) => ({ name, summary: "no longer part of it", commits: [] })));
  return { version: newest.version, branches };
}

/** "1 commit changed, 1 new, 2 unchanged". */
function countWords(changes: readonly CommitChange[]): string {
  const counts = (["changed", "new", "dropped", "unchanged"] as const).flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  const [first = "no commit", ...others] = counts;
  return [
    first.replace(/^(1|\d+) /, (_, count: string) => `${count} ${count === "1" ? "commit" : "commits"} `),
    ...others,
  ].join(", ");
}
