import { asEmbargoError } from "../../model/errors";
import type { Instant } from "../../model/ids";
import { projectFolders } from "../../tools/cases/caseFolders";
import type { Home } from "../../tools/home";
import { readFurtherClones } from "./related";
import { guardStatus } from "./status";

/** How the guard of one clone stands, for the doctor's page. */
export interface GuardFinding {
  readonly state: "good" | "note" | "bad";
  readonly sentence: string;
  readonly hint?: string;
}

const INSTALL = "Put it in place: embargo guard install";
const PROVE = "Prove it: embargo guard prove";

/**
 * The guard of the clone around `directory`, and of every other clone that this home knows of, each with the day of its last
 * proof.
 *
 * @param directory - absent where no clone is open
 */
export async function askGuards(home: Home, directory: string | undefined): Promise<GuardFinding[]> {
  const here = directory === undefined ? undefined : await askHere(home, directory);
  const projects = await projectFolders(home.dir);
  const clones = (await Promise.all(projects.map((project) => readFurtherClones(project, here?.gitDir)))).flat();
  const others = clones.map(({ directory: place, guarded, problem = "", cases, provenAt }): GuardFinding => {
    if (guarded) return { state: "good", sentence: `guard in ${place}: in place, ${proofWords(provenAt)}` };
    const state = cases.length > 0 ? "bad" : "note";
    return { state, sentence: `guard in ${place}: ${problem}`, hint: `Run there: embargo guard install` };
  });
  return [...(here ? [here.finding] : []), ...others];
}

async function askHere(home: Home, directory: string): Promise<{ finding: GuardFinding; gitDir?: string }> {
  try {
    const { gitDir, guarded, sentence, checkouts, provenAt } = await guardStatus(home, directory);
    if (!guarded) return { gitDir, finding: { state: "bad", sentence, hint: INSTALL } };
    if (checkouts.length === 0) return { gitDir, finding: { state: "good", sentence } };
    const proven = `${sentence} Here it was ${proofWords(provenAt)}.`;
    const hint = provenAt === undefined ? { hint: PROVE } : {};
    return { gitDir, finding: { state: provenAt === undefined ? "note" : "good", sentence: proven, ...hint } };
  } catch (error) {
    const { code, message } = asEmbargoError(error);
    return { finding: { state: code === "not-a-repository" ? "note" : "bad", sentence: message } };
  }
}

function proofWords(provenAt: Instant | undefined): string {
  return provenAt === undefined ? "never proven by a canary" : `last proven by a canary on ${provenAt.slice(0, 10)}`;
}
