import { commands } from "vscode";
import { escapeLine } from "../../model/escape";
import { acceptAnswer } from "../../stages/confirm";
import { readNamedFile } from "../../tools/files";
import { openHome } from "../../tools/home";
import { LARGEST_MESSAGE } from "../../tools/pgp/unseal";
import { chooseCase, chooseFile } from "../choose";
import { keyToOpen } from "../ownKey";
import type { Session } from "../session";
import { tell } from "../tell";

/** Opens a bundle or an answer, whatever its name is. */
export async function openReceived(): Promise<void> {
  const file = await chooseFile("A bundle or an answer", {
    "Bundles and answers": ["gpg", "asc", "pgp"],
    "All files": ["*"],
  });
  const viewType = /\.answer\.(?:gpg|asc|pgp)$/i.test(file.path) ? "embargo.answer" : "embargo.bundle";
  await commands.executeCommand("vscode.openWith", file, viewType);
}

/** Checks an answer and records it in its case. */
export async function acceptReceived(session: Session, argument: unknown): Promise<void> {
  const id = await chooseCase(session, argument);
  const file = await chooseFile(`The answer for ${id}`, { Answers: ["gpg", "asc", "pgp"], "All files": ["*"] });
  const home = await openHome();
  const bytes = await readNamedFile(file.fsPath, LARGEST_MESSAGE);
  const { answer } = await acceptAnswer(home, id, bytes, { ownKey: await keyToOpen(session, home, bytes, "answer") });
  session.refresh();
  tell(`Recorded for ${id}: ${answer.decision} by ${escapeLine(answer.name)} for version ${answer.version}.`);
}
