import type { TextDocument } from "vscode";
import { ownHomePath } from "../tools/home";
import { advisoryCaseOf } from "../tools/cases/caseAround";

/** Whether a document is a case's advisory, or any Markdown whose front matter has the key `embargo`. */
export function isAdvisory(document: TextDocument): boolean {
  const { uri, languageId } = document;
  if (uri.scheme === "file" && advisoryCaseOf(uri.fsPath, ownHomePath()) !== undefined) return true;
  if (languageId !== "markdown" || (uri.scheme !== "file" && uri.scheme !== "untitled")) return false;
  return document.lineCount > 1 && document.lineAt(0).text === "---" && hasKey(document);
}

/** The key stands among the first; the rest of a long page is nobody's business here. */
function hasKey(document: TextDocument): boolean {
  for (let line = 1; line < Math.min(document.lineCount, 60); line += 1) {
    const { text } = document.lineAt(line);
    if (text === "---") return false;
    if (text.startsWith("embargo:")) return true;
  }
  return false;
}
