import { EmbargoError } from "../../model/errors";
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
  const { gitDir } = await openPublic(directory);
  const { home: inHome, lost } = await knownCases(await readClone(gitDir, () => Promise.resolve(home)));
  const open = [...inHome, ...lost];
  if (open.length > 0) {
    throw new EmbargoError(
      "refused",
      `The guard stays while a case is open: ${open.join(", ")}.`,
      `If it must go now, lift it by hand; you will be asked for the case id: sh '${guardPlaces(gitDir).remove}'`,
    );
  }
  await removeGuardHooks(gitDir);
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

function noCommit(error: unknown): never {
  throw new EmbargoError("no-commit", "This repository has no commit yet.", "Make a first commit.", error);
}

function openCasesText(count: number): string {
  return count === 0 ? "no case is open" : count === 1 ? "1 open case" : `${count} open cases`;
}
