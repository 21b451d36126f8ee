import { type Uri, window, workspace } from "vscode";
import { EmbargoError } from "../model/errors";
import { escapeLine } from "../model/escape";
import { groupFingerprint, type CaseId } from "../model/ids";
import { caseFolders } from "../tools/cases/caseFolders";
import { ownHomePath } from "../tools/home";
import { caseAround } from "../tools/cases/caseAround";
import { gitApi } from "./gitApi";
import type { Contact } from "../tools/pgp/keyStore";
import { answered } from "./runStage";
import type { Session } from "./session";

/**
 * The case a command is about: that of the row it was started from, of the private window, or the one that the person
 * chooses by its id. Titles stay out of lists that others may see.
 *
 * @throws EmbargoError `case-missing`, `cancelled`
 */
export async function chooseCase(session: Session, argument: unknown): Promise<CaseId> {
  if (namesCase(argument)) return argument.caseId;
  if (session.privateCase) return session.privateCase;
  const ids = (await caseFolders(ownHomePath())).map(({ id }) => id);
  const [first] = ids;
  if (!first) throw new EmbargoError("case-missing", "There is no case on this machine yet.", "Open one first.");
  if (ids.length === 1) return first;
  return (await answered(window.showQuickPick([...ids], { title: "Which case?" }))) as CaseId;
}

/**
 * The public clone a command is about: the repository of this window that is not a private worktree; the person
 * chooses when there are several.
 *
 * @throws EmbargoError `not-a-repository`, `cancelled`
 */
export async function chooseClone(): Promise<string> {
  const clones = openClones();
  const [first] = clones;
  if (!first) {
    throw new EmbargoError(
      "not-a-repository",
      "No public clone is open in this window.",
      "Open the folder of a clone of the project.",
    );
  }
  if (clones.length === 1) return first;
  const choices = clones.map((path) => ({ label: workspace.asRelativePath(path), description: path, path }));
  return (await answered(window.showQuickPick(choices, { title: "Which repository?" }))).path;
}

/** The repositories open in this window that are public clones, by path. */
export function openClones(): string[] {
  const found = gitApi()?.repositories.map(({ rootUri }) => rootUri.fsPath) ?? [];
  const folders = workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === "file") ?? [];
  const paths = found.length > 0 ? found : folders.map(({ uri }) => uri.fsPath);
  return paths.filter((path) => caseAround(path, ownHomePath()) === undefined);
}

/**
 * One of the people whose key is known.
 *
 * @throws EmbargoError `key-missing` when there is none, `cancelled`
 */
export async function chooseContact(contacts: readonly Contact[], title: string): Promise<Contact> {
  if (contacts.length === 0) {
    throw new EmbargoError("key-missing", "There is no key of anybody to choose from.", "Import one first.");
  }
  const choices = contacts.map((contact) => ({
    label: escapeLine(contact.name ?? contact.mail ?? "Unnamed key"),
    description: groupFingerprint(contact.fingerprint),
    contact,
  }));
  return (await answered(window.showQuickPick(choices, { title }))).contact;
}

/**
 * A file of the person's, through the editor's own dialog.
 *
 * @throws EmbargoError `cancelled`
 */
export async function chooseFile(title: string, filters: Record<string, string[]>): Promise<Uri> {
  const [file] = await answered(window.showOpenDialog({ title, filters, openLabel: "Open" }));
  if (!file) throw new EmbargoError("cancelled", "No file was chosen.", "Run it again when you are ready.");
  return file;
}

function namesCase(argument: unknown): argument is { readonly caseId: CaseId } {
  return typeof argument === "object" && argument !== null && "caseId" in argument;
}
