import type { BundledBranch, CaseRecord } from "../../model/case";
import type { CurrentBranch } from "../../model/confirmation";
import { asOid, type Oid } from "../../model/ids";
import type { CasePlaces } from "../home";
import { readBranchRange, readFixRange, type FixRange } from "./fixRange";
import { git, gitLines } from "./run";

/**
 * The fix's branch as it is now, with what a confirmation is held against.
 *
 * @throws EmbargoError `no-commit`, `base-unknown`, `git-failed`
 */
export async function readCurrentBranch(record: CaseRecord, places: CasePlaces): Promise<CurrentBranch> {
  return readBranch(record, places, record.base.branch, await readFixRange(record, places));
}

/** The other branches of the newest bundle as they are now; one that cannot be read any more is left out, and so has changed. */
export async function readOtherBranches(record: CaseRecord, places: CasePlaces): Promise<CurrentBranch[]> {
  const branches: CurrentBranch[] = [];
  for (const { ref, name } of record.bundles.at(-1)?.branches ?? []) {
    if (ref === undefined) continue;
    const range = await readBranchRange(places, { ref, name }).catch(() => undefined);
    if (range) branches.push(await readBranch(record, places, name, range));
  }
  return branches;
}

async function readBranch(
  record: CaseRecord,
  places: CasePlaces,
  name: string,
  { base, tip, tree }: FixRange,
): Promise<CurrentBranch> {
  const lines = await gitLines(["rev-list", "--reverse", `${base}..${tip}`, "--"], { gitDir: places.repository });
  const commits = lines.flatMap((line) => asOid(line) ?? []);
  const sent = record.bundles.at(-1)?.branches.find((branch) => branch.name === name);
  const moved =
    sent !== undefined && sent.baseCommit !== base && (await sameChanges(places.repository, sent, base, tip));
  return { name, tree, commits, ...(moved ? { movedUnchanged: true } : {}) };
}

async function sameChanges(gitDir: string, sent: BundledBranch, base: Oid, tip: Oid): Promise<boolean> {
  const before = await patchIds(gitDir, sent.baseCommit, sent.tipCommit);
  const now = await patchIds(gitDir, base, tip);
  const samePatches = before.length > 0 && before.join() === now.join();
  return samePatches && (await onlyEqual(gitDir, [sent.baseCommit, sent.tipCommit], [base, tip]));
}

/** Messages and authors count too: git-range-diff(1) marks a pair of commits `=` when nothing of them differs. */
async function onlyEqual(gitDir: string, before: readonly [Oid, Oid], now: readonly [Oid, Oid]): Promise<boolean> {
  const args = ["range-diff", "--no-patch", "--no-color", "--no-notes", before.join(".."), now.join("..")];
  const pairs = await gitLines(args, { gitDir });
  return pairs.length > 0 && pairs.every((line) => /^ *\d+: +[0-9a-f]+ = /.test(line));
}

/** The stable patch id of each commit, oldest first (git-patch-id(1)). */
async function patchIds(gitDir: string, base: Oid, tip: Oid): Promise<string[]> {
  const log = await git(
    ["log", "-p", "--reverse", "--full-index", "--no-ext-diff", "--no-textconv", `${base}..${tip}`],
    {
      gitDir,
    },
  );
  const lines = await gitLines(["patch-id", "--stable"], { gitDir, stdin: log.stdout });
  return lines.map((line) => line.split(" ")[0] ?? "");
}
