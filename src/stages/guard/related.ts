import { dirname } from "node:path";
import type { Instant } from "../../model/ids";
import { listCases } from "../../tools/cases/store";
import { exists } from "../../tools/files";
import { readProjectPointer } from "../../tools/git/guardPlaces";
import { checkoutsOf, inspectGuard } from "../../tools/git/inspectGuard";
import { readSubmodulesIn } from "../../tools/git/checkedOutSubmodules";
import { findProject } from "../../tools/guard/findProject";
import { knownClones } from "../../tools/guard/knownClones";
import { openCases } from "../../tools/guard/refresh";
import type { Home } from "../../tools/home";

/** Another repository on this machine from which the same work can be pushed. */
export interface RelatedClone {
  readonly kind: "clone" | "submodule";
  /** Its first checkout; the git directory of a bare one. */
  readonly directory: string;
  readonly gitDir: string;
  readonly guarded: boolean;
  /** There when it is guarded by hooks of another version of Embargo. */
  readonly older?: true;
  /** Half a sentence for people; absent when it is guarded. */
  readonly problem?: string;
  /** Open cases of its project: without a guard they can leave from here. */
  readonly cases: readonly string[];
  /** How it was found, for people. */
  readonly foundBy: string;
  /** When a canary was last stopped in it. */
  readonly provenAt?: Instant;
}

/**
 * The further clones of a project that were seen on this machine, and where its cases were opened.
 *
 * @param project - `<home>/<project>`
 * @param self - the common git directory of the clone that asks; left out
 */
export async function readFurtherClones(project: string, self?: string): Promise<RelatedClone[]> {
  const seen = await knownClones(project);
  const cases = await listCases({ dir: dirname(project) });
  const ofProject = cases.filter(({ places }) => dirname(places.dir) === project);
  const opened = ofProject.flatMap((entry) => ("record" in entry ? [entry.record.project.publicGitDir] : []));
  const gitDirs = [...new Set([...seen.map(({ gitDir }) => gitDir), ...opened])].filter((gitDir) => gitDir !== self);
  const ids = ofProject.map(({ id }) => id);
  const clones = await Promise.all(
    gitDirs.map(async (gitDir): Promise<RelatedClone[]> => {
      if (!(await exists(gitDir))) return [];
      const { seenAt, provenAt } = seen.find((clone) => clone.gitDir === gitDir) ?? {};
      const foundBy = seenAt === undefined ? "a case was opened in it" : `seen on ${seenAt.slice(0, 10)}`;
      const state = await stateOf(gitDir, project).catch(() => undefined); // no repository any more
      return state ? [{ kind: "clone", gitDir, cases: ids, foundBy, ...state, ...(provenAt && { provenAt }) }] : [];
    }),
  );
  return clones.flat();
}

/** The submodules that are set up in a clone: each pushes by itself, also with `push --recurse-submodules`. */
export async function readRelatedSubmodules(home: Home, gitDir: string): Promise<RelatedClone[]> {
  const submodules = await readSubmodulesIn(await checkoutsOf(gitDir));
  return Promise.all(
    submodules.map(async (submodule): Promise<RelatedClone> => {
      const project = await findProject(home, submodule.gitDir).catch(() => undefined); // no commit yet
      const cases = project === undefined ? [] : await openCases(project);
      const state = await stateOf(submodule.gitDir, project);
      return { kind: "submodule", foundBy: "set up here", cases, ...state, ...submodule };
    }),
  );
}

async function stateOf(gitDir: string, project?: string) {
  const checkouts = await inspectGuard(gitDir);
  if (checkouts.length === 0) {
    const [directory = gitDir] = await checkoutsOf(gitDir);
    return { directory, guarded: false, problem: "it has no guard" };
  }
  const [first] = checkouts;
  const pointer = await readProjectPointer(gitDir);
  const elsewhere = pointer === project ? undefined : "it is guarded from another Embargo home";
  const problem = checkouts.find((checkout) => checkout.problem !== undefined)?.problem ?? elsewhere;
  const directory = first?.directory ?? gitDir;
  if (problem !== undefined) return { directory, guarded: false, problem };
  return { directory, guarded: true, ...(checkouts.some(({ older }) => older) && { older: true as const }) };
}
