import { Uri, window, workspace } from "vscode";
import { exportAdvisory } from "../../stages/advise/export";
import { readNamedFile } from "../../tools/files";
import { openHome } from "../../tools/home";
import { chooseCase } from "../choose";
import { currentAdvisory } from "../currentAdvisory";
import { answered } from "../runStage";
import type { Session } from "../session";

const LARGEST_ADVISORY = 4 * 1024 * 1024;

const FORMATS = [
  { label: "OSV", description: "JSON for databases and scanners", format: "osv", extension: "json" },
  { label: "Markdown", description: "a page for people", format: "markdown", extension: "md" },
] as const;

/** Writes the advisory in another form where the person wants it; internal notes stay in the case. */
export async function exportCaseAdvisory(session: Session, argument: unknown): Promise<void> {
  const id = await chooseCase(session, argument);
  const advisory = await currentAdvisory(await openHome(), id);
  const { format, extension } = await answered(window.showQuickPick(FORMATS, { title: "Export the advisory as" }));
  const text = new TextDecoder().decode(await readNamedFile(advisory, LARGEST_ADVISORY));
  const exported = await exportAdvisory(text, format);
  const defaultUri = Uri.joinPath(Uri.file(advisory), "..", `${id}.${extension}`);
  const target = await answered(window.showSaveDialog({ title: "Save the export", defaultUri }));
  await workspace.fs.writeFile(target, new TextEncoder().encode(exported));
  await window.showTextDocument(target);
}
