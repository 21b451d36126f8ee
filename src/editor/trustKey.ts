import type { Uri } from "vscode";
import { escapeLine } from "../model/escape";
import { groupFingerprint, type Fingerprint } from "../model/ids";
import { readNamedFile } from "../tools/files";
import type { Home } from "../tools/home";
import { readCertificate } from "../tools/pgp/certificates";
import { importContact } from "../tools/pgp/keyStore";
import { agreed } from "./runStage";

const LARGEST_KEY = 1024 * 1024;

/**
 * Pins the key in a file after the person saw its whole fingerprint.
 *
 * @throws EmbargoError `cancelled`, `key-invalid`, `file-unreadable`, `too-large`
 */
export async function trustKeyFile(home: Home, file: Uri): Promise<Fingerprint> {
  const bytes = await readNamedFile(file.fsPath, LARGEST_KEY);
  const { fingerprint, name, mail, createdAt } = await readCertificate(bytes);
  const detail = [
    groupFingerprint(fingerprint),
    "",
    `Says it belongs to ${escapeLine([name, mail && `<${mail}>`].filter(Boolean).join(" ") || "nobody by name")}, made on ${createdAt.slice(0, 10)}.`,
    'Anybody can write any name into a key. Compare the fingerprint with its owner when you can; until then Embargo says "not compared" beside it.',
  ].join("\n");
  await agreed("Trust this key?", detail, "Trust this key");
  await importContact(home, bytes, { fingerprint, source: "a file", now: new Date() });
  return fingerprint;
}
