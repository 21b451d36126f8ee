import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import type { CaseId } from "../../model/ids";
import type { Plan, Step } from "../../model/plan";
import { appendLog } from "../../tools/cases/log";
import { exists } from "../../tools/files";
import { installGuardHooks, removeGuardHooks } from "../../tools/git/guardHooks";
import { guardPlaces, readProjectPointer } from "../../tools/git/guardPlaces";
import { checkoutsOf, hasGuard } from "../../tools/git/inspectGuard";
import { openRepository, type Repository } from "../../tools/git/repository";
import { readSubmodulesIn, type SubmoduleRepository } from "../../tools/git/checkedOutSubmodules";
import { findProject } from "../../tools/guard/findProject";
import { openCases } from "../../tools/guard/refresh";
import { placesIn, type Home } from "../../tools/home";
import { guardFolder, isPrivatePlace, knownCases, readClone, type Clone } from "./clone";
import { guardStatus, olderClones, type GuardStatus } from "./status";

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
      ...(await submodulesOf(gitDir)).map(submoduleStep),
    ],
    notes: ["Ordinary pushes go through untouched. The hooks that you have keep running."],
  };
}

/**
 * What `removeGuard` will do.
 *
 * @throws EmbargoError as `removeGuard`
 */
export async function planUnguard(home: Home, directory: string, typed: readonly string[] = []): Promise<Plan> {
  const { gitDir } = await openRemovable(home, directory, typed);
  const sentence = "take the guard's hooks and its lines in the configuration out";
  return {
    title: "Check no push from this repository any more",
    steps: [
      { id: "remove", sentence, detail: guardPlaces(gitDir).dir, reversible: true },
      ...(await removableSubmodules(home, gitDir)).map(submoduleStep),
    ],
    notes: [],
  };
}

/**
 * Puts the guard into the clone around `directory` and into the submodules that are set up in it, or repairs it. Works
 * without any case: security tags are asked about. Other clones of the project that are guarded by hooks of another version
 * get those of this one.
 *
 * @throws EmbargoError as `installGuardHooks`; `not-a-repository`, `no-commit`; `refused` in a private place
 */
export async function installGuard(home: Home, directory: string): Promise<GuardStatus> {
  const { gitDir } = await openPublic(directory);
  await installGuardHooks(await projectOf(home, gitDir), gitDir);
  for (const submodule of await submodulesOf(gitDir)) {
    const project = await projectOf(home, submodule.gitDir).catch(() => undefined); // without a commit there is nothing to push
    if (project !== undefined) await installGuardHooks(project, submodule.gitDir);
  }
  const status = await guardStatus(home, directory);
  const older = olderClones(status);
  for (const other of older) await installGuardHooks(await projectOf(home, other.gitDir), other.gitDir);
  return older.length === 0 ? status : await guardStatus(home, directory);
}

/**
 * Takes the guard out of the clone around `directory`, and out of its submodules that have no open case of their own.
 *
 * @param typed - the ids that a person typed; each open case wants its own. The log of each then says that it was lifted
 * @throws EmbargoError `refused` while a case is open whose id was not typed
 */
export async function removeGuard(home: Home, directory: string, typed: readonly string[] = []): Promise<void> {
  const { gitDir, clone } = await openRemovable(home, directory, typed);
  const logs = clone ? await logsOf(clone) : [];
  for (const submodule of await removableSubmodules(home, gitDir)) await removeGuardHooks(submodule.gitDir);
  await removeGuardHooks(gitDir);
  for (const log of logs) await appendLog(home, { log }, { stage: "guard", event: "lifted" });
}

/** The open cases that want their id typed before the guard goes from the clone around `directory`. */
export async function casesToType(home: Home, directory: string): Promise<string[]> {
  const { gitDir } = await openPublic(directory);
  return await openCasesOf(await readClone(gitDir, () => Promise.resolve(home)).catch(() => undefined));
}

/** A clone of a project with open cases keeps the project that it was guarded for. */
async function projectOf(home: Home, gitDir: string): Promise<string> {
  const pointer = await readProjectPointer(gitDir);
  const isKnown = pointer !== undefined && (await openCases(pointer)).length > 0;
  return isKnown && pointer.startsWith(join(home.dir, "/")) ? pointer : await findProject(home, gitDir);
}

async function submodulesOf(gitDir: string): Promise<SubmoduleRepository[]> {
  return readSubmodulesIn(await checkoutsOf(gitDir));
}

function submoduleStep({ directory, gitDir }: SubmoduleRepository, index: number): Step {
  const sentence = "the same in a submodule, which is a repository of its own";
  return { id: `submodule-${index + 1}`, sentence, detail: `${directory} (${gitDir})`, reversible: true };
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

/** The clone, when no case needs its guard any more, or each that does was named by a person. */
async function openRemovable(
  home: Home,
  directory: string,
  typed: readonly string[],
): Promise<{ gitDir: string; clone: Clone | undefined }> {
  const { gitDir } = await openPublic(directory);
  const clone = await readClone(gitDir, () => Promise.resolve(home)).catch(() => undefined); // no commit, no project
  const open = await openCasesOf(clone);
  if (open.every((id) => typed.includes(id))) return { gitDir, clone };
  throw new EmbargoError(
    "refused",
    `The guard stays while a case is open: ${open.join(", ")}.`,
    `If it must go now, a person has to type the case id, on a terminal here or with ${guardPlaces(gitDir).wayOut} there.`,
  );
}

async function openCasesOf(clone: Clone | undefined): Promise<string[]> {
  if (!clone) return [];
  const { home, lost } = await knownCases(clone);
  return [...home, ...lost];
}

async function removableSubmodules(home: Home, gitDir: string): Promise<SubmoduleRepository[]> {
  const removable: SubmoduleRepository[] = [];
  for (const submodule of await submodulesOf(gitDir)) {
    if (!(await hasGuard(submodule.gitDir))) continue;
    const open = await casesToType(home, submodule.directory);
    if (open.length === 0) removable.push(submodule);
  }
  return removable;
}

/** The guard's own log, and that of each open case; none where the home of this clone is gone. */
async function logsOf(clone: Clone): Promise<string[]> {
  if (!(await exists(clone.project))) return [];
  const { home: cases } = await knownCases(clone);
  const ofCases = cases.map((id) => placesIn(join(clone.project, id), id as CaseId).log);
  return [join(guardFolder(clone), "log"), ...ofCases];
}
