import { findCase } from "../tools/cases/store";
import { advisoryCaseOf } from "../tools/cases/caseAround";
import { projectConfigAround } from "../tools/git/projectConfig";
import { ownHomePath } from "../tools/home";
import { caseSurroundings, type Surroundings } from "../stages/advise/surroundings";
import type { Session } from "./verb";

/** What the case of an advisory says of it; for any other file the project around the current folder. */
export async function advisoryAround(path: string, { terminal, home }: Session): Promise<Surroundings> {
  const id = advisoryCaseOf(path, terminal.env.EMBARGO_HOME ?? ownHomePath());
  if (id === undefined) return { project: await projectConfigAround(terminal.cwd), privateUrls: [] };
  return caseSurroundings((await findCase(await home(), id)).record);
}
