import { join } from "node:path";
import { exists } from "../../files";
import { git, type GitOptions } from "../run";

/**
 * Makes questions about ancestry fast in a private repository (git-commit-graph(1)); one that is there is kept. Never for the
 * public clone: nothing is written there.
 */
export async function writeCommitGraph({ gitDir, ...where }: GitOptions): Promise<void> {
  if (gitDir === undefined) return;
  const info = join(gitDir, "objects", "info");
  if ((await exists(join(info, "commit-graph"))) || (await exists(join(info, "commit-graphs")))) return;
  // Only a matter of speed: a history that is not whole has none.
  await git(["commit-graph", "write", "--reachable"], { ...where, gitDir, expect: [1, 128] });
}
