import type { Command } from "commander";
import { EmbargoError } from "../../model/errors";
import { escapeLine } from "../../model/escape";
import { asFingerprint, groupFingerprint } from "../../model/ids";
import { backUpOwnKey, dismissBackup } from "../../stages/keys";
import { chooseGpgKey, listGpgChoices, useGpgForOwnKey } from "../../tools/pgp/gpgOwnKey";
import { findGpgPrograms, namedGpgProgram } from "../../tools/pgp/gpgPrograms";
import { createOwnKey, readOwnKey, refuseSecondOwnKey, requireOwnKey } from "../../tools/pgp/keyStore";
import { newPassphrase, textOf } from "../ask";
import { oneStepOutcome } from "../outcome";
import { wholeNumber, type AddVerb } from "../verb";
import { replaceOwnKey } from "./keyChanges";

/** The verbs about one's own key: making it, taking the one in gpg, giving it away, keeping a copy. */
export function addOwnKey(key: Command, add: AddVerb): void {
  addNew(key, add);
  addUseGpg(key, add);
  addExport(key, add);
  addBackup(key, add);
}

interface NewFlags {
  readonly name?: string;
  readonly email?: string;
  readonly passphrase: boolean;
  readonly years?: number;
  readonly replace?: boolean;
  readonly out?: string;
}

function addNew(key: Command, add: AddVerb): void {
  const command = key
    .command("new")
    .description("make your own key")
    .option("--name <name>", "your name, as readers will see it")
    .option("--email <mail>", "your mail address")
    .option("--years <n>", "how many years it is good for, 1 to 5 (default: 2; it can be extended)", wholeNumber)
    .option("--replace", "in the place of the own key that is there, which signs the new one and stays for reading")
    .option("--out <dir>", "with --replace: where the mails to the people who know your key go (default: here)")
    .option("--no-passphrase", "leave the key unprotected (for tests and machines)");
  add<NewFlags>(command, async (session, flags) => {
    const { terminal, home } = session;
    if (flags.replace && (await readOwnKey(await home()))) return replaceOwnKey(session, flags);
    await refuseSecondOwnKey(await home());
    const name = await textOf(terminal, "--name", flags.name, "Your name");
    const mail = await textOf(terminal, "--email", flags.email, "Your mail address");
    if (flags.dryRun) return oneStepOutcome("Your own key", `make a key for ${name} <${mail}>`);
    const secret = flags.passphrase ? { passphrase: await newPassphrase(terminal, flags.passphraseFd) } : {};
    const years = flags.years === undefined ? {} : { years: flags.years };
    const own = await createOwnKey(await home(), { name, mail, ...secret, ...years });
    const unprotected = flags.passphrase ? [] : ["It has no passphrase: whoever can read the Embargo home can use it."];
    const text = [
      `Your key: ${groupFingerprint(own.fingerprint)}`,
      ...unprotected,
      "Show this fingerprint where people look for it (SECURITY.md, your page): they compare it with the key they get.",
      "Next: keep a copy somewhere else (a stick, a password manager): embargo key backup FILE",
    ].join("\n");
    return { json: { fingerprint: own.fingerprint, protected: flags.passphrase }, text };
  });
}

function addUseGpg(key: Command, add: AddVerb): void {
  interface UseFlags {
    readonly gpg?: string;
    readonly replace?: boolean;
  }
  const command = key
    .command("use-gpg")
    .description("use a key in your gpg (agent, card) as your own; no secret leaves gpg")
    .argument("[fingerprint]", "which one, where gpg has several")
    .option("--gpg <path>", "which gpg (default: the one git signs with, else the one on the PATH)")
    .option("--replace", "put it in the place of the own key that is there");
  add<UseFlags>(command, async ({ home }, flags, wish) => {
    const fingerprint = wish === undefined ? undefined : asFingerprint(wish);
    if (wish !== undefined && !fingerprint) {
      throw new EmbargoError("usage", "That is not a full fingerprint.", "See: gpg --list-secret-keys.");
    }
    const programs = flags.gpg === undefined ? await findGpgPrograms() : [await namedGpgProgram(flags.gpg)];
    const choice = chooseGpgKey(await listGpgChoices(programs), fingerprint);
    const { gpg, userId } = choice;
    const where = `${gpg.program}, version ${gpg.version} (${gpg.found}), home ${gpg.home}`;
    if (flags.dryRun) {
      await refuseSecondOwnKey(await home(), choice.fingerprint, flags.replace);
      return oneStepOutcome(
        "Use a key in gpg",
        `use the key of ${escapeLine(userId)} in gpg as your own; gpg is asked to sign and to decrypt once`,
        `${groupFingerprint(choice.fingerprint)}\n       ${where}`,
      );
    }
    const own = await useGpgForOwnKey(await home(), choice, { replace: flags.replace ?? false });
    const text = [
      `Your key: ${groupFingerprint(own.fingerprint)}  ${escapeLine(userId)}`,
      `It stays in ${where}. It signed and decrypted once just now.`,
    ].join("\n");
    return { json: { fingerprint: own.fingerprint, gpg: gpg.program, gpgHome: gpg.home }, text };
  });
}

function addExport(key: Command, add: AddVerb): void {
  add(key.command("export").description("your certificate, to give to others"), async ({ home }) => {
    const { fingerprint, certificate } = await requireOwnKey(await home());
    return { json: { fingerprint, armored: certificate }, text: certificate.trimEnd() };
  });
}

function addBackup(key: Command, add: AddVerb): void {
  interface BackupFlags {
    readonly dismiss?: boolean;
  }
  const command = key
    .command("backup")
    .description("save your secret key to a file that only you can read")
    .argument("[file]")
    .option("--dismiss", "save nothing, and do not remind me again");
  add<BackupFlags>(command, async ({ home }, flags, file) => {
    const { fingerprint } = await requireOwnKey(await home());
    if ((file === undefined) === (flags.dismiss === undefined)) {
      throw new EmbargoError("usage", "The file is missing.", "Name one: embargo key backup FILE (or --dismiss)");
    }
    if (flags.dryRun) {
      const sentence = flags.dismiss ? "stop reminding of a copy" : "save your secret key, protected as it is";
      return oneStepOutcome("A copy of your key", sentence, file);
    }
    if (file === undefined) {
      await dismissBackup(await home());
      return { json: { fingerprint, backup: "dismissed" }, text: "You will not be reminded again." };
    }
    const { isProtected } = await backUpOwnKey(await home(), file);
    const text = [
      "Saved, readable by you alone. Keep it where this disk's failure does not reach it, then remove it from here.",
      isProtected
        ? "It opens with the passphrase of your key; keep that somewhere else."
        : "It has no passphrase: whoever has the file has your key.",
      "To bring it back: embargo key import --own FILE",
    ].join("\n");
    return { json: { fingerprint, backup: "saved", protected: isProtected }, text };
  });
}
