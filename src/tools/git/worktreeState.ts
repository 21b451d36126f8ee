/** Whether a worktree holds changes that are not committed, new files included; false when it is not there. */
export async function hasUncommittedChanges(worktree: string): Promise<boolean> {
  const { simpleGit } = await import("simple-git");
  try {
    return !(await simpleGit(worktree).status()).isClean();
  } catch {
    return false;
  }
}
