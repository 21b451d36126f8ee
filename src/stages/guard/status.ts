import { caseFolders } from "../../tools/cases/caseFolders";
import { readGuardSettings } from "../../tools/git/guardSettings";
import { inspectGuard, type GuardedCheckout } from "../../tools/git/inspectGuard";
import { readRemotes } from "../../tools/git/pushAddresses";
import { openRepository } from "../../tools/git/repository";
import { knownClones, rememberClone } from "../../tools/guard/knownClones";
import type { Home } from "../../tools/home";
import type { Instant } from "../../model/ids";
import { isPrivatePlace, knownCases, readClone, type Clone } from "./clone";
import { shownAddress } from "./shownAddress";
import { readFurtherClones, readRelatedSubmodules, type RelatedClone } from "./related";

/** One address that a push to a remote goes to. */
export interface RemoteAddress {
  readonly remote: string;
  /** The final URL, without a password in it. */
  readonly url: string;
  /** Whether it was declared private; every other address counts as public. */
  readonly private: boolean;
}

/** Whether pushes from a clone are checked, in each of its checkouts, and what else there is on this machine. */
export interface GuardStatus {
  /** The common git directory, absolute. */
  readonly gitDir: string;
  readonly guarded: boolean;
  /** There when it is guarded by hooks of another version of Embargo. */
  readonly older?: true;
  /** For people: one sentence, with the first problem. */
  readonly sentence: string;
  readonly checkouts: readonly GuardedCheckout[];
  /** Open cases that a push from here is compared with. */
  readonly cases: readonly string[];
  /** Further clones of the project on this machine, and submodules. */
  readonly related: readonly RelatedClone[];
  readonly remotes: readonly RemoteAddress[];
  /** When a canary was last stopped in each checkout of this clone; absent when that was never seen. */
  readonly provenAt?: Instant;
}

/**
 * Whether pushes from the clone around `directory` are checked; changes nothing.
 *
 * @throws EmbargoError `not-a-repository`
 */
export async function guardStatus(home: Home, directory: string): Promise<GuardStatus> {
  const { gitDir } = await openRepository(directory);
  if (await isPrivatePlace(gitDir)) {
    const sentence = "This is a private place: nothing can be pushed from it.";
    return { gitDir, guarded: true, sentence, checkouts: [], cases: [], related: [], remotes: [] };
  }
  const [{ clone, cases, lost }, checkouts] = await Promise.all([casesHere(home, gitDir), inspectGuard(gitDir)]);
  const [clones, submodules, remotes, provenAt] = await Promise.all([
    clone ? readFurtherClones(clone.project, gitDir) : [],
    readRelatedSubmodules(home, gitDir),
    readAddresses(gitDir, directory),
    clone ? readProof(clone) : undefined,
  ]);
  const problem = checkouts.find((checkout) => checkout.problem !== undefined)?.problem;
  const guarded = checkouts.length > 0 && problem === undefined;
  const isOlder = guarded && checkouts.some(({ older }) => older);
  const sentence = sentenceOf({ isThere: checkouts.length > 0, problem, isOlder, cases, lost });
  const related = [...clones, ...submodules];
  const older = isOlder ? { older: true as const } : {};
  return { gitDir, guarded, ...older, sentence, checkouts, cases, related, remotes, ...(provenAt && { provenAt }) };
}

/** The related repositories from which an open case could leave unseen. */
export function unguarded({ related }: Pick<GuardStatus, "related">): RelatedClone[] {
  return related.filter(({ guarded, cases }) => !guarded && cases.length > 0);
}

/** The other clones of the project that are guarded by hooks of another version of Embargo. */
export function olderClones({ related }: Pick<GuardStatus, "related">): RelatedClone[] {
  return related.filter(({ kind, older }) => kind === "clone" && older);
}

/** Whether pushes are checked here, but there are hooks of another version of Embargo, here or in another clone. */
export function hasOlderHooks(status: Pick<GuardStatus, "guarded" | "older" | "related">): boolean {
  return status.guarded && (status.older === true || olderClones(status).length > 0);
}

/**
 * Remembers that there is this clone of a project with cases or a guard, so that its other clones can list it.
 *
 * @throws EmbargoError `not-a-repository`, `disk-full`, `home-unwritable`
 */
export async function noticeClone(home: Home, directory: string): Promise<void> {
  const { gitDir } = await openRepository(directory);
  if (await isPrivatePlace(gitDir)) return;
  const { clone, cases } = await casesHere(home, gitDir);
  const isOurs = clone !== undefined && clone.home.dir === home.dir;
  const isGuarded = (await inspectGuard(gitDir)).length > 0;
  if (isOurs && (cases.length > 0 || isGuarded)) await rememberClone(clone.project, gitDir);
}

async function casesHere(
  home: Home,
  gitDir: string,
): Promise<{ clone?: Clone; cases: readonly string[]; lost: readonly string[] }> {
  const isNew = (await caseFolders(home.dir)).length === 0 && (await inspectGuard(gitDir)).length === 0;
  if (isNew) return { cases: [], lost: [] }; // what project it is of would be a walk through its history for nothing
  const clone = await readClone(gitDir, () => Promise.resolve(home)).catch(() => undefined); // no commit yet
  if (!clone) return { cases: [], lost: [] };
  const known = await knownCases(clone);
  return { clone, cases: known.home, lost: known.lost };
}

async function readProof({ project, gitDir }: Clone): Promise<Instant | undefined> {
  return (await knownClones(project)).find((clone) => clone.gitDir === gitDir)?.provenAt;
}

/** As each checkout sees them would be more exact; remotes of one worktree alone are very rare. */
async function readAddresses(gitDir: string, directory: string): Promise<RemoteAddress[]> {
  const [{ privateRemotes }, remotes] = await Promise.all([readGuardSettings(gitDir), readRemotes(directory)]);
  return remotes.flatMap(({ name, urls }) =>
    urls.map((url) => ({ remote: name, url: shownAddress(url), private: privateRemotes.includes(url) })),
  );
}

interface Here {
  readonly isThere: boolean;
  readonly problem: string | undefined;
  readonly isOlder: boolean;
  readonly cases: readonly string[];
  readonly lost: readonly string[];
}

function sentenceOf({ isThere, problem, isOlder, cases, lost }: Here): string {
  if (!isThere && cases.length > 0) {
    return `Pushes from this repository are not checked, and ${openCasesText(cases.length)} of its project can leave unseen.`;
  }
  if (!isThere) return "Pushes from this repository are not checked.";
  if (problem !== undefined) return `The guard of this repository does not hold: ${problem}.`;
  if (lost.length > 0) {
    return `Every push from this repository is refused: the private place of ${lost.join(", ")} cannot be found.`;
  }
  const by = isOlder ? ", by hooks of another version of Embargo" : "";
  return `Every push from this repository is checked (${openCasesText(cases.length)})${by}.`;
}

function openCasesText(count: number): string {
  return count === 0 ? "no case is open" : count === 1 ? "1 open case" : `${count} open cases`;
}
