import { CodeLens, Range, type TextDocument } from "vscode";
import { scoreOf } from "../../model/advisory/cvssScore";
import { ownHomePath } from "../../tools/home";
import { advisoryCaseOf } from "../../tools/cases/caseAround";

/** The commands above the first line of an advisory and above its severity; derivation and export belong to a case. */
export function advisoryLenses(document: TextDocument): CodeLens[] {
  const { uri } = document;
  const lens = (title: string, command: string, argument: unknown, line = 0) =>
    new CodeLens(new Range(line, 0, line, 0), { title, command, arguments: [argument] });
  const caseId = advisoryCaseOf(uri.fsPath, ownHomePath());
  const { line, words } = severityIn(document);
  const always = [
    lens("What is left…", "embargo.whatIsLeft", uri),
    lens("Preview", "embargo.previewAdvisory", uri),
    lens(words, "embargo.rateSeverity", uri, line),
  ];
  if (caseId === undefined) return always;
  const derive = lens("Derive versions…", "embargo.deriveAdvisory", { caseId });
  const check = lens("Fix in the tags?", "embargo.checkFix", { caseId });
  return [...always, derive, check, lens("Export…", "embargo.exportAdvisory", { caseId })];
}

/** The line of `severity` in the front matter, the first where there is none, and what its vectors come to. */
function severityIn(document: TextDocument): { readonly line: number; readonly words: string } {
  const lines = document.getText().split(/\r?\n/);
  const end = lines.indexOf("---", 1);
  const line = lines.findIndex((text, index) => index < end && text.startsWith("severity:"));
  if (line < 0) return { line: 0, words: "Rate the severity" };
  const next = lines.findIndex((text, index) => index > line && /^[^\s#]/.test(text));
  const vectors = lines.slice(line, next).flatMap((text) => text.replace(/ #.*$/, "").match(VECTOR) ?? []);
  const scores = vectors.slice(0, MOST_VECTORS).flatMap((vector) => scoreOf(vector) ?? []);
  if (scores.length === 0) return { line, words: "Rate the severity" };
  const words = scores.map(({ score, band }) => `${score.toFixed(1)} ${band}`);
  return { line, words: `${words.join(", ")}: rate the severity` };
}

/** One for each version of CVSS. */
const MOST_VECTORS = 4;
const VECTOR = /CVSS:\d\.\d\/[A-Za-z:/]+/g;
