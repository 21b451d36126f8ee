import { Hover, MarkdownString, type Position, type TextDocument } from "vscode";
import { loadCweCatalog } from "../../model/advisory/cweCatalog";
import { explain } from "../../model/advisory/explain";
import { tagsFor } from "../repositoryAround";

/** What the word under the mouse means; its text is shown as text, whatever it holds. */
export async function explainAdvisory(document: TextDocument, at: Position): Promise<Hover | undefined> {
  const context = { cwe: await loadCweCatalog(), tags: () => tagsFor(document) };
  const found = await explain(document.getText(), at.line + 1, at.character + 1, context);
  if (!found) return undefined;
  const [heading, ...lines] = found;
  const shown = new MarkdownString().appendMarkdown("**").appendText(heading).appendMarkdown("**");
  for (const line of lines) shown.appendMarkdown("\n\n").appendText(line);
  return new Hover(shown);
}
