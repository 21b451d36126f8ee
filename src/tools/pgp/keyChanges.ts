import type { PrivateKey, UserIDPacket } from "openpgp";
import { EmbargoError } from "../../model/errors";
import { readPublicKey } from "./certificates";
import { loadOpenPgp } from "./openpgp";
import { privateKeyOf, type UnlockedKey } from "./unlockedKey";

/** Why a key is given up (RFC 9580 section 5.2.3.31). */
export const REVOCATION_REASONS = { compromised: 2, superseded: 1, retired: 3 } as const;
export type RevocationReason = keyof typeof REVOCATION_REASONS;

/** A key after a change, both halves in armor; the secret one is protected as it was. */
export interface ChangedKey {
  readonly certificate: string;
  readonly secret: string;
}

/**
 * The key with a new end. Its older signatures on itself stay in it, so that what it signed before can still be checked.
 *
 * @param secret armored, protected or not
 * @throws EmbargoError `key-unusable` for a key whose primary part is elsewhere, or that has parts for more than signing and encrypting
 */
export async function extendKey(secret: string, unlocked: UnlockedKey, until: Date): Promise<ChangedKey> {
  const { openpgp, config } = await loadOpenPgp();
  const key = privateKeyOf(unlocked);
  await refuseComplicated(key);
  const userIDs = key.users.flatMap(({ userID }) => (userID ? partsOf(userID) : []));
  const keyExpirationTime = Math.floor((until.getTime() - key.getCreationTime().getTime()) / 1000);
  const options = { privateKey: key, userIDs, keyExpirationTime, format: "object", config } as const;
  const { publicKey } = await openpgp.reformatKey(options).catch((error: unknown) => {
    throw tooComplicated(error);
  });
  const sameNames = publicKey.getUserIDs().join("\n") === key.getUserIDs().join("\n");
  if (!sameNames) throw tooComplicated();
  return merged(secret, publicKey.armor());
}

/**
 * The key with its own word that it must not be used any more. That cannot be taken back.
 *
 * @throws EmbargoError `key-unusable` when its primary part is elsewhere
 */
export async function revokeKey(secret: string, unlocked: UnlockedKey, reason: RevocationReason): Promise<ChangedKey> {
  const { openpgp, config } = await loadOpenPgp();
  const reasonForRevocation = { flag: REVOCATION_REASONS[reason] };
  const options = { key: privateKeyOf(unlocked), reasonForRevocation, format: "object", config } as const;
  const { publicKey } = await openpgp.revokeKey(options).catch((error: unknown) => {
    throw tooComplicated(error);
  });
  return merged(secret, publicKey.armor());
}

/** `certificate` with the word of `by` that its user ids are theirs: how an old key introduces the one that follows it. */
export async function certifyBy(certificate: string, by: UnlockedKey): Promise<string> {
  const { openpgp, config } = await loadOpenPgp();
  const full = { ...openpgp.config, ...config };
  const signed = await (await readPublicKey(certificate)).signAllUsers([privateKeyOf(by)], new Date(), full);
  return signed.armor();
}

/** Whether the key `by` vouched for the primary user id of `certificate` (RFC 9580 section 5.2.1.5), and still may. */
export async function isCertifiedBy(certificate: string, by: string, now = new Date()): Promise<boolean> {
  const [key, certifier] = [await readPublicKey(certificate), await readPublicKey(by)];
  if (key.getFingerprint() === certifier.getFingerprint()) return false;
  const found = await key.verifyPrimaryUser([certifier], now).catch(() => []);
  return found.some(({ keyID, valid }) => valid === true && keyID.equals(certifier.getKeyID()));
}

async function merged(secret: string, update: string): Promise<ChangedKey> {
  const { openpgp, config } = await loadOpenPgp();
  const locked = await openpgp.readPrivateKey({ armoredKey: secret, config });
  const changed = await locked.update(await readPublicKey(update));
  return { certificate: changed.toPublic().armor(), secret: changed.armor() };
}

function partsOf({ name, email, comment }: UserIDPacket) {
  return { ...(name ? { name } : {}), ...(email ? { email } : {}), ...(comment ? { comment } : {}) };
}

/** Written again, an authentication part or a photograph would come out as something else. */
async function refuseComplicated(key: PrivateKey): Promise<void> {
  const { openpgp } = await loadOpenPgp();
  const { signData, encryptCommunication, encryptStorage } = openpgp.enums.keyFlags;
  const known = signData | encryptCommunication | encryptStorage;
  const flags = key.subkeys.map(({ bindingSignatures }) => bindingSignatures.at(-1)?.keyFlags?.[0] ?? 0);
  const plain = flags.every((flag) => flag !== 0 && (flag & ~known) === 0);
  if (!plain || key.users.some(({ userID }) => !userID)) throw tooComplicated();
}

function tooComplicated(cause?: unknown): EmbargoError {
  return new EmbargoError(
    "key-unusable",
    "This key has parts that Embargo does not write again, or its primary part is not in it.",
    "Change it where it was made (gpg --quick-set-expire, or gpg --gen-revoke), then import it again: embargo key import --own.",
    cause,
  );
}
