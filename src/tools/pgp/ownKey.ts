import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import type { Fingerprint } from "../../model/ids";
import type { Home } from "../home";
import { readSecretKey } from "./certificates";
import { refuseOther } from "./expectedFingerprint";
import { keysDir, readKeyFile, writeKeyFile } from "./keyFile";
import { generateKey, unlock } from "./keys";
import type { UnlockedKey } from "./unlockedKey";

/** One's own key as it lies in `<home>/keys/own.json`. */
export interface OwnKey {
  readonly format: "embargo-own-key/1";
  readonly fingerprint: Fingerprint;
  /** Armored; for everybody. */
  readonly certificate: string;
  /** Armored, protected by its passphrase unless it has none. */
  readonly secret: string;
}

/** Asks for the passphrase of a key; `attempt` counts from 1. `undefined` means that nobody can or wants to give it. */
export type PassphraseSource = (question: {
  readonly fingerprint: Fingerprint;
  readonly attempt: number;
}) => Promise<string | undefined>;

const MOST_ATTEMPTS = 3;

/** The home's own key, or `undefined` when none was made yet. @throws EmbargoError `key-invalid` when its file is damaged */
export function readOwnKey(home: Home): Promise<OwnKey | undefined> {
  return readKeyFile<OwnKey>(ownPath(home), "embargo-own-key/1", ["fingerprint", "certificate", "secret"]);
}

/** The same where nothing goes on without it. @throws EmbargoError `own-key-missing`, `key-invalid` */
export async function requireOwnKey(home: Home): Promise<OwnKey> {
  const own = await readOwnKey(home);
  if (own) return own;
  throw new EmbargoError(
    "own-key-missing",
    "There is no key of your own in this home yet.",
    "Make one (embargo key new), or bring yours (embargo key import --own FILE).",
  );
}

/**
 * Refuses to make or import another own key than the one that is there.
 *
 * @param fingerprint the key that comes; `undefined` for one that is still to be made
 * @throws EmbargoError `own-key-exists` unless `replace`, `key-invalid`
 */
export async function refuseSecondOwnKey(home: Home, fingerprint?: Fingerprint, replace = false): Promise<void> {
  const existing = await readOwnKey(home);
  if (existing && existing.fingerprint !== fingerprint && !replace) throw ownKeyExists(existing.fingerprint);
}

/**
 * Makes the home's own key.
 *
 * @throws EmbargoError `own-key-exists`, `usage`, `disk-full`, `home-unwritable`
 */
export async function createOwnKey(
  home: Home,
  of: { readonly name: string; readonly mail: string; readonly passphrase?: string },
): Promise<OwnKey> {
  await refuseSecondOwnKey(home);
  return keep(home, { format: "embargo-own-key/1", ...(await generateKey(of)) });
}

/**
 * Takes a secret key for one's own, after it could be unlocked. The key it replaces stays in `keys/replaced`, because
 * older files open only with it.
 *
 * @param options.passphrase asked only when the key is protected
 * @throws EmbargoError `key-invalid`, `fingerprint-differs`, `own-key-exists` without `replace`, `passphrase-needed`,
 *   `passphrase-wrong`
 */
export async function importOwnKey(
  home: Home,
  bytes: Uint8Array,
  options: {
    readonly fingerprint?: string;
    readonly passphrase?: PassphraseSource;
    readonly replace?: boolean;
  } = {},
): Promise<OwnKey> {
  const { certificate, secret } = await readSecretKey(bytes);
  const { fingerprint } = certificate;
  refuseOther(fingerprint, options.fingerprint);
  await refuseSecondOwnKey(home, fingerprint, options.replace);
  const before = await readOwnKey(home);
  await unlockBy(secret, fingerprint, options.passphrase ?? (() => Promise.resolve(undefined)));
  if (before && before.fingerprint !== fingerprint) {
    await writeKeyFile(join(keysDir(home), "replaced", `${before.fingerprint}.json`), before);
  }
  return keep(home, { format: "embargo-own-key/1", fingerprint, certificate: certificate.armored, secret });
}

/**
 * Unlocks the home's own key, asking at most three times.
 *
 * @throws EmbargoError `own-key-missing`, `key-invalid`, `passphrase-needed`, `passphrase-wrong`
 */
export async function unlockOwnKey(home: Home, passphrase: PassphraseSource): Promise<UnlockedKey> {
  const { secret, fingerprint } = await requireOwnKey(home);
  return unlockBy(secret, fingerprint, passphrase);
}

/** One's own certificate in armor, to give away. @throws EmbargoError `own-key-missing`, `key-invalid` */
export async function exportCertificate(home: Home): Promise<string> {
  return (await requireOwnKey(home)).certificate;
}

async function unlockBy(secret: string, fingerprint: Fingerprint, source: PassphraseSource): Promise<UnlockedKey> {
  let refusal: unknown;
  for (let attempt = 0; attempt <= MOST_ATTEMPTS; attempt++) {
    const passphrase = attempt === 0 ? undefined : await source({ fingerprint, attempt });
    if (attempt > 0 && passphrase === undefined) break;
    try {
      return await unlock(secret, passphrase);
    } catch (error) {
      if (!(error instanceof EmbargoError) || error.code === "key-invalid") throw error;
      refusal = error;
    }
  }
  throw refusal;
}

async function keep(home: Home, own: OwnKey): Promise<OwnKey> {
  await writeKeyFile(ownPath(home), own);
  return own;
}

function ownPath(home: Home): string {
  return join(keysDir(home), "own.json");
}

function ownKeyExists(fingerprint: Fingerprint): EmbargoError {
  return new EmbargoError(
    "own-key-exists",
    `This home already has a key of its own: ${fingerprint}.`,
    "Keep it, or put another in its place: embargo key import --own --replace FILE.",
  );
}
