import { EmbargoError } from "../../model/errors";
import type { Fingerprint } from "../../model/ids";
import { fingerprintOf } from "./certificates";
import { loadOpenPgp } from "./openpgp";
import type { UnlockedKey } from "./unlockedKey";
import { holdUnlocked } from "./unlockedKey";

export type { UnlockedKey } from "./unlockedKey";

/** A new key, in armor. */
export interface GeneratedKey {
  readonly fingerprint: Fingerprint;
  readonly certificate: string;
  /** Protected by the passphrase, if one was given. */
  readonly secret: string;
}

const YEAR_S = 365 * 24 * 60 * 60;
/** How many years a key may be made for; two when nobody says. */
export const KEY_YEARS = { least: 1, usual: 2, most: 5 } as const;

/**
 * Makes a key that every gpg since 2.1 reads: version 4, Ed25519 and Curve25519 under their legacy ids, with an end.
 *
 * @param of.years 1 to 5; two when absent
 * @throws EmbargoError `usage` when name and mail cannot be a user id, or for other years
 */
export async function generateKey(of: {
  readonly name: string;
  readonly mail: string;
  readonly passphrase?: string;
  readonly years?: number;
  readonly now?: Date;
}): Promise<GeneratedKey> {
  if (/[\p{Cc}<>]/u.test(of.name) || !/^[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+$/u.test(of.mail)) {
    throw new EmbargoError(
      "usage",
      "The name or the mail address cannot stand in a key.",
      "Write them without < and >.",
    );
  }
  const years = of.years ?? KEY_YEARS.usual;
  if (!Number.isInteger(years) || years < KEY_YEARS.least || years > KEY_YEARS.most) {
    throw new EmbargoError(
      "usage",
      "A key is made for 1 to 5 years.",
      "Two are usual; it can be extended before its end.",
    );
  }
  const { openpgp, config } = await loadOpenPgp();
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: { name: of.name, email: of.mail },
    ...(of.passphrase === undefined ? {} : { passphrase: of.passphrase }),
    ...(of.now === undefined ? {} : { date: of.now }),
    keyExpirationTime: years * YEAR_S,
    format: "object",
    config,
  });
  return { fingerprint: fingerprintOf(publicKey), certificate: publicKey.armor(), secret: privateKey.armor() };
}

/**
 * Makes a secret key usable. A key without a passphrase needs none, and one given for it is not looked at.
 *
 * @throws EmbargoError `passphrase-needed`, `passphrase-wrong`, `key-invalid`
 */
export async function unlock(secret: string, passphrase: string | undefined): Promise<UnlockedKey> {
  const { openpgp, config } = await loadOpenPgp();
  const key = await openpgp.readPrivateKey({ armoredKey: secret, config }).catch((error: unknown) => {
    throw new EmbargoError("key-invalid", "The secret key is damaged.", "Import it again from a backup.", error);
  });
  if (key.isDecrypted()) return holdUnlocked(key);
  if (passphrase === undefined) {
    throw new EmbargoError(
      "passphrase-needed",
      `The key ${fingerprintOf(key)} is protected by a passphrase.`,
      "Give it when asked, or by --passphrase-fd.",
    );
  }
  try {
    return holdUnlocked(await openpgp.decryptKey({ privateKey: key, passphrase, config }));
  } catch (error) {
    const sentence = `The passphrase does not open the key ${fingerprintOf(key)}.`;
    throw new EmbargoError("passphrase-wrong", sentence, "Try again; nothing was changed.", error);
  }
}

/** Whether a secret key in armor has a passphrase. @throws EmbargoError `key-invalid` */
export async function isProtected(secret: string): Promise<boolean> {
  try {
    await unlock(secret, undefined);
    return false;
  } catch (error) {
    if (error instanceof EmbargoError && error.code === "passphrase-needed") return true;
    throw error;
  }
}
