import { Diagnostic, DiagnosticSeverity, Position, type TextDocument } from "vscode";
import { lintAdvisory, type Finding } from "../stages/advise/lint";
import { repositoryFactsFor } from "./repositoryFacts";

const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const satisfies Record<Finding["severity"], DiagnosticSeverity>;

/**
 * What the lint finds in an advisory. What is wrong with a draft is underlined; what is only missing before it is
 * published is a hint, so that a page just begun is not full of red.
 */
export async function advisoryProblems(document: TextDocument): Promise<Diagnostic[]> {
  const text = document.getText();
  const facts = await repositoryFactsFor(document);
  const repository = facts === undefined ? {} : { repository: facts };
  const draft = new Map(
    (await lintAdvisory(text, { phase: "draft", ...repository })).map((finding) => [keyOf(finding), finding]),
  );
  const findings = await lintAdvisory(text, { phase: "publish", ...repository });
  return findings.map((finding) => {
    const severity = draft.get(keyOf(finding))?.severity;
    return diagnostic(document, finding, severity ? SEVERITY[severity] : DiagnosticSeverity.Hint);
  });
}

function keyOf({ rule, line }: Finding): string {
  return `${rule} ${line}`;
}

function diagnostic(document: TextDocument, finding: Finding, severity: DiagnosticSeverity): Diagnostic {
  const { line, column, message, hint, rule, why, source } = finding;
  const start = document.validatePosition(new Position(line - 1, column - 1));
  const restOfLine = document.lineAt(start.line).range.with(start);
  const found = new Diagnostic(restOfLine, `${message} ${hint}\n${why} (${source})`, severity);
  found.source = "Embargo";
  found.code = rule;
  return found;
}
