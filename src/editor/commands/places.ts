import { commands, Selection, TextEditorRevealType, Uri, ViewColumn, window } from "vscode";
import { promptComment, SECTIONS } from "../../model/advisory/sections";
import { putWorktree } from "../../stages/open";
import { findCase } from "../../tools/cases/store";
import { openHome } from "../../tools/home";
import { chooseCase } from "../choose";
import { currentAdvisory } from "../currentAdvisory";
import type { Session } from "../session";
import { tell } from "../tell";

/** Opens the window in which the fix is written, apart from the public clone's. */
export async function openPrivateWindow(session: Session, argument: unknown): Promise<void> {
  const { places } = await findCase(await openHome(), await chooseCase(session, argument));
  const workspaceFile = Uri.file(places.workspace);
  await commands.executeCommand("vscode.openFolder", workspaceFile, { forceNewWindow: true, noRecentEntry: true });
}

/** Puts a private worktree back that somebody removed. */
export async function restorePrivateWorktree(session: Session, argument: unknown): Promise<void> {
  const { record, places } = await findCase(await openHome(), await chooseCase(session, argument));
  await putWorktree(record, places);
  session.refresh();
  tell(`The private worktree of ${record.id} is back, with everything that was committed.`);
}

/** Shows the advisory beside the code, the cursor where the writing begins. */
export async function openAdvisory(session: Session, argument: unknown): Promise<void> {
  const advisory = await currentAdvisory(await openHome(), await chooseCase(session, argument));
  const beside = window.activeTextEditor ? ViewColumn.Beside : ViewColumn.One;
  const editor = await window.showTextDocument(Uri.file(advisory), { viewColumn: beside, preview: false });
  const { document } = editor;
  const summary = document.lineAt(firstLineOfSummary(document.getText()));
  // The question of the draft is selected: what is typed takes its place.
  const start = summary.text === promptComment(SECTIONS[0].prompt) ? summary.range.start : summary.range.end;
  editor.selection = new Selection(start, summary.range.end);
  editor.revealRange(editor.selection, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The first line below the Summary's heading that is not empty, counted from 0; the first of the file without one. */
function firstLineOfSummary(advisory: string): number {
  const lines = advisory.split(/\r?\n/);
  const heading = lines.findIndex((line) => /^##\s+Summary\s*$/i.test(line));
  if (heading < 0) return 0;
  const text = lines.findIndex((line, index) => index > heading && line.trim() !== "");
  return text < 0 ? heading : text;
}
