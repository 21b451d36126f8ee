import { env, Uri, window, workspace } from "vscode";
import { groupFingerprint, type Fingerprint } from "../../model/ids";
import { readNamedFile } from "../../tools/files";
import { openHome, type Home } from "../../tools/home";
import { fingerprintWords } from "../../tools/pgp/fingerprintWords";
import { importOwnKey, listContacts, markCompared, requireOwnKey } from "../../tools/pgp/keyStore";
import { chooseContact, chooseFile } from "../choose";
import { makeOwnKey, passphraseSource } from "../ownKey";
import { agreed, answered } from "../runStage";
import type { Session } from "../session";
import { trustKeyFile, trustKeyText } from "../trustKey";
import { backUpKey } from "./keyChanges";
import { tell } from "../tell";

const KEY_FILES = { "OpenPGP keys": ["asc", "gpg", "pgp", "key", "eml"], "All files": ["*"] };
const LARGEST_KEY = 1024 * 1024;

/** Makes the own key, and offers to save the part that others need. */
export async function createKey(session: Session): Promise<void> {
  const fingerprint = await makeOwnKey(session, await openHome());
  const [save, copy] = ["Save my public key…", "Save a copy of the secret key…"] as const;
  const text = `Your key is made: ${groupFingerprint(fingerprint)}. Others need its public part, as a file; you need a copy of it elsewhere.`;
  const pressed = await window.showInformationMessage(text, save, copy);
  if (pressed === save) await exportKey();
  if (pressed === copy) await backUpKey();
}

/** Takes somebody's public key from a file, a saved mail or the clipboard, after its fingerprint was looked at. */
export async function importKey(): Promise<void> {
  const home = await openHome();
  const text = await env.clipboard.readText();
  if (text.includes("-----BEGIN PGP PUBLIC KEY BLOCK-----")) {
    const [pasted, file] = ["The key on the clipboard", "A file, or a mail that I saved"] as const;
    const from = await answered(window.showQuickPick([pasted, file], { title: "Where is the person's public key?" }));
    if (from === pasted) return void (await trustKeyText(home, text));
  }
  await trustKeyFile(home, await chooseFile("The person's public key, or a mail that brought it", KEY_FILES));
}

/** Takes a secret key of the person's own from a file. */
export async function importOwn(session: Session): Promise<void> {
  const file = await chooseFile("Your own secret key", KEY_FILES);
  const { source, remember } = passphraseSource(session);
  const home = await openHome();
  const { fingerprint } = await importOwnKey(home, await readNamedFile(file.fsPath, LARGEST_KEY), {
    passphrase: source,
  });
  await remember();
  tell(`Your key is ${groupFingerprint(fingerprint)}.`);
}

/** Records that a person compared a fingerprint with its owner. */
export async function compareKey(): Promise<void> {
  const home = await openHome();
  const contacts = (await listContacts(home)).filter(({ comparedAt }) => comparedAt === undefined);
  await compareWithOwner(home, (await chooseContact(contacts, "Whose key do you compare?")).fingerprint);
}

/** Shows one fingerprint to compare, and records the yes. */
export async function compareWithOwner(home: Home, fingerprint: Fingerprint): Promise<void> {
  const detail = [
    groupFingerprint(fingerprint),
    "",
    ...(await fingerprintWords(fingerprint)),
    "",
    "Ask its owner for theirs on another way than the one the key came: by phone, in person, or from the SECURITY.md of the project.",
  ].join("\n");
  await agreed("Compare this fingerprint, all of it", detail, "They are the same");
  await markCompared(home, fingerprint, new Date());
}

/** Saves the own public key where the person wants it. */
export async function exportKey(): Promise<void> {
  const { fingerprint, certificate } = await requireOwnKey(await openHome());
  const target = await answered(
    window.showSaveDialog({
      title: "Save my public key",
      defaultUri: Uri.joinPath(workspace.workspaceFolders?.[0]?.uri ?? Uri.file("/"), `${fingerprint.slice(0, 8)}.asc`),
      filters: KEY_FILES,
    }),
  );
  await workspace.fs.writeFile(target, new TextEncoder().encode(certificate));
  const copy = "Copy its fingerprint";
  const text = "Your public key is saved. Give it to the people who write to you.";
  if ((await window.showInformationMessage(text, copy)) === copy) {
    await env.clipboard.writeText(groupFingerprint(fingerprint));
  }
}
