import { git } from "./run";

/** Whether somebody with this mail address has committed to the main line of `commit`'s history (git-log(1)). */
export async function hasCommitted(gitDir: string, commit: string, mail: string): Promise<boolean> {
  const args = ["log", "-1", "--first-parent", "--fixed-strings", "-i", `--committer=<${mail}>`, "--format=%H", commit];
  return (await git([...args, "--"], { gitDir })).stdout.length > 0;
}
