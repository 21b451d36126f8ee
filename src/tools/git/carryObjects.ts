import { EmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import type { ReplayPlace } from "./replay";
import { readOid } from "./repository";
import { git, gitLines, gitText, type GitOptions } from "./run";

/**
 * Copies a commit and all of its history that the repository does not have yet out of a place apart, and sees that nothing
 * is missing. The repository names it nowhere then.
 *
 * @throws EmbargoError `git-failed`, `disk-full`
 */
export async function carryObjects(place: ReplayPlace, gitDir: string, tip: Oid): Promise<void> {
  const named = await gitLines(["for-each-ref", "--format=^%(objectname)"], { gitDir });
  const revisions = [tip, ...new Set(named), ""].join("\n");
  const packed = await git(["pack-objects", "--revs", "--stdout", "-q"], { ...place, stdin: revisions });
  await git(["unpack-objects", "-q"], { gitDir, stdin: packed.stdout });
  await git(["rev-list", "--objects", "--quiet", "--stdin"], { gitDir, stdin: revisions });
}

/**
 * Sets the branch that is checked out in a work tree from one commit to another, files and all; keeps what git does not
 * know. Does nothing when it was done, and goes on where it was cut after the files.
 *
 * @throws EmbargoError `busy` when the branch is neither here nor there, `git-failed` when a file stands in the way
 */
export async function setBranch(worktree: string, branch: string, from: Oid, to: Oid): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const tip = readOid(await gitText(["rev-parse", "--verify", ref], { cwd: worktree }));
  if (tip === to) return;
  if (tip !== from) {
    throw new EmbargoError(
      "busy",
      `The branch ${branch} has changed since the plan was shown.`,
      "Nothing is lost. Run the same command again; it makes a new plan.",
    );
  }
  if (await isAhead(worktree, to)) {
    await git(["update-ref", "-m", "embargo: move", ref, to, from], { cwd: worktree });
    return;
  }
  // Without hooks: nothing of the project's runs at this.
  await git(["-c", "core.hooksPath=/dev/null", "reset", "--quiet", "--keep", to], { cwd: worktree });
}

/** Whether index and files are at `commit` already, while the branch is not: what a killed git-reset(1) leaves. */
export async function isAhead(worktree: string, commit: Oid, env: GitOptions["env"] = {}): Promise<boolean> {
  const options = { cwd: worktree, env, expect: [1] };
  const index = await git(["diff-index", "--quiet", "--cached", commit, "--"], options);
  if (index.exitCode !== 0) return false;
  return (await git(["diff-files", "--quiet"], options)).exitCode === 0;
}
