import type { EncryptOptions, Message } from "openpgp";
import { EmbargoError } from "../../model/errors";
import { readPublicKey, usableForEncryption } from "./certificates";
import { loadOpenPgp } from "./openpgp";
import type { UnlockedKey } from "./unlockedKey";
import { privateKeyOf } from "./unlockedKey";

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
  const now = options.now ?? new Date();
  const reader = await readPublicKey(options.to);
  await usableForEncryption({ armored: options.to }, now);
  const readByAll = reader.keyPacket.version === 4;
  return sealFor(payload, options.signWith, now, { encryptionKeys: reader, ...(readByAll ? freshKey() : {}) });
}

/**
 * The same for whoever knows the passphrase: one passphrase, iterated S2K (gpg reads neither two nor Argon2).
 *
 * @throws EmbargoError `key-unusable` (one's own)
 */
export async function sealWithPassphrase(
  payload: Uint8Array,
  options: { readonly passphrase: string; readonly signWith: UnlockedKey; readonly now?: Date },
): Promise<Uint8Array> {
  return sealFor(payload, options.signWith, options.now ?? new Date(), {
    passwords: options.passphrase,
    ...freshKey(),
  });
}

async function sealFor(
  payload: Uint8Array,
  signWith: UnlockedKey,
  now: Date,
  readers: Pick<EncryptOptions, "encryptionKeys" | "passwords" | "sessionKey">,
): Promise<Uint8Array> {
  const { openpgp, config } = await loadOpenPgp();
  const message: Message<Uint8Array> = await openpgp.createMessage({ binary: payload, date: now });
  const signingKeys = privateKeyOf(signWith);
  // Signed apart from encrypting, because the library would choose the hash by the reader's preferences.
  const detached = { message, signingKeys, detached: true, format: "binary", date: now, config } as const;
  // The casts are needed because the library's types name stream types of a package that it does not bring along.
  const binarySignature = (await openpgp.sign(detached).catch((error: unknown) => {
    throw new EmbargoError(
      "key-unusable",
      `Your own key ${signWith.fingerprint} cannot sign: it is expired, revoked, or has no part for signing.`,
      "Make or import a current key (embargo key new, embargo key import --own --replace).",
      error,
    );
  })) as Uint8Array;
  const signature = await openpgp.readSignature({ binarySignature, config });
  return (await openpgp.encrypt({ message, signature, ...readers, date: now, format: "binary", config })) as Uint8Array;
}

/** A session key of our own choosing keeps the library from following the reader's feature bits to a newer packet. */
function freshKey(): Pick<EncryptOptions, "sessionKey"> {
  return { sessionKey: { data: globalThis.crypto.getRandomValues(new Uint8Array(32)), algorithm: "aes256" } };
}
