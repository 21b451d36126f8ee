import { CodeAction, CodeActionKind, Range, WorkspaceEdit, type Diagnostic, type TextDocument } from "vscode";
import { loadCweCatalog } from "../../model/advisory/cweCatalog";
import type { Fix, FixContext } from "../../model/advisory/fixes/fix";
import { fixesFor } from "../../model/advisory/fixes/fixesFor";
import type { Place } from "../../model/advisory/finding";
import { writtenAt } from "../../model/advisory/writtenAt";
import { readBetterLinks } from "../../stages/advise/betterLinks";
import type { Finding } from "../../stages/advise/lint";
import { repositoryAround } from "../repositoryAround";
import { repositoryFactsFor } from "../repositoryFacts";
import { lintedAdvisory } from "./lintedAdvisory";

/** Rules about links whose fix has to be looked up in the repository. */
const LOOKED_UP: ReadonlySet<string> = new Set(["ref/branch-link", "ref/short-hash", "ref/fork"]);

/** The safe changes for what is underlined here. */
export async function mendAdvisory(
  document: TextDocument,
  diagnostics: readonly Diagnostic[],
): Promise<CodeAction[] | undefined> {
  const own = diagnostics.filter(({ source }) => source === "Embargo");
  if (own.length === 0) return undefined;
  const repository = await repositoryFactsFor(document);
  const findings = await lintedAdvisory(document, repository);
  const underlined = own.flatMap((diagnostic) => {
    const finding = findings.find(
      ({ rule, line, message }) =>
        rule === diagnostic.code && line === diagnostic.range.start.line + 1 && diagnostic.message.startsWith(message),
    );
    return finding ? [{ diagnostic, finding }] : [];
  });
  const context: FixContext = {
    today: new Date().toISOString().slice(0, 10),
    cwe: await loadCweCatalog(),
    betterLinks: await betterLinks(
      document,
      underlined.map(({ finding }) => finding),
    ),
    ...(repository && { manifests: repository.manifests }),
  };
  const text = document.getText();
  return underlined.flatMap(({ diagnostic, finding }) => {
    const fixes = fixesFor(text, finding, context);
    const only = fixes.filter(({ cursor }) => cursor === undefined).length === 1;
    return fixes.map((fix) => action(document, fix, diagnostic, only));
  });
}

async function betterLinks(document: TextDocument, findings: readonly Finding[]): Promise<Map<string, string>> {
  const links = findings.filter(({ rule }) => LOOKED_UP.has(rule));
  const repository = links.length > 0 ? await repositoryAround(document) : undefined;
  if (!repository) return new Map();
  const urls = links.map(({ line, column }) => writtenAt(document.lineAt(line - 1).text, column).text);
  return readBetterLinks(repository, urls);
}

function action({ uri }: TextDocument, fix: Fix, diagnostic: Diagnostic, isOnly: boolean): CodeAction {
  const { title, at, end, text, cursor } = fix;
  const made = new CodeAction(title, CodeActionKind.QuickFix);
  made.diagnostics = [diagnostic];
  made.edit = new WorkspaceEdit();
  made.edit.replace(uri, rangeOf(at, end), text);
  if (isOnly && cursor === undefined) made.isPreferred = true;
  if (cursor !== undefined) {
    const there = { line: at.line, column: at.column + cursor };
    const selection = rangeOf(there, there);
    made.command = { title: "Write the reason", command: "vscode.open", arguments: [uri, { selection }] };
  }
  return made;
}

function rangeOf(at: Place, end: Place): Range {
  return new Range(at.line - 1, at.column - 1, end.line - 1, end.column - 1);
}
