import { join } from "node:path";
import { requireOpened, type CaseProject, type CaseRecord } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import type { CaseId } from "../../model/ids";
import type { Plan, RunOptions, Step } from "../../model/plan";
import { findCase, updateCase } from "../../tools/cases/store";
import { isFolder } from "../../tools/files";
import { installGuardHooks } from "../../tools/git/guardHooks";
import { linkFiles } from "../../tools/git/objects";
import { publicAddress } from "../../tools/git/privateConfig";
import { writePrivateRemotes } from "../../tools/git/privateRemotes";
import { placeSubmodules } from "../../tools/git/privateSubmodules";
import { readPublicWork, type PublicWork } from "../../tools/git/publicWork";
import { openRepository, rootCommits } from "../../tools/git/repository";
import { git, gitText } from "../../tools/git/run";
import { requireWorktree } from "../../tools/git/worktrees";
import { projectDir, type CasePlaces, type Home } from "../../tools/home";

/** What fetching public work for a case does. */
export interface FetchPlan extends Plan {
  readonly record: CaseRecord;
  readonly places: CasePlaces;
  /** The public clone it comes from. */
  readonly project: CaseProject;
}

/** What came of it. */
export interface FetchResult extends PublicWork {
  readonly case: CaseId;
  /** Paths of submodules that stay out, because the public clone does not have them. */
  readonly submodulesOut: readonly string[];
}

/**
 * How the newest public work comes into a private place: by the public clone, which asks its remote. When that clone was
 * moved, the one around `directory` takes its place.
 *
 * @param directory - where the person is
 * @throws EmbargoError `case-missing`, `case-damaged`, `case-unfinished`, `worktree-missing`; `not-a-repository` when there is
 *   no public clone of the project, neither where it was nor here
 */
export async function planFetch(home: Home, id: string, directory: string): Promise<FetchPlan> {
  const { record, places } = await findCase(home, id);
  requireOpened(record);
  await requireWorktree(places, record.id);
  const isThere = await isFolder(join(record.project.publicGitDir, "objects"));
  const project = isThere ? record.project : await movedProject(home, record, directory);
  const { publicGitDir, publicRemote } = project;
  const steps: Step[] = [
    ...(isThere ? [] : [step("moved", "take the clone here for the one that was moved, with the guard", publicGitDir)]),
    ...(publicRemote === undefined
      ? []
      : [step("public", `fetch from ${publicRemote} into the public clone`, `git fetch ${publicRemote}`)]),
    step("private", "fetch from the public clone into the private place", "git fetch origin"),
  ];
  return {
    title: `Fetch public work for ${record.id}`,
    steps,
    notes: [
      publicRemote === undefined
        ? "Nothing is asked over the network."
        : "The public remote is asked for its public work, as always, and learns nothing.",
      "The fix stays where it is: git rebase moves it onto the new work when you want that.",
    ],
    record,
    places,
    project,
  };
}

/**
 * Does it.
 *
 * @throws EmbargoError `git-failed` when the remote does not answer, `cancelled`, `disk-full`, `home-unwritable`
 */
export async function fetchPublicWork(home: Home, plan: FetchPlan, options: RunOptions = {}): Promise<FetchResult> {
  const { places, project } = plan;
  const record = { ...plan.record, project };
  const { signal } = options;
  let submodulesOut: readonly string[] = [];
  for (const each of plan.steps) {
    options.onStep?.(each);
    if (each.id === "moved") await takeMoved(home, record, plan);
    if (each.id === "public") await fetchInPublicClone(project, signal);
    if (each.id === "private") {
      await git(["fetch", "-q", "--no-recurse-submodules", "origin"], {
        cwd: places.worktree,
        ...(signal && { signal }),
      });
      await linkFiles(join(project.publicGitDir, "lfs", "objects"), join(places.repository, "lfs", "objects"));
      submodulesOut = await placeSubmodules(record, places, { refresh: true });
    }
  }
  return { case: record.id, ...(await readPublicWork(record, places)), submodulesOut };
}

async function fetchInPublicClone(project: CaseProject, signal: AbortSignal | undefined): Promise<void> {
  const { publicGitDir, publicWorktree, publicRemote = "origin" } = project;
  const where = publicWorktree !== undefined && (await isFolder(publicWorktree)) ? publicWorktree : publicGitDir;
  try {
    await git(["fetch", "-q", publicRemote], { cwd: where, ...(signal && { signal }) });
  } catch (error) {
    if (!(error instanceof EmbargoError) || error.code !== "git-failed") throw error;
    const hint = `Run git fetch ${publicRemote} in the public clone, where git can ask you; then the same command again. Nothing was sent.`;
    throw new EmbargoError("git-failed", error.message, hint, error);
  }
}

/** The public clone around `directory`, if it is one of the same project. */
async function movedProject(home: Home, { project }: CaseRecord, directory: string): Promise<CaseProject> {
  const found = await openRepository(directory).catch(() => undefined);
  const roots = found && !found.gitDir.startsWith(home.dir) ? await rootCommits(found, "HEAD").catch(() => []) : [];
  if (!found || !roots.some((root) => project.rootCommits.includes(root))) {
    throw new EmbargoError(
      "not-a-repository",
      "The public clone is no longer where it was when the case was opened.",
      "If it was moved, run the same command in its new place. The fix is safe: the private place needs nothing of it.",
    );
  }
  const { publicWorktree: _, ...rest } = project;
  return {
    ...rest,
    publicGitDir: found.gitDir,
    ...(found.worktree === undefined ? {} : { publicWorktree: found.worktree }),
  };
}

async function takeMoved(home: Home, record: CaseRecord, { record: before, places }: FetchPlan): Promise<void> {
  const { project } = record;
  const { publicGitDir } = project;
  const gitDir = places.repository;
  await git(["config", "remote.origin.url", publicAddress(publicGitDir)], { gitDir });
  const hooks = await gitText(["config", "embargo.projectHooks"], { gitDir });
  if (hooks === join(before.project.publicGitDir, "hooks")) {
    await git(["config", "embargo.projectHooks", join(publicGitDir, "hooks")], { gitDir });
  }
  await writePrivateRemotes(record, places);
  await installGuardHooks(projectDir(home, project.rootCommits), publicGitDir);
  await updateCase(home, record.id, (known) => ({ ...known, project }));
}

function step(id: string, sentence: string, detail: string): Step {
  return { id, sentence, detail, reversible: true };
}
