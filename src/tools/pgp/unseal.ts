import { EmbargoError } from "../../model/errors";
import type { Fingerprint, Instant } from "../../model/ids";
import { dearmorOnce, isClearSigned } from "./armor";
import type { Opener } from "./opener";
import { openSealed } from "./openSealed";
import type { MessageKind } from "./packets";
import { notEncrypted, readSealed, readSigned, readUnsigned } from "./packets";
import type { UnlockedKey } from "./unlockedKey";
import { verifySigned } from "./verify";

/** What came out of a message, and who is answerable for it. */
export interface Unsealed {
  readonly payload: Uint8Array;
  /** The signer's primary key. */
  readonly signer: Fingerprint;
  readonly signedAt: Instant;
  /** Key ids of all readers, 16 upper-case hex characters; empty for a passphrase. */
  readonly encryptedTo: readonly string[];
  /** Whether our key that opened it is expired or revoked: the sender used an old copy. */
  readonly ownKeyExpired: boolean;
  /** What was forgiven, one sentence each. */
  readonly notes: readonly string[];
}

/** 66 MiB: the largest file that is looked at. */
export const LARGEST_MESSAGE = 66 * 2 ** 20;

/**
 * Opens a bundle or an answer: one encrypted message with exactly one valid signature by one of `signers` (FORMAT sections
 * 1 and 2; RFC 9580). Nothing of the contents is given back before every check of these sections passed.
 *
 * @param options.ownKeys keys that may open it
 * @param options.signers armored certificates of those whose signature counts
 * @throws EmbargoError `too-large`, `format`, `not-for-me`, `signature-missing`, `signature-wrong`, `signer-unknown`,
 *   `signer-expired`, `signer-revoked`; for answers `not-encrypted`
 */
export async function unseal(
  message: Uint8Array,
  options: {
    readonly kind: MessageKind;
    readonly ownKeys: readonly UnlockedKey[];
    readonly passphrase?: string;
    /** Instead of a key or a passphrase: what the maker of the message kept. */
    readonly opener?: Opener;
    readonly signers: readonly string[];
    readonly now?: Date;
  },
): Promise<Unsealed> {
  const { kind, signers, now = new Date() } = options;
  const { sealed, bytes, notes } = readOuter(message, kind);
  const { packets, ownKeyExpired } = await openSealed(sealed, bytes, { ...options, now });
  const signed = readSigned(packets, kind);
  const { signer, signedAt } = await verifySigned(signed, signers, now);
  return { payload: signed.payload, signer, signedAt, encryptedTo: sealed.keyIds, ownKeyExpired, notes };
}

/** What an answer that nobody signed says: that of a reader who has no key. Anybody who knew our key may have written it. */
export interface Unsigned {
  readonly payload: Uint8Array;
  /** What was forgiven, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Opens an answer that is encrypted to us and that nobody signed; `undefined` when it holds anything but one plain text.
 *
 * @throws EmbargoError `too-large`, `format`, `not-for-me`, `not-encrypted`
 */
export async function unsealUnsigned(
  message: Uint8Array,
  options: { readonly ownKeys: readonly UnlockedKey[]; readonly now?: Date },
): Promise<Unsigned | undefined> {
  const { sealed, bytes, notes } = readOuter(message, "answer");
  const { packets } = await openSealed(sealed, bytes, { ...options, now: options.now ?? new Date() });
  const payload = readUnsigned(packets);
  return payload && { payload, notes };
}

/** Whether a passphrase, and not a key, opens this bundle; false also for what is no bundle at all. */
export function opensByPassphrase(message: Uint8Array): boolean {
  try {
    return readOuter(message, "bundle").sealed.byPassphrase;
  } catch {
    return false; // whoever opens it says why
  }
}

function readOuter(message: Uint8Array, kind: MessageKind) {
  if (message.length > LARGEST_MESSAGE) throw tooLarge(message.length);
  if (kind === "answer" && isClearSigned(message)) throw notEncrypted();
  const { bytes, textAround } = dearmorOnce(message, "MESSAGE");
  const notes = textAround ? ["There was text around the encrypted block; nobody signed it and it was ignored."] : [];
  return { sealed: readSealed(bytes, kind), bytes, notes };
}

function tooLarge(size: number): EmbargoError {
  return new EmbargoError(
    "too-large",
    `The file has ${size} bytes; at most ${LARGEST_MESSAGE} are read.`,
    "Ask the sender for a smaller one; nothing of it was read.",
  );
}
