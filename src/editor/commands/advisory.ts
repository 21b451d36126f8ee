import { QuickPickItemKind, Uri, window, workspace, type QuickPickItem } from "vscode";
import { escapeText } from "../../model/escape";
import { exportAdvisory, exportRelease, patchesFor } from "../../stages/advise/export";
import { EXPORT_FORMATS, EXPORTS, type ExportFormat, type ExportKind } from "../../stages/advise/exports/formats";
import { importAdvisory } from "../../stages/advise/import";
import { caseSurroundings } from "../../stages/advise/surroundings";
import { readAdvisoryFile } from "../../tools/advisoryFiles";
import type { CaseId } from "../../model/ids";
import { findCase, listCases } from "../../tools/cases/store";
import { openHome, type Home } from "../../tools/home";
import { chooseCase } from "../choose";
import { currentAdvisory } from "../currentAdvisory";
import { answered } from "../runStage";
import type { Session } from "../session";

interface FormatItem extends QuickPickItem {
  readonly format?: ExportFormat;
}

const GROUPS = [
  ["For databases", ["json"]],
  ["Pages", ["md", "html"]],
  ["Requests for a number", ["txt"]],
  ["Mails", ["eml"]],
] as const satisfies readonly (readonly [string, readonly ExportKind["extension"][]])[];

const FORMATS: readonly FormatItem[] = GROUPS.flatMap(([label, extensions]) => [
  { label, kind: QuickPickItemKind.Separator },
  ...EXPORT_FORMATS.filter((format) => extensions.some((extension) => extension === EXPORTS[format].extension)).map(
    (format) => ({ label: EXPORTS[format].title, description: whoMayRead(format), format }),
  ),
]);

function whoMayRead(format: ExportFormat): string {
  const { beforehand }: ExportKind = EXPORTS[format];
  if (!beforehand) return format;
  return `${format}, before the release: ${format === "headsup" ? "holds no details" : "encrypt it"}`;
}

/** Writes the advisory in another form where the person wants it; internal notes stay in the case. */
export async function exportCaseAdvisory(session: Session, argument: unknown): Promise<void> {
  const id = await chooseCase(session, argument);
  const home = await openHome();
  const advisory = await currentAdvisory(home, id);
  const { format } = await answered(window.showQuickPick(FORMATS, { title: "Export the advisory as" }));
  if (!format) return;
  const ids = [id, ...(await chooseReleasedWith(home, id, format))];
  const paths = [advisory];
  for (const other of ids.slice(1)) paths.push(await currentAdvisory(home, other));
  const around = await Promise.all(ids.map(async (one) => caseSurroundings((await findCase(home, one)).record)));
  const texts = await Promise.all(paths.map(readAdvisoryFile));
  const options = {
    publisher: around[0]!.project.publisher,
    privateUrls: around.flatMap(({ privateUrls }) => privateUrls),
    patches: await patchesFor(format, home, ids),
  };
  const exported = await (texts.length === 1
    ? exportAdvisory(texts[0]!, format, options)
    : exportRelease(texts, format, options));
  const defaultUri = Uri.joinPath(Uri.file(advisory), "..", `${id}-${format}.${EXPORTS[format].extension}`);
  const target = await answered(window.showSaveDialog({ title: "Save the export", defaultUri }));
  await workspace.fs.writeFile(target, new TextEncoder().encode(exported));
  await window.showTextDocument(target);
}

/** Other cases of the project whose fixes come in the same release, for what may be about several; by their ids alone. */
async function chooseReleasedWith(home: Home, id: CaseId, format: ExportFormat): Promise<readonly CaseId[]> {
  const { writeTogether }: ExportKind = EXPORTS[format];
  if (!writeTogether) return [];
  const { project } = (await findCase(home, id)).record;
  const others = (await listCases(home)).flatMap((entry) => {
    const isOther = "record" in entry && entry.id !== id && entry.record.project.publicGitDir === project.publicGitDir;
    return isOther ? [entry.id] : [];
  });
  if (others.length === 0) return [];
  const chosen = window.showQuickPick(others, {
    title: "Which other flaws does the same release fix?",
    placeHolder: "None: just go on",
    canPickMany: true,
  });
  return (await answered(chosen)) as CaseId[];
}

/** Makes an advisory of an OSV, CVE or GitHub record, in a new editor; says what of it has no place there. */
export async function importForeignAdvisory(): Promise<void> {
  const filters = { "OSV, CVE or GitHub record": ["json", "yaml", "yml"] };
  const [file] = await answered(window.showOpenDialog({ title: "Import an advisory", filters }));
  if (!file) return;
  const { format, text, losses } = await importAdvisory(await readAdvisoryFile(file.fsPath));
  await window.showTextDocument(await workspace.openTextDocument({ language: "markdown", content: text }));
  if (losses.length === 0) return;
  const detail = escapeText(losses.join("\n"));
  await window.showWarningMessage(`This of the ${format} record has no place in an advisory`, { modal: true, detail });
}
