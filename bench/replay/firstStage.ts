import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LOG_CHANGES } from "../../src/tools/git/changes";
import { PushSearch } from "../../src/stages/guard/search";
import { visitPushedCommits } from "../../src/tools/git/pushed";
import { stage1Patterns } from "../../src/tools/guard/patterns";
import type { Oid } from "../../src/model/ids";
import type { ReplayedCase } from "./cases";
import type { History } from "./history";

/** What the first stage makes of ordinary commits with all cases open at once. */
export interface FirstStageCount {
  readonly commits: number;
  /** Commits that the second stage is asked about. */
  readonly handedOn: number;
  /** Commits in which the second stage finds something and the first one did not: must be none. */
  readonly overlooked: readonly string[];
}

/** Counts by the very patterns and the very pipe; a mark before each commit tells whose hits they are. */
export async function countFirstStage(
  { scratch, main }: History,
  cases: readonly ReplayedCase[],
  last = 20_000,
): Promise<FirstStageCount> {
  const patterns = join(scratch, "patterns");
  const isPlain = (pattern: string) => pattern !== "" && !/^(cve-|ghsa-|embargo|\[security-|changelog:)/.test(pattern);
  const own = stage1Patterns(cases.map(({ facts }) => facts))
    .toString("latin1")
    .split("\n")
    .filter(isPlain);
  writeFileSync(patterns, Buffer.from(`${own.join("\n")}\ncommit-mark-\n`, "latin1"));
  const log = LOG_CHANGES.map((arg) => (arg.startsWith("--format=") ? "--format=commit-mark-%H%n%B" : arg));
  const quoted = [...log, `--max-count=${last}`, main].map((arg) => `'${arg}'`).join(" ");
  const pipe = `git ${quoted} | LC_ALL=C tr -d ' \\t\\r\\f\\v' | LC_ALL=C grep -aiFf '${patterns}'`;
  const { stdout } = spawnSync("sh", ["-c", pipe], { cwd: scratch, maxBuffer: 1 << 30 });
  const handedOn = new Set<string>();
  const commits = new Set<string>();
  let commit = "";
  for (const line of stdout.toString("latin1").split("\n")) {
    if (line.startsWith("commit-mark-")) commits.add((commit = line.slice("commit-mark-".length)));
    else if (line !== "") handedOn.add(commit);
  }
  const search = new PushSearch(cases.map(({ index }) => index));
  const oldest = [...commits].at(-1) as Oid;
  await visitPushedCommits({ gitDir: scratch }, { tips: [main], known: [oldest] }, true, search);
  search.end();
  const found = [...search.found.values()]
    .filter((finding) => finding.cases.length > 0)
    .map((finding) => finding.commit);
  const overlooked = found.filter((oid) => commits.has(oid) && !handedOn.has(oid));
  return { commits: commits.size, handedOn: handedOn.size, overlooked };
}
