import { window, type InputBoxOptions } from "vscode";
import { groupFingerprint, type Fingerprint } from "../model/ids";
import type { Home } from "../tools/home";
import type { UnlockedKey } from "../tools/pgp/keys";
import { createOwnKey, readOwnKey, unlockKeyFor, unlockOwnKey, type PassphraseSource } from "../tools/pgp/keyStore";
import { answered, cancelled } from "./runStage";
import type { Session } from "./session";

const SHORTEST_PASSPHRASE = 12;

/**
 * The own key, ready to sign and open; made here on first use.
 *
 * @throws EmbargoError `cancelled`, `passphrase-wrong`
 */
export async function ownKeyReady(session: Session, home: Home): Promise<UnlockedKey> {
  if (!(await readOwnKey(home))) await makeOwnKey(session, home);
  return unlocked(session, (source) => unlockOwnKey(home, source));
}

/** The own key, ready, if there is one: a file sent to us cannot be opened with a key made just now. */
export async function ownKeysReady(session: Session, home: Home): Promise<UnlockedKey[]> {
  return (await readOwnKey(home)) ? [await ownKeyReady(session, home)] : [];
}

/**
 * Asks for what a key needs and makes it; its passphrase goes to the editor's secret storage.
 *
 * @throws EmbargoError `own-key-exists`, `cancelled`
 */
export async function makeOwnKey(session: Session, home: Home): Promise<Fingerprint> {
  const name = await ask({
    title: "Your own key (1 of 4): your name",
    prompt: "It stands in the key, readers of your bundles see it. The key is made on this machine and stays here.",
    validateInput: (value) => (value.trim() === "" ? "A name is needed." : undefined),
  });
  const mail = await ask({
    title: "Your own key (2 of 4): your mail address",
    prompt: "The address the other person writes to.",
    validateInput: (value) =>
      /^[^\s@<>]+@[^\s@<>]+$/.test(value) ? undefined : "A mail address, like you@example.org.",
  });
  const passphrase = await askNewPassphrase();
  const { fingerprint } = await createOwnKey(home, { name: name.trim(), mail, passphrase });
  await rememberPassphrase(session, fingerprint, passphrase);
  return fingerprint;
}

/** A new passphrase, asked for twice. @throws EmbargoError `cancelled` */
export async function askNewPassphrase(): Promise<string> {
  const passphrase = await ask({
    title: "Your own key (3 of 4): a passphrase",
    prompt: `At least ${SHORTEST_PASSPHRASE} characters; four random words are easy to remember.`,
    password: true,
    validateInput: (value) =>
      value.length < SHORTEST_PASSPHRASE ? `${SHORTEST_PASSPHRASE - value.length} more characters.` : undefined,
  });
  await ask({
    title: "Your own key (4 of 4): the passphrase again",
    prompt: "The editor keeps it in its secret storage; keep it yourself too, nobody can recover it.",
    password: true,
    validateInput: (value) => (value === passphrase ? undefined : "Not the same yet."),
  });
  return passphrase;
}

/** Keeps a passphrase in the editor's secret storage. */
export async function rememberPassphrase(
  session: Session,
  fingerprint: Fingerprint,
  passphrase: string,
): Promise<void> {
  await session.context.secrets.store(secretName(fingerprint), passphrase);
}

/** The passphrase from the secret storage first, then from the person, until it is right or the box is closed. */
export function passphraseSource(session: Session): { source: PassphraseSource; remember: () => Promise<void> } {
  const { secrets } = session.context;
  let last: { fingerprint: Fingerprint; passphrase: string } | undefined;
  return {
    async source({ fingerprint, attempt }) {
      const stored = attempt === 1 ? await secrets.get(secretName(fingerprint)) : undefined;
      const passphrase = stored ?? (await askPassphrase(fingerprint, attempt));
      last = passphrase === undefined ? undefined : { fingerprint, passphrase };
      return passphrase;
    },
    async remember() {
      if (last) await secrets.store(secretName(last.fingerprint), last.passphrase);
    },
  };
}

/**
 * The own key that a file was made for, ready: the current one, or one that was replaced and still opens what was sent to it.
 *
 * @throws EmbargoError `own-key-missing`, `cancelled`
 */
export async function keyToOpen(
  session: Session,
  home: Home,
  file: Uint8Array,
  kind: "bundle" | "answer",
): Promise<UnlockedKey> {
  return unlocked(session, (source) => unlockKeyFor(home, file, kind, source));
}

async function unlocked(
  session: Session,
  unlock: (source: PassphraseSource) => Promise<UnlockedKey>,
): Promise<UnlockedKey> {
  const { source, remember } = passphraseSource(session);
  const key = await unlock(source);
  await remember();
  return key;
}

async function askPassphrase(fingerprint: Fingerprint, attempt: number): Promise<string> {
  const passphrase = await window.showInputBox({
    title: "Passphrase of your key",
    prompt: `${attempt > 1 ? "That was not it. " : ""}Key ${groupFingerprint(fingerprint)}`,
    password: true,
    ignoreFocusOut: true,
  });
  if (passphrase === undefined) throw cancelled();
  return passphrase;
}

function ask(options: InputBoxOptions): Promise<string> {
  return answered(window.showInputBox({ ignoreFocusOut: true, ...options }));
}

function secretName(fingerprint: Fingerprint): string {
  return `embargo.passphrase.${fingerprint}`;
}
