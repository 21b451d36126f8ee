import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import { asFingerprint, toInstant, type Fingerprint, type Instant } from "../../model/ids";
import type { Home } from "../home";
import { mergeCertificates, readSecretKey } from "./certificates";
import { refuseOther } from "./expectedFingerprint";
import type { Gpg } from "./gpg";
import { exportGpgCertificate, useGpgKey } from "./gpgKey";
import { keysDir, readKeyFile, writeKeyFile } from "./keyFile";
import { generateKey, unlock } from "./keys";
import type { UnlockedKey } from "./unlockedKey";

/** One's own key as it lies in `<home>/keys/own.json`: its secret part is here, or a gpg of this machine has it. */
export interface OwnKey {
  readonly format: "embargo-own-key/1";
  readonly fingerprint: Fingerprint;
  /** Armored; for everybody. */
  readonly certificate: string;
  /** Armored, protected by its passphrase unless it has none. Absent for a key in gpg. */
  readonly secret?: string;
  /** The gpg that has the secret part. */
  readonly gpg?: Gpg;
  /** Whether a copy of the secret part lies somewhere else, as far as the person said. */
  readonly backup?: { readonly state: "saved" | "dismissed"; readonly at: Instant };
}

/** Asks for the passphrase of a key; `attempt` counts from 1. `undefined` means that nobody can or wants to give it. */
export type PassphraseSource = (question: {
  readonly fingerprint: Fingerprint;
  readonly attempt: number;
}) => Promise<string | undefined>;

const MOST_ATTEMPTS = 3;

/** The home's own key, or `undefined` when none was made yet. @throws EmbargoError `key-invalid` when its file is damaged */
export async function readOwnKey(home: Home): Promise<OwnKey | undefined> {
  return readOwnKeyFile(ownPath(home));
}

/** The same where nothing goes on without it. @throws EmbargoError `own-key-missing`, `key-invalid` */
export async function requireOwnKey(home: Home): Promise<OwnKey> {
  const own = await readOwnKey(home);
  if (own) return own;
  throw new EmbargoError(
    "own-key-missing",
    "There is no key of your own in this home yet.",
    "Make one (embargo key new), bring yours (embargo key import --own FILE), or use the one in your gpg (embargo key use-gpg).",
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
  of: { readonly name: string; readonly mail: string; readonly passphrase?: string; readonly years?: number },
): Promise<OwnKey> {
  await refuseSecondOwnKey(home);
  return keepOwnKey(home, { format: "embargo-own-key/1", ...(await generateKey(of)) });
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
  await unlockBy(secret, fingerprint, options.passphrase ?? (() => Promise.resolve(undefined)));
  // It came from a file, and that file is a copy.
  const backup = { state: "saved", at: toInstant(new Date()) } as const;
  return keepOwnKey(home, {
    format: "embargo-own-key/1",
    fingerprint,
    certificate: certificate.armored,
    secret,
    backup,
  });
}

/** Writes the own key; another one that was there before stays in `keys/replaced`. @throws EmbargoError `disk-full`, `home-unwritable` */
export async function keepOwnKey(home: Home, own: OwnKey): Promise<OwnKey> {
  const before = await readOwnKey(home);
  if (before && before.fingerprint !== own.fingerprint)
    await writeKeyFile(replacedPath(home, before.fingerprint), before);
  await writeKeyFile(ownPath(home), own);
  return own;
}

/** The keys that were one's own before, kept for reading. @throws EmbargoError `key-invalid` */
export async function listReplacedKeys(home: Home): Promise<OwnKey[]> {
  const names = await readdir(join(keysDir(home), "replaced")).catch(() => []);
  const fingerprints = names.flatMap((name) => asFingerprint(name.replace(/\.json$/, "")) ?? []).sort();
  const keys = await Promise.all(fingerprints.map((fingerprint) => readOwnKeyFile(replacedPath(home, fingerprint))));
  return keys.filter((key) => key !== undefined);
}

/** Notes whether the secret part has a copy elsewhere. @throws EmbargoError `own-key-missing`, `key-invalid` */
export async function noteBackup(home: Home, state: "saved" | "dismissed", now = new Date()): Promise<OwnKey> {
  return keepOwnKey(home, { ...(await requireOwnKey(home)), backup: { state, at: toInstant(now) } });
}

/**
 * Unlocks the home's own key, asking at most three times; one in gpg asks for itself whenever it is used.
 *
 * @throws EmbargoError `own-key-missing`, `key-invalid`, `passphrase-needed`, `passphrase-wrong`; for a key in gpg
 *   `gpg-missing`, `key-missing`
 */
export async function unlockOwnKey(home: Home, passphrase: PassphraseSource): Promise<UnlockedKey> {
  const own = await requireOwnKey(home);
  return unlockKey(own.gpg ? await refreshed(home, own, own.gpg) : own, passphrase);
}

/** Unlocks one of one's own keys, also one that was replaced. @throws EmbargoError as `unlockOwnKey` */
export async function unlockKey(own: OwnKey, passphrase: PassphraseSource): Promise<UnlockedKey> {
  if (own.gpg) return useGpgKey(own.gpg, own.certificate);
  if (own.secret === undefined) throw damaged();
  return unlockBy(own.secret, own.fingerprint, passphrase);
}

/** One's own certificate in armor, to give away. @throws EmbargoError `own-key-missing`, `key-invalid` */
export async function exportCertificate(home: Home): Promise<string> {
  return (await requireOwnKey(home)).certificate;
}

/** A new end or a new part that the person gave the key in gpg counts here too. */
async function refreshed(home: Home, own: OwnKey, gpg: Gpg): Promise<OwnKey> {
  const current = await exportGpgCertificate(gpg, own.fingerprint);
  const { armored } = await mergeCertificates(own.certificate, current.armored);
  return armored === own.certificate ? own : keepOwnKey(home, { ...own, certificate: armored });
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

async function readOwnKeyFile(path: string): Promise<OwnKey | undefined> {
  const own = await readKeyFile<OwnKey>(path, "embargo-own-key/1", ["fingerprint", "certificate"]);
  if (!own) return undefined;
  const inGpg = typeof own.gpg?.program === "string" && typeof own.gpg.home === "string";
  if (typeof own.secret !== "string" && !inGpg) throw damaged();
  return own;
}

function ownPath(home: Home): string {
  return join(keysDir(home), "own.json");
}

function replacedPath(home: Home, fingerprint: Fingerprint): string {
  return join(keysDir(home), "replaced", `${fingerprint}.json`);
}

function damaged(): EmbargoError {
  return new EmbargoError(
    "key-invalid",
    "The file of your own key in the Embargo home is damaged.",
    "It was left as it is. Put it back from a backup, or move it away and import the key again.",
  );
}

function ownKeyExists(fingerprint: Fingerprint): EmbargoError {
  return new EmbargoError(
    "own-key-exists",
    `This home already has a key of its own: ${fingerprint}.`,
    "Keep it, or put another in its place: embargo key new --replace, or embargo key import --own --replace FILE.",
  );
}
