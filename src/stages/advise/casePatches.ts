import { join } from "node:path";
import type { CaseId } from "../../model/ids";
import { findCase } from "../../tools/cases/store";
import { readBranchRange, readFixRange, type FixRange } from "../../tools/git/fixRange";
import { formatPatch, listSeries, slugOf } from "../../tools/git/patches";
import { openQuarantine, type Quarantine } from "../../tools/git/quarantine";
import type { Home } from "../../tools/home";
import type { Attachment } from "../../tools/mail/draft";

/**
 * The fix of a case as patches for git-am(1), oldest first, and those of the backports that the newest bundle holds; each
 * branch in its own numbering. Empty when there is no commit yet, or a branch holds a merge, which no patch can carry.
 *
 * @throws EmbargoError `case-missing`, `no-commit`, `base-unknown`, `git-failed`
 */
export async function readCasePatches(home: Home, caseId: CaseId): Promise<Attachment[]> {
  const { record, places } = await findCase(home, caseId);
  const others = (record.bundles.at(-1)?.branches ?? []).flatMap(({ ref, name }) => (ref ? [{ ref, name }] : []));
  const ranges = [{ name: record.base.branch, range: await readFixRange(record, places) }];
  for (const branch of others) ranges.push({ name: branch.name, range: await readBranchRange(places, branch) });
  const quarantine = await openQuarantine(home, record.project.objectFormat, join(places.repository, "objects"));
  try {
    const patches: Attachment[] = [];
    for (const { name, range } of ranges) {
      const made = await patchesOf(quarantine, range, ranges.length > 1 ? `${slugOf(name, 24)}-` : "");
      if (made.length === 0) return [];
      patches.push(...made);
    }
    return patches;
  } finally {
    await quarantine.close();
  }
}

async function patchesOf(quarantine: Quarantine, { base, tip }: FixRange, prefix: string): Promise<Attachment[]> {
  const series = await listSeries(quarantine, base, tip);
  if (series.some(({ isMerge }) => isMerge)) return [];
  const patches: Attachment[] = [];
  for (const [index, { oid, slug }] of series.entries()) {
    const name = `${prefix}${String(index + 1).padStart(4, "0")}-${slug}.patch`;
    patches.push({ name, content: await formatPatch(quarantine, oid), type: "text/plain" });
  }
  return patches;
}
