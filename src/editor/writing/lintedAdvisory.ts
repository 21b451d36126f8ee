import type { TextDocument } from "vscode";
import type { RepositoryFacts } from "../../model/advisory/repositoryFacts";
import { lintWhileWritten, type WrittenFinding } from "../../stages/advise/lint";

interface Linted {
  readonly version: number;
  readonly repository: RepositoryFacts | undefined;
  readonly findings: Promise<readonly WrittenFinding[]>;
}

const linted = new WeakMap<TextDocument, Linted>();

/** What the lint finds in a document as it stands; problems, fixes and the line of commands share one reading of each version. */
export function lintedAdvisory(
  document: TextDocument,
  repository: RepositoryFacts | undefined,
): Promise<readonly WrittenFinding[]> {
  const { version } = document;
  const before = linted.get(document);
  if (before?.version === version && before.repository === repository) return before.findings;
  const findings = lintWhileWritten(document.getText(), repository === undefined ? {} : { repository });
  linted.set(document, { version, repository, findings });
  return findings;
}
