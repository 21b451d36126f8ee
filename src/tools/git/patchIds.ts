import type { Oid } from "../../model/ids";
import { PLAIN_HISTORY, PLAIN_PATCH } from "./changes";
import { git, type GitOptions } from "./run";

/** A patch id (git-patch-id(1), `--stable`) and the commit it belongs to. */
export type PatchIds = ReadonlyMap<string, Oid>;

/** How many patches are in memory at a time. */
const BATCH = 200;

/** The patch ids of single commits; merges and empty commits have none. Of commits with the same one, the last counts. */
export async function patchIdsOf(options: GitOptions, commits: readonly Oid[]): Promise<PatchIds> {
  return new Map(await patchIdPairs(options, commits));
}

/** The same with every commit, also where several have one patch id. */
export async function patchIdPairs(options: GitOptions, commits: readonly Oid[]): Promise<[string, Oid][]> {
  const args = [
    ...PLAIN_HISTORY,
    "log",
    "--no-walk=unsorted",
    "--format=commit %H",
    "--encoding=UTF-8",
    ...PLAIN_PATCH,
    "-U3",
    "--stdin",
  ];
  const pairs: [string, Oid][] = [];
  for (let start = 0; start < commits.length; start += BATCH) {
    const stdin = lines(commits.slice(start, start + BATCH));
    pairs.push(...(await identify(options, await git(args, { ...options, stdin }))));
  }
  return pairs;
}

/** The patch id of everything between two commits, as a squash would have it; `undefined` when nothing differs. */
export async function seriesPatchId(options: GitOptions, base: Oid, tip: Oid): Promise<string | undefined> {
  const patch = await git([...PLAIN_HISTORY, "diff", ...PLAIN_PATCH, "-U3", base, tip, "--"], options);
  const header = Buffer.from(`commit ${tip}\n`);
  const ids = await identify(options, { stdout: Buffer.concat([header, patch.stdout]) });
  return ids[0]?.[0];
}

async function identify(options: GitOptions, { stdout }: { stdout: Buffer }): Promise<[string, Oid][]> {
  const result = await git(["patch-id", "--stable"], { ...options, stdin: stdout });
  const pairs = result.stdout.toString("utf8").trimEnd().split("\n");
  return pairs.filter(Boolean).map((pair) => pair.split(" ") as [string, Oid]);
}

function lines(commits: readonly Oid[]): string {
  return commits.map((oid) => `${oid}\n`).join("");
}
