import { dirname } from "node:path";
import type { TextDocument } from "vscode";
import type { RepositoryFacts } from "../model/advisory/repositoryFacts";
import type { CaseId } from "../model/ids";
import { readCaseFacts, readCloneFacts } from "../stages/advise/derive/readRepositoryFacts";
import { readAdvisoryFile } from "../tools/advisoryFiles";
import { advisoryCaseOf } from "../tools/cases/caseAround";
import { openHome, ownHomePath } from "../tools/home";
import { remembered } from "./remembered";

const factsOf = remembered(async (id: CaseId): Promise<RepositoryFacts | undefined> => {
  try {
    return await readCaseFacts(await openHome(), id);
  } catch {
    return undefined; // the rules of the text hold without it
  }
});

const factsAround = remembered(async (path: string): Promise<RepositoryFacts | undefined> => {
  try {
    return await readCloneFacts(dirname(path), await readAdvisoryFile(path));
  } catch {
    return undefined;
  }
});

/**
 * What the repository of an advisory says of it as it was saved a minute ago or so: the private one of its case, else the
 * clone around the file. `undefined` where there is none, and when it cannot be read.
 */
export async function repositoryFactsFor({ uri }: TextDocument): Promise<RepositoryFacts | undefined> {
  if (uri.scheme !== "file") return undefined;
  const id = advisoryCaseOf(uri.fsPath, ownHomePath());
  return id === undefined ? factsAround(uri.fsPath) : factsOf(id);
}

/** Documents whose repository has answered once. */
const answered = new WeakSet<TextDocument>();

/** The same, without waiting for the first answer: `undefined` until then, and `later` is called when it is there. */
export async function factsSoFar(document: TextDocument, later: () => void): Promise<RepositoryFacts | undefined> {
  const facts = repositoryFactsFor(document);
  if (answered.has(document)) return facts;
  void facts.then((found) => {
    answered.add(document);
    if (found !== undefined) later();
  });
  return undefined;
}
