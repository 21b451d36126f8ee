import { CompletionItem, CompletionItemKind, MarkdownString, Range, type Position, type TextDocument } from "vscode";
import { loadCweCatalog } from "../../model/advisory/cweCatalog";
import { suggest, type Suggestion } from "../../model/advisory/suggest";
import { tagsFor } from "../repositoryAround";

const KIND = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  section: CompletionItemKind.Module,
} as const satisfies Record<Suggestion["kind"], CompletionItemKind>;

/** What may be written at a place of an advisory. */
export async function completeAdvisory(document: TextDocument, at: Position): Promise<CompletionItem[]> {
  const { from, items } = await suggest(document.getText(), at.line + 1, at.character + 1, {
    cwe: await loadCweCatalog(),
    today: new Date().toISOString().slice(0, 10),
    tags: () => tagsFor(document),
  });
  const range = new Range(at.line, from - 1, at.line, at.character);
  return items.map(({ text, detail, more, search, kind }, index) => {
    const label = text.trimEnd();
    const item = new CompletionItem(detail === undefined ? label : { label, detail: `  ${detail}` }, KIND[kind]);
    item.insertText = text;
    item.range = range;
    item.sortText = String(index).padStart(5, "0");
    if (more !== undefined) item.documentation = new MarkdownString().appendText(more);
    if (search !== undefined) item.filterText = search;
    return item;
  });
}
