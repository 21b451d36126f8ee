import { git } from "./run";

/** Whether somebody with this mail address has committed to the main line of `commit`'s history (git-log(1)). */
export async function hasCommitted(gitDir: string, commit: string, mail: string): Promise<boolean> {
  const args = ["log", "-1", "--first-parent", "--fixed-strings", "-i", `--committer=<${mail}>`, "--format=%H", commit];
  return (await git([...args, "--"], { gitDir })).stdout.length > 0;
}

/** Whether a worktree holds changes that are not committed, new files included; false when it is not there. */
export async function hasUncommittedChanges(worktree: string): Promise<boolean> {
  const args = ["-C", worktree, "-c", "core.fsmonitor=false", "status", "--porcelain", "-z"];
  const { exitCode, stdout } = await git(args, { expect: [128] });
  return exitCode === 0 && stdout.length > 0;
}
