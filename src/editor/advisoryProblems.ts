import { Diagnostic, DiagnosticSeverity, Position, Range, type DiagnosticCollection, type TextDocument } from "vscode";
import type { RepositoryFacts } from "../model/advisory/repositoryFacts";
import { extentOf } from "../model/advisory/writtenAt";
import type { Finding, WrittenFinding } from "../stages/advise/lint";
import { factsSoFar, repositoryFactsFor } from "./repositoryFacts";
import { lintedAdvisory } from "./writing/lintedAdvisory";

const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const satisfies Record<Finding["severity"], DiagnosticSeverity>;

/**
 * Underlines what the lint finds in an advisory: first what the text alone tells, then what the repository adds, which takes a
 * moment to read. What is wrong with a draft is a problem; what is only missing before it is published is a hint, so that a
 * page just begun is not full of red.
 */
export async function showProblems(problems: DiagnosticCollection, document: TextDocument): Promise<void> {
  const { version } = document;
  const show = (findings: readonly WrittenFinding[]) => {
    if (document.isClosed || document.version !== version) return; // what was typed meanwhile is looked at next
    problems.set(
      document.uri,
      findings.map((finding) => diagnostic(document, finding)),
    );
  };
  const judge = async (repository: RepositoryFacts | undefined) => show(await lintedAdvisory(document, repository));
  await judge(await factsSoFar(document, () => void repositoryFactsFor(document).then(judge)));
}

function diagnostic(document: TextDocument, finding: WrittenFinding): Diagnostic {
  const { line, column, message, hint, rule, why, source, inDraft } = finding;
  const { line: at, character } = document.validatePosition(new Position(line - 1, column - 1));
  const [start, end] = extentOf(document.lineAt(at).text, character);
  const severity = inDraft === undefined ? DiagnosticSeverity.Hint : SEVERITY[inDraft];
  const found = new Diagnostic(new Range(at, start, at, end), `${message} ${hint}\n${why} (${source})`, severity);
  found.source = "Embargo";
  found.code = rule;
  return found;
}
