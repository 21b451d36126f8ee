import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import type { Plan } from "../../model/plan";
import { guardPlaces } from "../../tools/git/guardPlaces";
import {
  inspectGuardHooks,
  installGuardHooks,
  removeGuardHooks,
  type GuardedCheckout,
} from "../../tools/git/guardHooks";
import { openRepository, rootCommits, type Repository } from "../../tools/git/repository";
import type { Home } from "../../tools/home";
import { isPrivatePlace, knownCases, readClone } from "./clone";

/** Whether pushes from a clone are checked, in each of its checkouts. */
export interface GuardStatus {
  readonly guarded: boolean;
  /** For people: one sentence, with the first problem. */
  readonly sentence: string;
  readonly checkouts: readonly GuardedCheckout[];
  /** Open cases that a push from here is compared with. */
  readonly cases: readonly string[];
}

/**
 * What `installGuard` will do in the clone around `directory`.
 *
 * @throws EmbargoError `not-a-repository`; `refused` in a private place
 */
export async function planGuard(directory: string): Promise<Plan> {
  const { gitDir } = await openPublic(directory);
  const { dir } = guardPlaces(gitDir);
  return {
    title: "Check every push from this repository",
    steps: [
      { id: "hooks", sentence: "put the guard's hooks beside the repository's own", detail: dir, reversible: true },
      { id: "include", sentence: "name them in its configuration", detail: join(gitDir, "config"), reversible: true },
    ],
    notes: ["Ordinary pushes go through untouched. The hooks that you have keep running."],
  };
}

/**
 * What `removeGuard` will do.
 *
 * @throws EmbargoError as `removeGuard`
 */
export async function planUnguard(home: Home, directory: string): Promise<Plan> {
  const { dir } = guardPlaces((await openRemovable(home, directory)).gitDir);
  const sentence = "take the guard's hooks and its lines in the configuration out";
  return {
    title: "Check no push from this repository any more",
    steps: [{ id: "remove", sentence, detail: dir, reversible: true }],
    notes: [],
  };
}

/**
 * Puts the guard into the clone around `directory`, or repairs it. Works without any case: security tags are asked about.
 *
 * @throws EmbargoError as `installGuardHooks`; `not-a-repository`, `no-commit`; `refused` in a private place
 */
export async function installGuard(home: Home, directory: string): Promise<GuardStatus> {
  const repository = await openPublic(directory);
  await installGuardHooks(home, repository.gitDir, await rootCommits(repository, "HEAD").catch(noCommit));
  return await guardStatus(home, directory);
}

/**
 * Takes the guard out of the clone around `directory`.
 *
 * @throws EmbargoError `refused` while a case is open, with the way that asks for its id
 */
export async function removeGuard(home: Home, directory: string): Promise<void> {
  await removeGuardHooks((await openRemovable(home, directory)).gitDir);
}

/** Whether pushes from the clone around `directory` are checked. Throws `not-a-repository`. */
export async function guardStatus(home: Home, directory: string): Promise<GuardStatus> {
  const { gitDir } = await openRepository(directory);
  if (await isPrivatePlace(gitDir)) {
    const sentence = "This is a private place: nothing can be pushed from it.";
    return { guarded: true, sentence, checkouts: [], cases: [] };
  }
  const checkouts = await inspectGuardHooks(gitDir);
  if (checkouts.length === 0) {
    return { guarded: false, sentence: "Pushes from this repository are not checked.", checkouts, cases: [] };
  }
  const { home: cases, lost } = await knownCases(await readClone(gitDir, () => Promise.resolve(home)));
  const problem = checkouts.find((checkout) => checkout.problem !== undefined)?.problem;
  const sentence =
    problem !== undefined
      ? `Pushes from this repository are not checked: ${problem}.`
      : lost.length > 0
        ? `Every push from this repository is refused: the private place of ${lost.join(", ")} cannot be found.`
        : `Every push from this repository is checked (${openCasesText(cases.length)}).`;
  return { guarded: problem === undefined, sentence, checkouts, cases };
}

async function openPublic(directory: string): Promise<Repository> {
  const repository = await openRepository(directory);
  if (!(await isPrivatePlace(repository.gitDir))) return repository;
  throw new EmbargoError(
    "refused",
    "This is the private place of a case; it has locks of its own.",
    "Run the command in the public clone.",
  );
}

/** The clone, when no case needs its guard. */
async function openRemovable(home: Home, directory: string): Promise<Repository> {
  const repository = await openPublic(directory);
  const clone = await readClone(repository.gitDir, () => Promise.resolve(home));
  const { home: inHome, lost } = await knownCases(clone);
  const open = [...inHome, ...lost];
  if (open.length === 0) return repository;
  throw new EmbargoError(
    "refused",
    `The guard stays while a case is open: ${open.join(", ")}.`,
    `If it must go now, lift it by hand; you will be asked for the case id: ${guardPlaces(repository.gitDir).wayOut}`,
  );
}

function noCommit(error: unknown): never {
  throw new EmbargoError("no-commit", "This repository has no commit yet.", "Make a first commit.", error);
}

function openCasesText(count: number): string {
  return count === 0 ? "no case is open" : count === 1 ? "1 open case" : `${count} open cases`;
}
