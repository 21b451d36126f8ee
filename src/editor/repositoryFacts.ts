import type { TextDocument } from "vscode";
import type { RepositoryFacts } from "../model/advisory/repositoryFacts";
import type { CaseId } from "../model/ids";
import { readCaseFacts } from "../stages/advise/derive/readRepositoryFacts";
import { advisoryCaseOf } from "../tools/cases/caseAround";
import { openHome, ownHomePath } from "../tools/home";

/** Reading takes a second or so; typing must not wait for it. */
const FRESH_MS = 60_000;

interface Known {
  readonly readAtMs: number;
  readonly facts: Promise<RepositoryFacts | undefined>;
}

const known = new Map<CaseId, Known>();

/**
 * What the private repository says of the advisory of a case, not older than it was a minute ago when it was last asked for;
 * `undefined` for every other document, and when the repository cannot be read.
 */
export async function repositoryFactsFor({ uri }: TextDocument): Promise<RepositoryFacts | undefined> {
  const id = uri.scheme === "file" ? advisoryCaseOf(uri.fsPath, ownHomePath()) : undefined;
  if (id === undefined) return undefined;
  const before = known.get(id);
  if (before && Date.now() - before.readAtMs < FRESH_MS) return before.facts;
  const facts = openHome()
    .then((home) => readCaseFacts(home, id))
    .catch(() => undefined); // the rules of the text hold without it
  known.set(id, { readAtMs: Date.now(), facts });
  return before ? before.facts : facts;
}
