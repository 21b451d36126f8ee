import { join } from "node:path";
import { makeFolder, removeTree } from "../../tools/files";
import { checkoutsOf, inspectGuard, type GuardedCheckout } from "../../tools/git/inspectGuard";
import { openRepository, type Repository } from "../../tools/git/repository";
import { git, gitLines, gitText, type GitOptions } from "../../tools/git/run";
import { rememberProof } from "../../tools/guard/knownClones";
import { makeTemporary, type Home } from "../../tools/home";
import { readClone } from "./clone";
import { CANARY } from "./search";
import { guardStatus } from "./status";

/** A canary that hangs in somebody's hook has proven nothing. */
const LIMIT_MS = 60_000;

/** What became of the canary in one checkout. */
export interface ProvenCheckout {
  readonly kind: "checkout" | "clone" | "submodule";
  readonly directory: string;
  readonly stopped: boolean;
  /** Why it was not stopped, half a sentence for people; absent when it was. */
  readonly problem?: string;
}

/** Whether a canary was stopped, in each checkout. */
export interface GuardProof {
  readonly proven: boolean;
  /** For people: one sentence. */
  readonly sentence: string;
  readonly checkouts: readonly ProvenCheckout[];
}

/**
 * Pushes a canary (a commit of no branch, marked as secret) to a throw-away remote through the hook that git runs, from every
 * checkout of the clone around `directory`, of its project's further clones on this machine, and of its submodules with a
 * guard; looks whether it arrived. No repository keeps anything of it; the home remembers for each clone how it ended.
 *
 * Where another program's hooks are in place nothing is pushed: they would run for nothing.
 *
 * @throws EmbargoError `not-a-repository`, `disk-full`, `home-unwritable`
 */
export async function proveGuard(home: Home, directory: string): Promise<GuardProof> {
  const repository = await openRepository(directory);
  const { related } = await guardStatus(home, directory);
  const others = related.filter(({ kind, guarded, cases }) => kind === "clone" || guarded || cases.length > 0);
  const checkouts = await proveClone(home, repository, "checkout");
  for (const { kind, directory: other, gitDir, guarded, problem, cases } of others) {
    if (guarded) checkouts.push(...(await proveClone(home, await openRepository(other), kind)));
    else if (cases.length > 0) checkouts.push({ kind, directory: other, stopped: false, problem: problem ?? gitDir });
  }
  const failed = checkouts.filter(({ stopped }) => !stopped).length;
  return { proven: failed === 0, sentence: sentenceOf(checkouts.length, failed), checkouts };
}

async function proveClone(home: Home, repository: Repository, kind: ProvenCheckout["kind"]): Promise<ProvenCheckout[]> {
  const { gitDir } = repository;
  const inspected = await inspectGuard(gitDir);
  if (inspected.length === 0) {
    const directories = await checkoutsOf(gitDir);
    return directories.map((directory) => ({ kind, directory, stopped: false, problem: "it has no guard" }));
  }
  const temporary = await makeTemporary(home);
  try {
    const found: ProvenCheckout[] = [];
    const push = await makeCanary(repository, temporary);
    for (const checkout of inspected) {
      const problem = await proveCheckout(gitDir, checkout, push);
      found.push({ kind, directory: checkout.directory, stopped: problem === undefined, ...(problem && { problem }) });
    }
    const clone = await readClone(gitDir, () => Promise.resolve(home));
    const isProven = found.every(({ stopped }) => stopped);
    if (clone.home.dir === home.dir) await rememberProof(clone.project, gitDir, isProven);
    return found;
  } finally {
    await removeTree(temporary);
  }
}

interface CanaryPush {
  readonly canary: string;
  /** A bare repository of the moment. */
  readonly remote: string;
  /** Its object is outside the repository, which is only read. */
  readonly env: Record<string, string>;
}

async function makeCanary({ gitDir, objectFormat }: Repository, folder: string): Promise<CanaryPush> {
  const remote = join(folder, "remote.git");
  await git(["init", "-q", "--bare", "--template=", `--object-format=${objectFormat}`, remote]);
  const objects = join(folder, "objects");
  await makeFolder(objects);
  const env = { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: join(gitDir, "objects") };
  const identity = ["-c", "user.name=Embargo", "-c", "user.email=canary@example.invalid", "-c", "commit.gpgSign=false"];
  const message = `Canary\n\nEmbargo: ${CANARY}\n`;
  const options: GitOptions = { gitDir, env };
  const empty = await gitText(["hash-object", "-t", "tree", "-w", "--stdin"], options);
  return { canary: await gitText([...identity, "commit-tree", empty, "-m", message], options), remote, env };
}

/** `undefined` when it was stopped by us: git said no, our words are there, and nothing arrived. */
async function proveCheckout(
  gitDir: string,
  { directory, problem }: GuardedCheckout,
  { canary, remote, env }: CanaryPush,
): Promise<string | undefined> {
  if (problem !== undefined) return problem;
  const place = directory === gitDir ? { gitDir } : { cwd: directory };
  const args = ["-c", "protocol.file.allow=always", "push", "--quiet", remote, `${canary}:refs/heads/canary`];
  const pushed = await git(args, { ...place, env, expect: [1, 128], timeoutMs: LIMIT_MS }).catch(() => undefined);
  if ((await gitLines(["for-each-ref"], { gitDir: remote })).length > 0) {
    await git(["update-ref", "-d", "refs/heads/canary"], { gitDir: remote });
    return "the canary got through, although the guard's hook is in place";
  }
  if (!pushed) return "no answer came: something in the way of the push did not end, or git failed";
  if (pushed.exitCode !== 0 && pushed.stderr.includes(`the fix of ${CANARY}`)) return undefined;
  const [said = "nothing"] = pushed.stderr.split("\n");
  return `the push was stopped, but not because of the canary; it said: ${said}`;
}

function sentenceOf(count: number, failed: number): string {
  const tried = count === 1 ? "this checkout" : `each of ${count} checkouts`;
  if (failed === 0) return `A canary was pushed from ${tried} and stopped by the guard.`;
  const where = failed === count ? tried : `${failed} of ${count} checkouts`;
  return `Not proven: in ${where} the guard did not stop a canary, or is not in place.`;
}
