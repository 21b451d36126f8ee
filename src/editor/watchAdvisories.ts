import { Disposable, languages, workspace, type TextDocument } from "vscode";
import { isAdvisory } from "./isAdvisory";
import { loadFace } from "./loadFace";

/** A pause in typing, after which the advisory is looked at again. */
const PAUSE_MS = 300;

/** Shows what is wrong in advisories: when one is opened, saved, or changed and left alone for a moment. */
export function watchAdvisories(): Disposable {
  const problems = languages.createDiagnosticCollection("embargo");
  let pause: NodeJS.Timeout | undefined;

  const look = async (document: TextDocument) => {
    if (!isAdvisory(document)) return;
    await (await loadFace()).showProblems(problems, document);
  };
  const lookLater = (document: TextDocument) => {
    clearTimeout(pause);
    pause = setTimeout(() => void look(document), PAUSE_MS);
  };

  for (const document of workspace.textDocuments) void look(document);
  return Disposable.from(
    problems,
    workspace.onDidOpenTextDocument((document) => void look(document)),
    workspace.onDidSaveTextDocument((document) => void look(document)),
    workspace.onDidChangeTextDocument(({ document }) => isAdvisory(document) && lookLater(document)),
    workspace.onDidCloseTextDocument(({ uri }) => problems.delete(uri)),
    new Disposable(() => clearTimeout(pause)),
  );
}
