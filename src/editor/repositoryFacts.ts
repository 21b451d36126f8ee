import type { TextDocument } from "vscode";
import type { RepositoryFacts } from "../model/advisory/repositoryFacts";
import type { CaseId } from "../model/ids";
import { readCaseFacts } from "../stages/advise/derive/readRepositoryFacts";
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

/**
 * What the private repository says of the advisory of a case, as it was a minute ago or so; `undefined` for every other
 * document, and when the repository cannot be read.
 */
export async function repositoryFactsFor({ uri }: TextDocument): Promise<RepositoryFacts | undefined> {
  const id = uri.scheme === "file" ? advisoryCaseOf(uri.fsPath, ownHomePath()) : undefined;
  return id === undefined ? undefined : factsOf(id);
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
