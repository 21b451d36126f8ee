import { asEmbargoError } from "../../model/errors";
import { groupFingerprint } from "../../model/ids";
import { listCases } from "../../tools/cases/store";
import { gitText } from "../../tools/git/run";
import type { Home } from "../../tools/home";
import { gpgVersion } from "../../tools/pgp/gpgVersion";
import { readCertificate } from "../../tools/pgp/certificates";
import { readOwnKey } from "../../tools/pgp/keyStore";

/** One line of the doctor's page. `note` is fine as it is; `bad` wants something done. */
export interface Examined {
  readonly name: "git" | "gpg" | "home" | "own-key" | "cases" | "guard";
  readonly state: "good" | "note" | "bad";
  readonly sentence: string;
  readonly hint?: string;
}

/** Whether the guard is in place where we are. Handed in, because stages do not know each other. */
export type AskGuard = () => Promise<{ readonly guarded: boolean; readonly sentence: string }>;

/** Looks at everything the program needs, and changes nothing. */
export async function examine(home: Home, askGuard: AskGuard): Promise<Examined[]> {
  return Promise.all([
    examineGit(),
    examineGpg(),
    Promise.resolve(examineHome(home)),
    examineOwnKey(home),
    examineCases(home),
    examineGuard(askGuard),
  ]);
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

async function examineGpg(): Promise<Examined> {
  const version = await gpgVersion();
  return version
    ? { name: "gpg", state: "good", sentence: `gpg ${version} (readers may use it; Embargo does not need it)` }
    : { name: "gpg", state: "note", sentence: "no gpg on this machine; Embargo does not need it" };
}

function examineHome(home: Home): Examined {
  return { name: "home", state: "good", sentence: `private home, readable by you alone: ${home.dir}` };
}

async function examineOwnKey(home: Home): Promise<Examined> {
  const own = await readOwnKey(home);
  if (!own) {
    return { name: "own-key", state: "note", sentence: "no key of your own yet", hint: "Make one: embargo key new" };
  }
  const { expiresAt } = await readCertificate(own.certificate);
  const until = expiresAt === undefined ? "which does not expire" : `good until ${expiresAt.slice(0, 10)}`;
  return { name: "own-key", state: "good", sentence: `your key ${groupFingerprint(own.fingerprint)}, ${until}` };
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

async function examineGuard(askGuard: AskGuard): Promise<Examined> {
  try {
    const { guarded, sentence } = await askGuard();
    if (guarded) return { name: "guard", state: "good", sentence };
    return { name: "guard", state: "bad", sentence, hint: "Put it in place: embargo guard install" };
  } catch (error) {
    const { code, message } = asEmbargoError(error);
    return { name: "guard", state: code === "not-a-repository" ? "note" : "bad", sentence: message };
  }
}
