import { EmbargoError } from "../../model/errors";
import type { Plan, RunOptions, Step } from "../../model/plan";
import { removeTree } from "../../tools/files";
import { makeTrial } from "../../tools/git/trial";
import type { Home } from "../../tools/home";
import { noteTrial, refuseFilled, trialFolder } from "../../tools/trials";
import type { Review } from "./review";
import { reviewBundle, type ReviewOptions } from "./reviewBundle";

/** The result of a fix as real files, as it will be made. */
export interface TrialPlan extends Plan {
  /** Absolute. */
  readonly dir: string;
  readonly branch: string;
  readonly review: Review;
}

/**
 * What trying a reviewed fix means: real files in a folder of their own.
 *
 * @param wishes.dir absolute; in the private home when absent
 * @param wishes.branch whose files are written; the first when absent
 * @throws EmbargoError `base-missing` when a branch could not be checked, `usage` for a branch that is not there,
 * `file-exists`
 */
export async function planTrial(
  home: Home,
  review: Review,
  wishes: { readonly dir?: string; readonly branch?: string } = {},
): Promise<TrialPlan> {
  const { id, version, manifestSha256, branches } = review;
  const branch = branches.find(({ name }) => name === (wishes.branch ?? branches[0]?.name));
  if (!branch) throw new EmbargoError("usage", "The bundle has no branch of that name.", "See: embargo review FILE");
  if (!branches.every(({ checked }) => checked)) {
    throw new EmbargoError(
      "base-missing",
      "The commit that the fix starts from is not in a clone of the project here, so its files cannot be made.",
      "Go to a clone of the project, fetch, and open the bundle there.",
    );
  }
  const dir = wishes.dir ?? trialFolder(home, `${id}-v${version}-${manifestSha256.slice(0, 8)}`);
  await refuseFilled(dir);
  const count = branch.files.length === 1 ? "1 file differs" : `${branch.files.length} files differ`;
  const step: Step = {
    id: "files",
    sentence: `write the project with the fix on ${branch.name} into a new folder (${count} from the base)`,
    detail: dir,
    reversible: true,
  };
  return { title: `Try ${id}, version ${version}`, steps: [step], notes: NOTES, dir, branch: branch.name, review };
}

const NOTES = [
  "Nothing in it runs by itself: hooks, filters, LFS and submodules are off. It has no remote, and your clone gets nothing of it.",
  "Building it or running its tests runs the code that you were sent, with your rights.",
];

/**
 * Opens the bundle once more and writes what it leads to.
 *
 * @returns the folder
 * @throws EmbargoError what `reviewBundle` throws; `git-failed`, `disk-full`; then the folder is removed again
 */
export async function runTrial(
  home: Home,
  plan: TrialPlan,
  file: Uint8Array,
  options: RunOptions & ReviewOptions,
): Promise<string> {
  const { dir, branch, review, steps } = plan;
  const { id, version, manifestSha256 } = review;
  steps.forEach((step) => options.onStep?.(step));
  try {
    await reviewBundle(home, file, {
      ...options,
      whileOpen: async ({ quarantine, objects, branches }) => {
        if (objects === undefined) return;
        const message = `The fix of ${id}, version ${version}, as it was reviewed: the result alone, its commits are in the bundle.`;
        const withoutLinks = branches.some(({ files }) => files.some(({ newMode }) => newMode === "120000"));
        await makeTrial(dir, { quarantine, objects, branches, checkOut: branch, message, withoutLinks });
        await noteTrial(home, manifestSha256, dir);
      },
    });
  } catch (error) {
    await removeTree(dir);
    throw error;
  }
  return dir;
}
