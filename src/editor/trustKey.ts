import type { Uri } from "vscode";
import { escapeLine } from "../model/escape";
import { groupFingerprint, type Fingerprint } from "../model/ids";
import { readNamedFile } from "../tools/files";
import type { Home } from "../tools/home";
import { EmbargoError } from "../model/errors";
import { findCertificate } from "../tools/mail/certificatesIn";
import { readCertificate, type Certificate } from "../tools/pgp/certificates";
import { importContact } from "../tools/pgp/keyStore";
import { agreed } from "./runStage";

/** A mail with attachments may bring the key. */
const LARGEST_KEY = 25 * 1024 * 1024;

/**
 * Pins the key in a file after the person saw its whole fingerprint.
 *
 * @throws EmbargoError `cancelled`, `key-invalid`, `file-unreadable`, `too-large`
 */
export async function trustKeyFile(home: Home, file: Uri): Promise<Fingerprint> {
  const { certificate, source } = await findCertificate(await readNamedFile(file.fsPath, LARGEST_KEY), refuseEncrypted);
  return trustKey(home, certificate, source);
}

/** Pins a key in an armored text, such as the clipboard's. @throws EmbargoError `cancelled`, `key-invalid` */
export async function trustKeyText(home: Home, text: string): Promise<Fingerprint> {
  return trustKey(home, await readCertificate(text), "pasted");
}

function refuseEncrypted(): Promise<never> {
  throw new EmbargoError("key-missing", "The mail is encrypted.", "Save its attachment, and import that.");
}

async function trustKey(home: Home, certificate: Certificate, source: string): Promise<Fingerprint> {
  const { fingerprint, name, mail, createdAt, armored } = certificate;
  const detail = [
    groupFingerprint(fingerprint),
    "",
    `Says it belongs to ${escapeLine([name, mail && `<${mail}>`].filter(Boolean).join(" ") || "nobody by name")}, made on ${createdAt.slice(0, 10)}.`,
    'Anybody can write any name into a key. Compare the fingerprint with its owner when you can; until then Embargo says "not compared" beside it.',
  ].join("\n");
  await agreed("Trust this key?", detail, "Trust this key");
  await importContact(home, new TextEncoder().encode(armored), { fingerprint, source, now: new Date() });
  return fingerprint;
}
