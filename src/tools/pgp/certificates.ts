import type { PublicKey } from "openpgp";
import { EmbargoError } from "../../model/errors";
import type { Fingerprint, Instant } from "../../model/ids";
import { toInstant } from "../../model/ids";
import type { ArmorLabel } from "./armor";
import { dearmorOnce } from "./armor";
import { keyTrouble } from "./keyState";
import { loadOpenPgp } from "./openpgp";
import { readPackets, TAG } from "./packetStream";

/** The public part of one key, as it is kept and shown. */
export interface Certificate {
  /** Of the primary key. */
  readonly fingerprint: Fingerprint;
  /** The certificate in armor, public packets only. */
  readonly armored: string;
  /** From the primary user id that the key itself signed; absent when there is none. Escape before showing. */
  readonly name?: string;
  readonly mail?: string;
  readonly createdAt: Instant;
  /** Of the primary key; absent when it does not expire. */
  readonly expiresAt?: Instant;
  readonly revoked: boolean;
}

const PUBLIC_TAGS: readonly number[] = [TAG.publicKey, TAG.publicSubkey, TAG.userId, TAG.userAttribute, TAG.signature];
const SECRET_TAGS: readonly number[] = [TAG.secretKey, TAG.secretSubkey, TAG.userId, TAG.userAttribute, TAG.signature];

/**
 * Reads the certificate of exactly one key, binary or one armored block.
 *
 * @throws EmbargoError `key-invalid`, also for a file with a secret part
 */
export async function readCertificate(source: Uint8Array | string): Promise<Certificate> {
  return describe(await readPublicKey(source));
}

/**
 * Reads one secret key, with or without a passphrase, and gives it back in armor beside its certificate.
 *
 * @throws EmbargoError `key-invalid`
 */
export async function readSecretKey(
  source: Uint8Array | string,
): Promise<{ certificate: Certificate; secret: string }> {
  const binaryKey = onePrimary(source, "PRIVATE KEY BLOCK", SECRET_TAGS, TAG.secretKey);
  const { openpgp, config } = await loadOpenPgp();
  const key = await openpgp.readPrivateKey({ binaryKey, config }).catch((error: unknown) => {
    throw keyInvalid("it is damaged or of an unknown kind", error);
  });
  return { certificate: await describe(key.toPublic()), secret: key.armor() };
}

/**
 * `known` with what `update` adds: revocations, later expiries, new subkeys; only what the primary key signed.
 *
 * @throws EmbargoError `key-invalid`, `fingerprint-differs`
 */
export async function mergeCertificates(known: string, update: string): Promise<Certificate> {
  const [before, after] = [await readPublicKey(known), await readPublicKey(update)];
  if (before.getFingerprint() !== after.getFingerprint()) throw fingerprintDiffers();
  return describe(await before.update(after));
}

/**
 * Refuses a certificate that must not be encrypted to at `now`: revoked, expired (primary key or the subkey that would be
 * used), without a subkey for encryption, or made in what this clock takes for the future.
 *
 * @throws EmbargoError `key-unusable`, `key-invalid`
 */
export async function usableForEncryption(certificate: Pick<Certificate, "armored">, now: Date): Promise<void> {
  const key = await readPublicKey(certificate.armored);
  const { openpgp, config } = await loadOpenPgp();
  const full = { ...openpgp.config, ...config };
  const refuse = (reason: string, hint: string) => {
    const fingerprint = fingerprintOf(key);
    return new EmbargoError("key-unusable", `The key ${fingerprint} cannot be encrypted to: ${reason}.`, hint);
  };
  const parts = [key, ...key.subkeys];
  const troubles = await Promise.all(parts.map((part) => keyTrouble(key, part, now)));
  const usable = await key.getEncryptionKey(undefined, now, undefined, full).catch(() => undefined);
  if (!troubles[0] && usable) return;
  const trouble = troubles.find((found) => found !== undefined);
  if (trouble) {
    const since = toInstant(trouble.since).slice(0, 10);
    throw refuse(
      `it ${trouble.kind === "revoked" ? "was revoked" : "expired"} on ${since}`,
      "Ask its owner for a current key.",
    );
  }
  if (key.getCreationTime() > now)
    throw refuse("it was made after this computer's time", "Check the clock of this computer.");
  throw refuse("it has no part for encryption that is accepted", "Ask its owner for another key.");
}

/** The library's view of a certificate, for the other files of this folder. @throws EmbargoError `key-invalid` */
export async function readPublicKey(source: Uint8Array | string): Promise<PublicKey> {
  const binaryKey = onePrimary(source, "PUBLIC KEY BLOCK", PUBLIC_TAGS, TAG.publicKey);
  const { openpgp, config } = await loadOpenPgp();
  return openpgp.readKey({ binaryKey, config }).catch((error: unknown) => {
    throw keyInvalid("it is damaged or of an unknown kind", error);
  });
}

/** The primary key's fingerprint in our spelling. */
export function fingerprintOf(key: Pick<PublicKey, "getFingerprint">): Fingerprint {
  return key.getFingerprint().toUpperCase() as Fingerprint;
}

/** Another primary key than the one expected. */
export function fingerprintDiffers(): EmbargoError {
  return new EmbargoError(
    "fingerprint-differs",
    "The key in the file is another one: its fingerprint is not the one expected.",
    "Compare the fingerprint with its owner, on another way than the one the file came.",
  );
}

async function describe(key: PublicKey): Promise<Certificate> {
  const user = await key.getPrimaryUser().catch(() => undefined);
  const revoked = await key.isRevoked();
  const vouched = user !== undefined || (await key.getExpirationTime()) !== null;
  if (!vouched && !revoked)
    throw keyInvalid("it does not vouch for itself (or the clocks of its owner and you differ)");
  const { name, email } = user?.user.userID ?? {};
  const ends = await key.getExpirationTime();
  return {
    fingerprint: fingerprintOf(key),
    armored: key.armor(),
    ...(name ? { name } : {}),
    ...(email ? { mail: email } : {}),
    createdAt: toInstant(key.getCreationTime()),
    ...(ends instanceof Date ? { expiresAt: toInstant(ends) } : {}),
    revoked,
  };
}

/** The key's packets, when they are those of one key of the wanted kind and nothing else. */
function onePrimary(
  source: Uint8Array | string,
  label: ArmorLabel,
  tags: readonly number[],
  primary: number,
): Uint8Array {
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : source;
  refuseOtherHalf(bytes, label);
  const binary = asKeyError(() => dearmorOnce(bytes, label).bytes);
  const found = asKeyError(() => readPackets(binary)).map(({ tag }) => tag);
  if (label === "PUBLIC KEY BLOCK" && found.some((tag) => tag === TAG.secretKey || tag === TAG.secretSubkey)) {
    throw keyInvalid("it holds a secret part, which must stay with its owner");
  }
  if (found[0] !== primary || !found.every((tag) => tags.includes(tag)))
    throw keyInvalid("it is no key of the wanted kind");
  if (found.filter((tag) => tag === primary).length > 1) throw keyInvalid("it holds more than one key");
  return binary;
}

/** The likeliest mistake is to export the wrong half of one's key: it gets its own sentence. */
function refuseOtherHalf(bytes: Uint8Array, label: ArmorLabel): void {
  const other = label === "PUBLIC KEY BLOCK" ? "PRIVATE KEY BLOCK" : "PUBLIC KEY BLOCK";
  const text = new TextDecoder("latin1").decode(bytes);
  if (!text.includes(`-----BEGIN PGP ${other}-----`) || text.includes(`-----BEGIN PGP ${label}-----`)) return;
  if (label === "PUBLIC KEY BLOCK") throw keyInvalid("it holds a secret part, which must stay with its owner");
  throw keyInvalid("it is the public part, and your own key needs the secret one");
}

function asKeyError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw keyInvalid("it is not one whole block of OpenPGP packets", error);
  }
}

function keyInvalid(reason: string, cause?: unknown): EmbargoError {
  return new EmbargoError(
    "key-invalid",
    `The key file is refused: ${reason}.`,
    "Export exactly one key into a file (gpg --export FINGERPRINT; your own: gpg --export-secret-keys FINGERPRINT).",
    cause,
  );
}
