import { join } from "node:path";
import { makeFolder, removeTree } from "../../tools/files";
import { checkoutsOf } from "../../tools/git/guardHooks";
import { openRepository, type Repository } from "../../tools/git/repository";
import { git, gitLines, gitText, type GitOptions } from "../../tools/git/run";
import { makeTemporary, type Home } from "../../tools/home";
import { CANARY } from "./readPush";

/** Whether a canary was stopped, in each checkout. */
export interface GuardProof {
  readonly proven: boolean;
  /** For people: one sentence. */
  readonly sentence: string;
  readonly checkouts: readonly { readonly directory: string; readonly stopped: boolean }[];
}

/**
 * Pushes a canary (a commit of no branch, marked as secret) from every checkout to a throw-away remote, through whatever
 * hook git runs there, and looks whether it arrived. Neither the repository nor the home keeps anything of it.
 *
 * @throws EmbargoError `not-a-repository`, `no-commit`, `disk-full`
 */
export async function proveGuard(home: Home, directory: string): Promise<GuardProof> {
  const repository = await openRepository(directory);
  const temporary = await makeTemporary(home);
  try {
    const remote = join(temporary, "remote.git");
    await git(["init", "-q", "--bare", "--template=", `--object-format=${repository.objectFormat}`, remote]);
    const env = await canaryObjects(repository, join(temporary, "objects"));
    const canary = await makeCanary({ gitDir: repository.gitDir, env });
    const checkouts: { directory: string; stopped: boolean }[] = [];
    for (const checkout of await checkoutsOf(repository.gitDir)) {
      checkouts.push({ directory: checkout, stopped: await isStopped({ cwd: checkout, env }, canary, remote) });
    }
    const proven = checkouts.every(({ stopped }) => stopped);
    const sentence = proven
      ? `A canary was pushed from ${counted(checkouts.length)} and stopped by the guard.`
      : "A canary that was pushed was not stopped by the guard: pushes from here are not checked.";
    return { proven, sentence, checkouts };
  } finally {
    await removeTree(temporary);
  }
}

/** A place for the canary's object outside the repository, which is only read. */
async function canaryObjects({ gitDir }: Repository, folder: string): Promise<Record<string, string>> {
  await makeFolder(folder);
  return { GIT_OBJECT_DIRECTORY: folder, GIT_ALTERNATE_OBJECT_DIRECTORIES: join(gitDir, "objects") };
}

async function makeCanary(options: GitOptions): Promise<string> {
  const identity = ["-c", "user.name=Embargo", "-c", "user.email=canary@example.invalid", "-c", "commit.gpgSign=false"];
  const message = `Canary\n\nEmbargo: ${CANARY}\n`;
  const empty = await gitText(["hash-object", "-t", "tree", "-w", "--stdin"], options);
  return await gitText([...identity, "commit-tree", empty, "-m", message], options);
}

/** Stopped by us: git said no, our words are there, and nothing arrived. */
async function isStopped(options: GitOptions, canary: string, remote: string): Promise<boolean> {
  const args = ["-c", "protocol.file.allow=always", "push", "--quiet", remote, `${canary}:refs/heads/canary`];
  const { exitCode, stderr } = await git(args, { ...options, expect: [1, 128] });
  const arrived = await gitLines(["for-each-ref"], { gitDir: remote });
  return exitCode !== 0 && stderr.includes(`the fix of ${CANARY}`) && arrived.length === 0;
}

function counted(checkouts: number): string {
  return checkouts === 1 ? "this checkout" : `each of ${checkouts} checkouts`;
}
