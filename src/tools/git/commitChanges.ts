import type { Oid } from "../../model/ids";
import { ChangeCollector, ChangeReader } from "./changeReader";
import { BARE_CHANGES, LOG_CHANGES, PLAIN_HISTORY, type CommitChanges } from "./changes";
import { git, type GitOptions } from "./run";

/** What each of a few commits changes. Throws `git-failed`. */
export async function readChanges(options: GitOptions, commits: readonly Oid[]): Promise<CommitChanges[]> {
  if (commits.length === 0) return [];
  const stdin = commits.map((oid) => `${oid}\n`).join("");
  return await collect([...LOG_CHANGES, "--no-walk=unsorted", "--stdin"], { ...options, stdin });
}

/** Everything between two commits as if one had changed it. Throws `git-failed`. */
export async function readSeries(
  options: GitOptions,
  { base, tip }: { readonly base: Oid; readonly tip: Oid },
): Promise<CommitChanges> {
  const heading = Buffer.from(`\0${tip}\n\0\n`);
  const [series] = await collect([...PLAIN_HISTORY, "diff", ...BARE_CHANGES, base, tip, "--"], options, heading);
  return series!;
}

async function collect(args: readonly string[], options: GitOptions, heading?: Buffer): Promise<CommitChanges[]> {
  const collector = new ChangeCollector();
  const reader = new ChangeReader(collector);
  if (heading) reader.write(heading);
  await git(args, { ...options, onStdout: (chunk) => reader.write(chunk) });
  reader.end();
  return collector.commits;
}
