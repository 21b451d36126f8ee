import type { Command } from "commander";
import { escapeLine } from "../../model/escape";
import { groupFingerprint } from "../../model/ids";
import { readNamedFile } from "../../tools/files";
import { findCertificate } from "../../tools/mail/certificatesIn";
import { readSecretKey } from "../../tools/pgp/certificates";
import { decryptMail } from "../../tools/pgp/decryptMail";
import { refuseOther } from "../../tools/pgp/expectedFingerprint";
import { fingerprintWords } from "../../tools/pgp/fingerprintWords";
import { keyNotices } from "../../tools/pgp/keyNotices";
import {
  findContact,
  importContact,
  importOwnKey,
  listContacts,
  markCompared,
  readOwnKey,
  refuseSecondOwnKey,
  type Contact,
} from "../../tools/pgp/keyStore";
import { agreedToBeEqual, passphraseSource } from "../ask";
import { oneStepOutcome, type Outcome } from "../outcome";
import type { AddVerb, CommonFlags, Session } from "../verb";

/** A mail with attachments may bring the key. */
const KEY_FILE_LIMIT_BYTES = 25 * 1024 * 1024;

/** The verbs about other people's keys; `import` also brings one's own, and `list` shows all. */
export function addPeoplesKeys(key: Command, add: AddVerb): void {
  addImport(key, add);
  addList(key, add);
  addCompare(key, add);
}

interface ImportFlags extends CommonFlags {
  readonly own?: boolean;
  readonly replace?: boolean;
  readonly fingerprint?: string;
}

function addImport(key: Command, add: AddVerb): void {
  const command = key
    .command("import")
    .description("pin the key of somebody you write to, or bring your own")
    .argument("<file>", "a key file, or a saved mail that brought one; - reads standard input")
    .option("--own", "the file holds your own secret key")
    .option("--replace", "put it in the place of the own key that is there")
    .option("--fingerprint <fpr>", "refuse any other key");
  add<ImportFlags>(command, async (session, flags, file) => {
    const { terminal } = session;
    const bytes =
      file === "-" ? new TextEncoder().encode(await terminal.input()) : await readNamedFile(file, KEY_FILE_LIMIT_BYTES);
    return flags.own ? importOwn(session, flags, bytes) : importPerson(session, flags, bytes);
  });
}

async function importOwn({ terminal, home }: Session, flags: ImportFlags, bytes: Uint8Array): Promise<Outcome> {
  if (flags.dryRun) {
    const { certificate } = await readSecretKey(bytes);
    refuseOther(certificate.fingerprint, flags.fingerprint);
    await refuseSecondOwnKey(await home(), certificate.fingerprint, flags.replace);
    return wouldImport(`take the key of ${nameOf(certificate)} for your own`, certificate);
  }
  const own = await importOwnKey(await home(), bytes, {
    ...(flags.fingerprint === undefined ? {} : { fingerprint: flags.fingerprint }),
    passphrase: passphraseSource(terminal, flags.passphraseFd),
    replace: flags.replace ?? false,
  });
  return { json: { fingerprint: own.fingerprint }, text: `Your key: ${groupFingerprint(own.fingerprint)}` };
}

async function importPerson(session: Session, flags: ImportFlags, bytes: Uint8Array): Promise<Outcome> {
  const home = await session.home();
  const decrypt = async (message: Uint8Array | string) => decryptMail(message, [await session.ownKey(flags)]);
  const { certificate, source } = await findCertificate(bytes, decrypt, flags.fingerprint);
  refuseOther(certificate.fingerprint, flags.fingerprint);
  if (flags.dryRun) return wouldImport(`pin the key of ${nameOf(certificate)}, not compared`, certificate);
  const contact = await importContact(home, new TextEncoder().encode(certificate.armored), { source });
  const text = [
    `Pinned: ${nameOf(contact)}`,
    `        ${groupFingerprint(contact.fingerprint)}`,
    ...(contact.vouchedBy
      ? [`It is signed by the key that you had of them: ${groupFingerprint(contact.vouchedBy)}`]
      : []),
    ...(contact.comparedAt
      ? []
      : [
          "Not compared with the person yet. When you have (by phone, or on their page):",
          `        embargo key compare ${contact.fingerprint}`,
        ]),
  ].join("\n");
  const { fingerprint, comparedAt, vouchedBy = null } = contact;
  return { json: { fingerprint, pinned: true, compared: Boolean(comparedAt), vouchedBy, source }, text };
}

function addList(key: Command, add: AddVerb): void {
  add(key.command("list").description("your own key and the pinned ones"), async ({ home }) => {
    const own = await readOwnKey(await home());
    const contacts = await listContacts(await home());
    const notices = await keyNotices(await home());
    const lines = [
      own
        ? `own   ${groupFingerprint(own.fingerprint)}${own.gpg ? "  in gpg" : ""}`
        : "own   none yet: embargo key new, or embargo key use-gpg",
      ...contacts.map((contact) => {
        const { fingerprint, name, mail, comparedAt, replacedBy } = contact;
        const who = escapeLine([name, mail && `<${mail}>`].filter(Boolean).join(" "));
        const facts = [comparedAt ? "" : " · not compared", replacedBy ? " · has a newer key" : ""].join("");
        return `${comparedAt ? "✓" : "○"}     ${groupFingerprint(fingerprint)}  ${who}${facts}`;
      }),
      ...notices.map(({ sentence, hint }) => `! ${escapeLine(sentence)}\n      ${hint}`),
    ];
    const people = contacts.map(({ fingerprint, name, mail, comparedAt, vouchedBy, replacedBy }) => ({
      fingerprint,
      name,
      mail,
      compared: Boolean(comparedAt),
      ...(vouchedBy ? { vouchedBy } : {}),
      ...(replacedBy ? { replacedBy } : {}),
    }));
    return { json: { own: own?.fingerprint ?? null, contacts: people, notices }, text: lines.join("\n") };
  });
}

function addCompare(key: Command, add: AddVerb): void {
  const command = key
    .command("compare")
    .description("show a fingerprint as digits and as words, and record that you compared it with the person")
    .argument("<person>", "mail address or fingerprint");
  add(command, async ({ terminal, home }, flags, person) => {
    const contact = await findContact(await home(), person);
    const { fingerprint } = contact;
    const words = await fingerprintWords(fingerprint);
    if (flags.dryRun) {
      const detail = [groupFingerprint(fingerprint), ...words].join("\n       ");
      return oneStepOutcome("Compare a key", "record that you compared it", detail);
    }
    await agreedToBeEqual(terminal, contact, words, flags.yes);
    await markCompared(await home(), fingerprint);
    return { json: { fingerprint, words, compared: true }, text: `Compared: ${groupFingerprint(fingerprint)}` };
  });
}

function wouldImport(sentence: string, { fingerprint }: Pick<Contact, "fingerprint">): Outcome {
  return oneStepOutcome("Import a key", sentence, groupFingerprint(fingerprint));
}

function nameOf({ name, mail }: Pick<Contact, "name" | "mail">): string {
  return escapeLine(name ?? mail ?? "a key without a name");
}
