import { CompletionItem, CompletionItemKind, Range, type Position, type TextDocument } from "vscode";
import { loadCweCatalog } from "../../model/advisory/cweCatalog";
import { suggest, type Suggestion } from "../../model/advisory/suggest";
import { readReleases } from "../../stages/advise/readProject";
import { findCase } from "../../tools/cases/store";
import { openHome, ownHomePath } from "../../tools/home";
import { advisoryCaseOf } from "../../tools/cases/caseAround";

const KIND = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  section: CompletionItemKind.Module,
} as const satisfies Record<Suggestion["kind"], CompletionItemKind>;

const MOST_VERSIONS = 500;

/** What may be written at a place of an advisory. */
export async function completeAdvisory(document: TextDocument, at: Position): Promise<CompletionItem[]> {
  const { from, items } = await suggest(document.getText(), at.line + 1, at.character + 1, {
    cwe: await loadCweCatalog(),
    today: new Date().toISOString().slice(0, 10),
    versions: () => versionsFor(document),
  });
  const range = new Range(at.line, from - 1, at.line, at.character);
  return items.map(({ text, detail, more, search, kind }, index) => {
    const item = new CompletionItem(text.trimEnd(), KIND[kind]);
    item.insertText = text;
    item.range = range;
    item.sortText = String(index).padStart(5, "0");
    if (detail !== undefined) item.detail = detail;
    if (more !== undefined) item.documentation = more;
    if (search !== undefined) item.filterText = search;
    return item;
  });
}

/** The tags of the case's public clone; none for a file that belongs to no case. */
async function versionsFor({ uri }: TextDocument): Promise<readonly string[]> {
  const id = advisoryCaseOf(uri.fsPath, ownHomePath());
  if (id === undefined) return [];
  const { record } = await findCase(await openHome(), id);
  return readReleases(record.project, MOST_VERSIONS);
}
