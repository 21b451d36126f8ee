import { CodeAction, CodeActionKind, Range, WorkspaceEdit, type Diagnostic, type TextDocument } from "vscode";
import { loadCweCatalog } from "../../model/advisory/cweCatalog";
import { fixesFor, type Fix } from "../../model/advisory/fixes";
import { lintAdvisory } from "../../stages/advise/lint";
import { repositoryFactsFor } from "../repositoryFacts";

/** The safe changes for what is underlined here. */
export async function mendAdvisory(
  document: TextDocument,
  diagnostics: readonly Diagnostic[],
): Promise<CodeAction[] | undefined> {
  const own = diagnostics.filter(({ source }) => source === "Embargo");
  if (own.length === 0) return undefined;
  const text = document.getText();
  const today = new Date().toISOString().slice(0, 10);
  const cwe = await loadCweCatalog();
  const repository = await repositoryFactsFor(document);
  const findings = await lintAdvisory(text, { phase: "publish", ...(repository && { repository }) });
  return own.flatMap((diagnostic) =>
    findings
      .filter(({ rule, line, message }) => {
        const { code, range } = diagnostic;
        return rule === code && line === range.start.line + 1 && diagnostic.message.startsWith(message);
      })
      .flatMap((finding) => fixesFor(text, finding, today, cwe))
      .map((fix) => action(document, fix, diagnostic)),
  );
}

function action({ uri }: TextDocument, fix: Fix, diagnostic: Diagnostic): CodeAction {
  const { title, line, column, length, text, cursor } = fix;
  const made = new CodeAction(title, CodeActionKind.QuickFix);
  made.diagnostics = [diagnostic];
  made.edit = new WorkspaceEdit();
  made.edit.replace(uri, new Range(line - 1, column - 1, line - 1, column - 1 + length), text);
  if (cursor !== undefined) {
    const at = new Range(line - 1, column - 1 + cursor, line - 1, column - 1 + cursor);
    made.command = { title: "Write the reason", command: "vscode.open", arguments: [uri, { selection: at }] };
  }
  return made;
}
