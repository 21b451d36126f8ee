import { asEmbargoError } from "../../model/errors";
import { unsafeSentence } from "../../model/unsafePlace";
import { groupFingerprint } from "../../model/ids";
import { listCases } from "../../tools/cases/store";
import { gitText } from "../../tools/git/run";
import { readHookRuntime } from "../../tools/guard/hookProgram";
import type { Home } from "../../tools/home";
import { escapeLine } from "../../model/escape";
import { findUnsafePlace, readAcceptedPlace } from "../../tools/homePlace";
import { findGpgPrograms } from "../../tools/pgp/gpgPrograms";
import { keyNotices } from "../../tools/pgp/keyNotices";
import { readCertificate } from "../../tools/pgp/certificates";
import { readOwnKey } from "../../tools/pgp/keyStore";

/** One line of the doctor's page. `note` is fine as it is; `bad` wants something done. */
export interface Examined {
  readonly name: "git" | "gpg" | "home" | "own-key" | "keys" | "cases" | "runtime" | "guard";
  readonly state: "good" | "note" | "bad";
  readonly sentence: string;
  readonly hint?: string;
}

/** How the guard stands, here and in other clones. Handed in, because stages do not know each other. */
export type AskGuards = () => Promise<readonly Omit<Examined, "name">[]>;

/** Looks at everything the program needs, and changes nothing. */
export async function examine(home: Home, askGuards: AskGuards): Promise<Examined[]> {
  const found = await Promise.all([
    examineGit(),
    examineGpg(home),
    examineHome(home),
    examineOwnKey(home),
    examineKeys(home),
    examineCases(home),
    examineRuntime(home),
    askGuards().then((findings) => findings.map((finding) => ({ name: "guard" as const, ...finding }))),
  ]);
  return found.flat();
}

async function examineGit(): Promise<Examined> {
  try {
    const version = (await gitText(["--version"])).replace(/^git version /, "");
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major > 2 || (major === 2 && minor >= 31)) return { name: "git", state: "good", sentence: `git ${version}` };
    return { name: "git", state: "bad", sentence: `git ${version} is too old.`, hint: "Install git 2.31 or newer." };
  } catch (error) {
    const { message, hint } = asEmbargoError(error);
    return { name: "git", state: "bad", sentence: message, hint };
  }
}

/** Each gpg with its home: two of them with two homes are why a key that is there cannot be found. */
async function examineGpg(home: Home): Promise<Examined[]> {
  const [programs, own] = await Promise.all([findGpgPrograms(), readOwnKey(home).catch(() => undefined)]);
  const used = own?.gpg;
  if (programs.length === 0) {
    if (used) {
      const sentence = `your key is in ${used.program}, which is not there`;
      return [{ name: "gpg", state: "bad", sentence, hint: "Install it again, or name another: embargo key use-gpg" }];
    }
    return [{ name: "gpg", state: "note", sentence: "no gpg on this machine; Embargo does not need it" }];
  }
  return programs.map(({ program, version, home: keys, found }) => {
    const use = used?.program === program ? "your key is in it" : "Embargo does not need it";
    return { name: "gpg", state: "good", sentence: `gpg ${version}, ${program} (${found}), home ${keys}; ${use}` };
  });
}

async function examineHome(home: Home): Promise<Examined> {
  const unsafe = await findUnsafePlace(home.dir);
  if (unsafe) {
    const { acceptedAt = "" } = (await readAcceptedPlace(home.dir)) ?? {};
    return {
      name: "home",
      state: "note",
      sentence: `${unsafeSentence(unsafe)} You took it on ${acceptedAt.slice(0, 10)}.`,
    };
  }
  return { name: "home", state: "good", sentence: `private home, readable by you alone: ${home.dir}` };
}

async function examineOwnKey(home: Home): Promise<Examined> {
  const own = await readOwnKey(home);
  if (!own) {
    return { name: "own-key", state: "note", sentence: "no key of your own yet", hint: "Make one: embargo key new" };
  }
  const { expiresAt } = await readCertificate(own.certificate);
  const until = expiresAt === undefined ? "which does not expire" : `good until ${expiresAt.slice(0, 10)}`;
  const where = own.gpg ? `, its secret part in ${own.gpg.program} (home ${own.gpg.home})` : "";
  const bad = expiresAt !== undefined && Date.parse(expiresAt) < Date.now();
  const sentence = `your key ${groupFingerprint(own.fingerprint)}, ${until}${where}`;
  return bad
    ? { name: "own-key", state: "bad", sentence, hint: "It is too late to sign with it: embargo key extend" }
    : { name: "own-key", state: "good", sentence };
}

/** Keys that end soon, or did, and a missing copy of one's own. */
async function examineKeys(home: Home): Promise<Examined[]> {
  const notices = await keyNotices(home);
  return notices.map(({ kind, whose, sentence, hint }) => ({
    name: "keys",
    state: whose === "own" && kind !== "soon" && kind !== "no-backup" ? "bad" : "note",
    sentence: escapeLine(sentence),
    hint,
  }));
}

/** While a case cannot be read, the guard refuses every push of its project. */
async function examineCases(home: Home): Promise<Examined> {
  const entries = await listCases(home);
  const damaged = entries.find((entry) => "problem" in entry);
  if (damaged && "problem" in damaged) {
    const { message, hint } = damaged.problem;
    return { name: "cases", state: "bad", sentence: message, hint };
  }
  const count = entries.length === 1 ? "1 case" : `${entries.length} cases`;
  return { name: "cases", state: "good", sentence: `${count}, all of them readable` };
}

/** What starts the guard's second stage: it is written into the home, and an update of Node or of the editor may take it away. */
async function examineRuntime(home: Home): Promise<Examined> {
  const { recorded, isThere, other } = await readHookRuntime(home);
  if (recorded === undefined) {
    return {
      name: "runtime",
      state: "note",
      sentence: "the guard's program is not in the home yet; installing a guard puts it there",
    };
  }
  if (isThere) return { name: "runtime", state: "good", sentence: `the guard's second stage runs with ${recorded}` };
  const hint = "Write it anew: embargo guard install";
  const gone = `the guard's second stage was to run with ${recorded}, which is gone`;
  return other === undefined
    ? { name: "runtime", state: "bad", sentence: `${gone}; while a case is open pushes are refused`, hint }
    : { name: "runtime", state: "note", sentence: `${gone}; it runs with ${other} instead`, hint };
}
