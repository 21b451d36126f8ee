import type { Command } from "commander";
import { groupFingerprint } from "../../model/ids";
import { escapeLine } from "../../model/escape";
import { readNamedFile } from "../../tools/files";
import {
  createOwnKey,
  findContact,
  importContact,
  importOwnKey,
  listContacts,
  markCompared,
  readOwnKey,
  refuseSecondOwnKey,
  requireOwnKey,
} from "../../tools/pgp/keyStore";
import { readCertificate, readSecretKey } from "../../tools/pgp/certificates";
import { refuseOther } from "../../tools/pgp/expectedFingerprint";
import { agreedToBeEqual, newPassphrase, passphraseSource, textOf } from "../ask";
import { oneStepOutcome } from "../outcome";
import type { AddVerb } from "../verb";

const KEY_FILE_LIMIT_BYTES = 1024 * 1024;

export function addKey(program: Command, add: AddVerb): void {
  const key = program.command("key").description("your own key, and the keys of the people you write to");
  addNew(key, add);
  addImport(key, add);
  addList(key, add);
  addExport(key, add);
  addCompare(key, add);
}

function addNew(key: Command, add: AddVerb): void {
  interface NewFlags {
    readonly name?: string;
    readonly email?: string;
    readonly passphrase: boolean;
  }
  const command = key
    .command("new")
    .description("make your own key")
    .option("--name <name>", "your name, as readers will see it")
    .option("--email <mail>", "your mail address")
    .option("--no-passphrase", "leave the key unprotected (for tests and machines)");
  add<NewFlags>(command, async ({ terminal, home }, flags) => {
    await refuseSecondOwnKey(await home());
    const name = await textOf(terminal, "--name", flags.name, "Your name");
    const mail = await textOf(terminal, "--email", flags.email, "Your mail address");
    if (flags.dryRun) return oneStepOutcome("Your own key", `make a key for ${name} <${mail}>`);
    const secret = flags.passphrase ? { passphrase: await newPassphrase(terminal, flags.passphraseFd) } : {};
    const own = await createOwnKey(await home(), { name, mail, ...secret });
    const unprotected = flags.passphrase ? [] : ["It has no passphrase: whoever can read the Embargo home can use it."];
    const text = [
      `Your key: ${groupFingerprint(own.fingerprint)}`,
      ...unprotected,
      "Show this fingerprint where people look for it (SECURITY.md, your page): they compare it with the key they get.",
    ].join("\n");
    return { json: { fingerprint: own.fingerprint, protected: flags.passphrase }, text };
  });
}

function addImport(key: Command, add: AddVerb): void {
  interface ImportFlags {
    readonly own?: boolean;
    readonly replace?: boolean;
    readonly fingerprint?: string;
  }
  const command = key
    .command("import")
    .description("pin the key of somebody you write to, or bring your own")
    .argument("<file>")
    .option("--own", "the file holds your own secret key")
    .option("--replace", "put it in the place of the own key that is there")
    .option("--fingerprint <fpr>", "refuse any other key");
  add<ImportFlags>(command, async ({ terminal, home }, flags, file) => {
    const bytes = await readNamedFile(file, KEY_FILE_LIMIT_BYTES);
    const expected = flags.fingerprint === undefined ? {} : { fingerprint: flags.fingerprint };
    if (flags.dryRun) {
      const certificate = flags.own ? (await readSecretKey(bytes)).certificate : await readCertificate(bytes);
      refuseOther(certificate.fingerprint, flags.fingerprint);
      if (flags.own) await refuseSecondOwnKey(await home(), certificate.fingerprint, flags.replace);
      const who = escapeLine(certificate.name ?? certificate.mail ?? "a key without a name");
      const sentence = flags.own ? `take the key of ${who} for your own` : `pin the key of ${who}, not compared`;
      return oneStepOutcome("Import a key", sentence, groupFingerprint(certificate.fingerprint));
    }
    if (flags.own) {
      const passphrase = passphraseSource(terminal, flags.passphraseFd);
      const own = await importOwnKey(await home(), bytes, { ...expected, passphrase, replace: flags.replace ?? false });
      return { json: { fingerprint: own.fingerprint }, text: `Your key: ${groupFingerprint(own.fingerprint)}` };
    }
    const contact = await importContact(await home(), bytes, { ...expected, source: "imported from a file" });
    const text = [
      `Pinned: ${escapeLine(contact.name ?? contact.mail ?? "a key without a name")}`,
      `        ${groupFingerprint(contact.fingerprint)}`,
      ...(contact.comparedAt
        ? []
        : [
            "Not compared with the person yet. When you have (by phone, or on their page):",
            `        embargo key compare ${contact.fingerprint}`,
          ]),
    ].join("\n");
    return { json: { fingerprint: contact.fingerprint, pinned: true, compared: Boolean(contact.comparedAt) }, text };
  });
}

function addList(key: Command, add: AddVerb): void {
  add(key.command("list").description("your own key and the pinned ones"), async ({ home }) => {
    const own = await readOwnKey(await home());
    const contacts = await listContacts(await home());
    const lines = [
      own ? `own   ${groupFingerprint(own.fingerprint)}` : "own   none yet: embargo key new",
      ...contacts.map(({ fingerprint, name, mail, comparedAt }) => {
        const who = escapeLine([name, mail && `<${mail}>`].filter(Boolean).join(" "));
        return `${comparedAt ? "✓" : "○"}     ${groupFingerprint(fingerprint)}  ${who}${comparedAt ? "" : " · not compared"}`;
      }),
    ];
    const people = contacts.map(({ fingerprint, name, mail, comparedAt }) => ({
      fingerprint,
      name,
      mail,
      compared: Boolean(comparedAt),
    }));
    return { json: { own: own?.fingerprint ?? null, contacts: people }, text: lines.join("\n") };
  });
}

function addExport(key: Command, add: AddVerb): void {
  add(key.command("export").description("your certificate, to give to others"), async ({ home }) => {
    const { fingerprint, certificate } = await requireOwnKey(await home());
    return { json: { fingerprint, armored: certificate }, text: certificate.trimEnd() };
  });
}

function addCompare(key: Command, add: AddVerb): void {
  const command = key
    .command("compare")
    .description("record that you compared a fingerprint with the person")
    .argument("<person>", "mail address or fingerprint");
  add(command, async ({ terminal, home }, flags, person) => {
    const contact = await findContact(await home(), person);
    const { fingerprint } = contact;
    if (flags.dryRun) {
      return oneStepOutcome("Compare a key", "record that you compared it", groupFingerprint(fingerprint));
    }
    await agreedToBeEqual(terminal, contact, flags.yes);
    await markCompared(await home(), fingerprint);
    return { json: { fingerprint, compared: true }, text: `Compared: ${groupFingerprint(fingerprint)}` };
  });
}
