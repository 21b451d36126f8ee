import { join } from "node:path";
import { exists } from "../../files";
import { git, type GitOptions } from "../run";

/**
 * Makes questions about ancestry fast in a private repository (git-commit-graph(1)); one that is there is kept. Never for the
 * public clone: nothing is written there.
 *
 * @param onWrite - called before one is written, which takes seconds in a large history
 */
export async function writeCommitGraph({ gitDir, ...where }: GitOptions, onWrite?: () => void): Promise<void> {
  if (gitDir === undefined) return;
  const info = join(gitDir, "objects", "info");
  if ((await exists(join(info, "commit-graph"))) || (await exists(join(info, "commit-graphs")))) return;
  onWrite?.();
  // Only a matter of speed: a history that is not whole has none.
  await git(["commit-graph", "write", "--reachable"], { ...where, gitDir, expect: [1, 128] });
}
