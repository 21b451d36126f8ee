import { CodeLens, Range, type TextDocument } from "vscode";
import { ownHomePath } from "../../tools/home";
import { advisoryCaseOf } from "../../tools/cases/caseAround";

/** The commands above the first line of an advisory; derivation and export belong to a case. */
export function advisoryLenses({ uri }: TextDocument): CodeLens[] {
  const top = new Range(0, 0, 0, 0);
  const lens = (title: string, command: string, ...args: unknown[]) =>
    new CodeLens(top, { title, command, arguments: args });
  const caseId = advisoryCaseOf(uri.fsPath, ownHomePath());
  const first = [lens("What is left…", "embargo.whatIsLeft", uri), lens("Preview", "embargo.previewAdvisory", uri)];
  if (caseId === undefined) return first;
  const derive = lens("Derive versions…", "embargo.deriveAdvisory", { caseId });
  const check = lens("Fix in the tags?", "embargo.checkFix", { caseId });
  return [...first, derive, check, lens("Export…", "embargo.exportAdvisory", { caseId })];
}
