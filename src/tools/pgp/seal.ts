import type { EncryptOptions, Message, PublicKey, SessionKey } from "openpgp";
import { EmbargoError } from "../../model/errors";
import { readPublicKey, usableForEncryption } from "./certificates";
import { loadOpenPgp } from "./openpgp";
import { asOpener, type Opener } from "./opener";
import type { UnlockedKey } from "./unlockedKey";
import { delegatedKeyOf, privateKeyOf } from "./unlockedKey";

/** A sealed message, and what opens it again as its reader will: for the maker's own check, never stored. */
export interface Sealed {
  readonly message: Uint8Array;
  readonly opener: Opener;
}

/**
 * Signs and encrypts for one reader in the one form that every OpenPGP program reads: AES-256 in packet 18 version 1,
 * whatever the reader's key advertises, not compressed, binary. A version 6 key gets what only its own kind reads.
 *
 * @param options.to the reader's certificate, armored
 * @throws EmbargoError `key-invalid`, `key-unusable` (the reader's, or one's own)
 */
export async function seal(
  payload: Uint8Array,
  options: { readonly to: string; readonly signWith: UnlockedKey; readonly now?: Date },
): Promise<Uint8Array> {
  return (await sealFor(payload, options)).message;
}

/** The same as `seal`, with what opens it again. Throws as `seal` does. */
export async function sealFor(
  payload: Uint8Array,
  options: { readonly to: string; readonly signWith: UnlockedKey; readonly now?: Date },
): Promise<Sealed> {
  const now = options.now ?? new Date();
  const reader = await readPublicKey(options.to);
  await usableForEncryption({ armored: options.to }, now);
  const sessionKey = reader.keyPacket.version === 4 ? freshKey() : await keyAsAsked(reader);
  return signAndEncrypt(payload, options.signWith, now, { encryptionKeys: reader, sessionKey });
}

/**
 * The same for whoever knows the passphrase: one passphrase, iterated S2K (gpg reads neither two nor Argon2).
 *
 * @throws EmbargoError `key-unusable` (one's own)
 */
export async function sealWithPassphrase(
  payload: Uint8Array,
  options: { readonly passphrase: string; readonly signWith: UnlockedKey; readonly now?: Date },
): Promise<Sealed> {
  const readers = { passwords: options.passphrase, sessionKey: freshKey() };
  return signAndEncrypt(payload, options.signWith, options.now ?? new Date(), readers);
}

/**
 * Encrypts without a signature: the answer of a reader who has no key. Whoever gets it must not take it for signed.
 *
 * @throws EmbargoError `key-invalid`, `key-unusable`
 */
export async function encryptUnsigned(payload: Uint8Array, options: { readonly to: string }): Promise<Uint8Array> {
  const { openpgp, config } = await loadOpenPgp();
  const now = new Date();
  await usableForEncryption({ armored: options.to }, now);
  const encryptionKeys = await readPublicKey(options.to);
  const message = await openpgp.createMessage({ binary: payload, date: now });
  const sessionKey = encryptionKeys.keyPacket.version === 4 ? freshKey() : await keyAsAsked(encryptionKeys);
  return (await openpgp.encrypt({ message, encryptionKeys, sessionKey, format: "binary", config })) as Uint8Array;
}

async function signAndEncrypt(
  payload: Uint8Array,
  signWith: UnlockedKey,
  now: Date,
  readers: Pick<EncryptOptions, "encryptionKeys" | "passwords"> & { readonly sessionKey: SessionKey },
): Promise<Sealed> {
  const { openpgp, config } = await loadOpenPgp();
  const message: Message<Uint8Array> = await openpgp.createMessage({ binary: payload, date: now });
  const binarySignature = await (delegatedKeyOf(signWith)?.delegate.sign(payload) ?? signHere(message, signWith, now));
  const signature = await openpgp.readSignature({ binarySignature, config });
  const how = { ...readers, date: now, format: "binary", config } as const;
  const sealed = (await openpgp.encrypt({ message, signature, ...how })) as Uint8Array;
  return { message: sealed, opener: asOpener(readers.sessionKey) };
}

async function signHere(message: Message<Uint8Array>, signWith: UnlockedKey, now: Date): Promise<Uint8Array> {
  const { openpgp, config } = await loadOpenPgp();
  const signingKeys = privateKeyOf(signWith);
  // Signed apart from encrypting, because the library would choose the hash by the reader's preferences.
  const detached = { message, signingKeys, detached: true, format: "binary", date: now, config } as const;
  // The casts are needed because the library's types name stream types of a package that it does not bring along.
  return (await openpgp.sign(detached).catch((error: unknown) => {
    throw new EmbargoError(
      "key-unusable",
      `Your own key ${signWith.fingerprint} cannot sign: it is expired, revoked, or has no part for signing.`,
      "Make or import a current key (embargo key new, embargo key import --own --replace).",
      error,
    );
  })) as Uint8Array;
}

/** A session key of our own choosing keeps the library from following the reader's feature bits to a newer packet. */
function freshKey(): SessionKey {
  return { data: globalThis.crypto.getRandomValues(new Uint8Array(32)), algorithm: "aes256" };
}

/** For a key that only its own kind reads: in the form that it asks for. */
async function keyAsAsked(encryptionKeys: PublicKey): Promise<SessionKey> {
  const { openpgp, config } = await loadOpenPgp();
  return openpgp.generateSessionKey({ encryptionKeys, config });
}
