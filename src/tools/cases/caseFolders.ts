import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { asCaseId, type CaseId } from "../../model/ids";

/** A case by its folder alone; whether its record can be read is another question. */
export interface CaseFolder {
  readonly id: CaseId;
  /** Absolute path: `<home>/<project>/<CASE>`. */
  readonly dir: string;
}

/** The name of a project folder in the home (see `projectDir`). */
export const PROJECT_FOLDER = /^[0-9a-f]{16}$/;

/** The folders of the projects that the home at `homeDir` knows, absolute; none when there is no home yet. */
export async function projectFolders(homeDir: string): Promise<string[]> {
  return (await namesIn(homeDir)).filter((name) => PROJECT_FOLDER.test(name)).map((name) => join(homeDir, name));
}

/** The case folders of the home at `homeDir`, by id; none when there is no home yet. */
export async function caseFolders(homeDir: string): Promise<CaseFolder[]> {
  const found: CaseFolder[] = [];
  for (const project of await projectFolders(homeDir)) {
    for (const name of await namesIn(project)) {
      const id = asCaseId(name);
      if (id && name !== "guard") found.push({ id, dir: join(project, name) });
    }
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function namesIn(dir: string): Promise<string[]> {
  return readdir(dir).catch(() => []);
}
