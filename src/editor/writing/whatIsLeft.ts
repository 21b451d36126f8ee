import { Position, Selection, ThemeIcon, window, type TextDocument } from "vscode";
import { findingsInWords, SEVERITIES } from "../../model/advisory/finding";
import type { WrittenFinding } from "../../stages/advise/lint";
import { repositoryFactsFor } from "../repositoryFacts";
import type { Session } from "../session";
import { tell } from "../tell";
import { advisoryInFront } from "./advisoryInFront";
import { lintedAdvisory } from "./lintedAdvisory";

/**
 * Lists what stands between an advisory and its publication, the heaviest first, and goes to the place that is chosen.
 *
 * @throws EmbargoError `advisory-invalid` when no advisory is open
 */
export async function showWhatIsLeft(_session: Session, argument: unknown): Promise<void> {
  const document = await advisoryInFront(argument);
  const findings = await lintedAdvisory(document, await repositoryFactsFor(document));
  if (findings.length === 0)
    return tell("Nothing is left to do before this advisory is published, as far as rules can tell.");
  const rows = SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity)).map(
    (finding) => ({
      label: plain(finding.message),
      description: `line ${finding.line}`,
      detail: plain(finding.hint),
      iconPath: new ThemeIcon(finding.severity),
      finding,
    }),
  );
  const chosen = await window.showQuickPick(rows, {
    title: `Before publication: ${findingsInWords(findings)}`,
    placeHolder: "Choose one to go there",
    matchOnDetail: true,
  });
  if (chosen) await goTo(document, chosen.finding);
}

async function goTo(document: TextDocument, { line, column }: WrittenFinding): Promise<void> {
  const at = document.validatePosition(new Position(line - 1, column - 1));
  await window.showTextDocument(document, { selection: new Selection(at, at) });
}

/** Rows of a list show `$(name)` as a picture; what the advisory holds is text. */
function plain(text: string): string {
  return text.replaceAll("$(", "$ (");
}
