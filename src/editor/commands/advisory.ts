import { Uri, window, workspace } from "vscode";
import { EXPORT_FORMATS, exportAdvisory, EXPORTS } from "../../stages/advise/export";
import { readAdvisoryFile } from "../../tools/advisoryFiles";
import { findCase } from "../../tools/cases/store";
import { readProjectConfig } from "../../tools/git/projectConfig";
import { openHome } from "../../tools/home";
import { chooseCase } from "../choose";
import { currentAdvisory } from "../currentAdvisory";
import { answered } from "../runStage";
import type { Session } from "../session";

const FORMATS = EXPORT_FORMATS.map((format) => {
  const { title, extension } = EXPORTS[format];
  return { label: title, description: format, format, extension };
});

/** Writes the advisory in another form where the person wants it; internal notes stay in the case. */
export async function exportCaseAdvisory(session: Session, argument: unknown): Promise<void> {
  const id = await chooseCase(session, argument);
  const home = await openHome();
  const advisory = await currentAdvisory(home, id);
  const { format, extension } = await answered(window.showQuickPick(FORMATS, { title: "Export the advisory as" }));
  const { record } = await findCase(home, id);
  const { publisher } = await readProjectConfig({ gitDir: record.project.publicGitDir });
  const exported = await exportAdvisory(await readAdvisoryFile(advisory), format, { publisher });
  const defaultUri = Uri.joinPath(Uri.file(advisory), "..", `${id}-${format}.${extension}`);
  const target = await answered(window.showSaveDialog({ title: "Save the export", defaultUri }));
  await workspace.fs.writeFile(target, new TextEncoder().encode(exported));
  await window.showTextDocument(target);
}
