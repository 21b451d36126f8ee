import { dirname } from "node:path";
import type { TextDocument } from "vscode";
import type { TagFact } from "../model/advisory/derive/releases";
import { caseRepository, cloneRepository, type AdvisoryRepository } from "../stages/advise/advisoryRepository";
import { advisoryCaseOf } from "../tools/cases/caseAround";
import { readTags } from "../tools/git/history/tags";
import { openHome, ownHomePath } from "../tools/home";
import { remembered } from "./remembered";

const tagsAround = remembered(async (path: string): Promise<readonly TagFact[]> => {
  try {
    const repository = await repositoryOfFile(path);
    return repository ? await readTags(repository.where) : [];
  } catch {
    return []; // writing goes on without suggestions
  }
});

/** The tags of the repository that an advisory belongs to, as they were a minute ago or so; none for one on no disk. */
export async function tagsFor({ uri }: TextDocument): Promise<readonly TagFact[]> {
  return uri.scheme === "file" ? tagsAround(uri.fsPath) : [];
}

/** The private repository of a case's advisory, else the clone around the file; `undefined` where there is none. */
export async function repositoryAround({ uri }: TextDocument): Promise<AdvisoryRepository | undefined> {
  return uri.scheme === "file" ? repositoryOfFile(uri.fsPath) : undefined;
}

async function repositoryOfFile(path: string): Promise<AdvisoryRepository | undefined> {
  const id = advisoryCaseOf(path, ownHomePath());
  return id === undefined ? cloneRepository(dirname(path)) : caseRepository(await openHome(), id);
}
