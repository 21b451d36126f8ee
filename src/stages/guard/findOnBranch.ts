import { EmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import type { Reason } from "../../model/push";
import { readGuardSettings } from "../../tools/git/guardSettings";
import { openRepository, readOid } from "../../tools/git/repository";
import { git } from "../../tools/git/run";
import type { Home } from "../../tools/home";
import { refreshProject } from "../../tools/guard/refresh";
import { readClone } from "./clone";
import { readPush } from "./readPush";
import { verdict } from "./verdict";

/**
 * What of the current branch belongs to a case, or looks like security work and is not public yet; whatever somebody
 * answered before, and whatever the repository says about asking.
 *
 * @param directory - anywhere in the checkout
 * @throws EmbargoError `not-a-repository`, `no-commit`, `git-failed`, and the first problem with a case
 */
export async function findOnBranch(home: Home, directory: string): Promise<readonly Reason[]> {
  const { gitDir, dir } = await openRepository(directory);
  const head = await resolveHead(dir);
  const clone = await readClone(gitDir, () => Promise.resolve(home));
  const { cases, problems } = await refreshProject(clone.project);
  if (problems[0]) throw problems[0].error;
  const nothing = "0".repeat(head.length) as Oid;
  const ref = { localRef: "HEAD", localOid: head, remoteRef: "refs/heads/anything", remoteOid: nothing };
  const settings = await readGuardSettings(gitDir);
  const findings = await readPush({ gitDir }, { remote: "", url: "", refs: [ref] }, settings, cases);
  const facts = { findings, unreadable: [], caseIsOpen: cases.length > 0, answered: new Set<string>() };
  return verdict({ ...facts, warn: "ask" }).reasons;
}

/** Asked from the folder itself: each linked worktree has its own HEAD. */
async function resolveHead(cwd: string): Promise<Oid> {
  const args = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"];
  const { exitCode, stdout } = await git(args, { cwd, expect: [1, 128] });
  if (exitCode === 0) return readOid(stdout.toString("utf8").trim());
  throw new EmbargoError("no-commit", "This repository has no commit yet.", "Make a first commit.");
}
