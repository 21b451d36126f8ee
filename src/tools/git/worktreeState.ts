import { git } from "./run";

/** Whether a worktree holds changes that are not committed, new files included; false when it is not there. */
export async function hasUncommittedChanges(worktree: string): Promise<boolean> {
  const args = ["-C", worktree, "-c", "core.fsmonitor=false", "status", "--porcelain", "-z"];
  const { exitCode, stdout } = await git(args, { expect: [128] });
  return exitCode === 0 && stdout.length > 0;
}
