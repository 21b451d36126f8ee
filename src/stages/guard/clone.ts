import { basename, dirname, join } from "node:path";
import type { CaseId } from "../../model/ids";
import { exists } from "../../tools/files";
import { readArmed, readProjectPointer } from "../../tools/git/guardPlaces";
import { findProject } from "../../tools/guard/findProject";
import { openCases } from "../../tools/guard/refresh";
import { placesIn, type Home } from "../../tools/home";

/** A clone of a project and what it is told about cases. */
export interface Clone {
  /** The common git directory, absolute. */
  readonly gitDir: string;
  readonly home: Home;
  /** `<home>/<project>`. */
  readonly project: string;
}

/** The clone, by its own pointer to the home, else by its history in `home`. */
export async function readClone(gitDir: string, openHome: () => Promise<Home>): Promise<Clone> {
  const pointer = await readProjectPointer(gitDir);
  if (pointer !== undefined) return { gitDir, home: { dir: dirname(pointer) }, project: pointer };
  const home = await openHome();
  return { gitDir, home, project: await findProject(home, gitDir) };
}

/** Where the guard keeps what it knows and what people answered. */
export function guardFolder({ project }: Pick<Clone, "project">): string {
  return join(project, "guard");
}

/** The open cases, by either memory: the home's, or what this clone was told. */
export async function knownCases({ gitDir, project }: Clone): Promise<{ home: string[]; lost: string[] }> {
  const [inHome, armed] = await Promise.all([openCases(project), readArmed(gitDir)]);
  return { home: inHome, lost: armed.filter((id) => !(inHome as string[]).includes(id)) };
}

/** Whether this is the private repository of a case: it has hooks of its own, and nothing may be pushed from it. */
export async function isPrivatePlace(gitDir: string): Promise<boolean> {
  const folder = dirname(gitDir);
  const { record, repository } = placesIn(folder, basename(folder) as CaseId);
  return gitDir === repository && (await exists(record));
}
