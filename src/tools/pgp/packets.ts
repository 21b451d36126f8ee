import { joinBytes, toHex } from "../../model/bundle/bytes";
import { EmbargoError } from "../../model/errors";
import type { Packet } from "./packetStream";
import { formatRefusal, readPackets, TAG } from "./packetStream";

export { dearmorOnce } from "./armor";

/** What a message is for: a bundle's grammar is narrower than an answer's, which any OpenPGP program may have made. */
export type MessageKind = "bundle" | "answer";

/** An encrypted message, divided but not yet opened. */
export interface SealedMessage {
  /** Key ids of the readers, 16 upper-case hex characters each; zeros for a hidden one. Empty for a passphrase. */
  readonly keyIds: readonly string[];
  readonly byPassphrase: boolean;
  /** The session key packets as they came. */
  readonly sessionKeys: Uint8Array;
  readonly container: Packet;
}

/** What was inside: exactly one signature over exactly one literal. */
export interface SignedMessage {
  readonly payload: Uint8Array;
  /** Key id that the one-pass packet names, 16 upper-case hex characters. */
  readonly keyId: string;
  /** The signature packet, and all three packets in their order. */
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
}

const MOST_READERS = 16;
const AES: readonly number[] = [7, 8, 9];
const OCB = 2;
/** SHA-256, -384, -512. */
const HASHES: readonly number[] = [8, 9, 10];
const UNENCRYPTED: readonly number[] = [TAG.signature, TAG.onePass, TAG.compressed, TAG.literal];

/**
 * The outer grammar (FORMAT section 2): 1 to 16 public-key session packets, or one for a passphrase; then one container of
 * encrypted data with integrity, and nothing behind it.
 *
 * @throws EmbargoError `format`; for an answer that was not encrypted `not-encrypted`
 */
export function readSealed(bytes: Uint8Array, kind: MessageKind): SealedMessage {
  const packets = readPackets(bytes);
  if (kind === "answer" && UNENCRYPTED.includes(packets[0]?.tag ?? 0)) throw notEncrypted();
  const container = packets.at(-1);
  const before = packets.slice(0, -1);
  if (!container || !isContainer(container, kind)) throw formatRefusal("it is not one encrypted message");
  const byPassphrase = before.length === 1 && before[0]!.tag === TAG.passphraseSession;
  const toKeys = before.length <= MOST_READERS && before.every(({ tag }) => tag === TAG.publicKeySession);
  if (before.length === 0 || !(byPassphrase || toKeys))
    throw formatRefusal("its readers are not listed as they should be");
  return {
    keyIds: byPassphrase ? [] : before.map(({ body }) => readerKeyId(body)),
    byPassphrase,
    sessionKeys: joinBytes(before.map(({ raw }) => raw)),
    container,
  };
}

/**
 * The inner grammar: one-pass signature, literal, signature, agreeing with each other, and nothing else.
 *
 * @throws EmbargoError `format`, `signature-missing`
 */
export function readSigned(packets: readonly Packet[], kind: MessageKind): SignedMessage {
  if (packets.length === 1 && packets[0]!.tag === TAG.literal) {
    throw new EmbargoError(
      "signature-missing",
      "The file is encrypted but nobody signed it.",
      "Ask the sender to sign and encrypt in one step (gpg --sign --encrypt).",
    );
  }
  const [onePass, literal, signature] = packets;
  const inOrder = packets.map(({ tag }) => tag).join() === [TAG.onePass, TAG.literal, TAG.signature].join();
  if (!inOrder || !onePass || !literal || !signature) throw formatRefusal("it is not one text with one signature");
  const promised = readOnePass(onePass.body);
  const [version, type, algorithm, hash] = signature.body;
  const agree = promised.type === type && promised.hash === hash && promised.algorithm === algorithm;
  if (!agree || version !== promised.signatureVersion) throw formatRefusal("its signature is not the one it announces");
  if (!(type === 0x00 || (type === 0x01 && kind === "answer")))
    throw formatRefusal("it is signed in another way than a file");
  if (!HASHES.includes(promised.hash)) throw formatRefusal("its signature uses a hash that is not accepted");
  return {
    payload: readLiteral(literal.body),
    keyId: promised.keyId,
    signature: signature.raw,
    message: joinBytes([onePass.raw, literal.raw, signature.raw]),
  };
}

/** The text of one literal packet that stands alone; `undefined` for anything else. */
export function readUnsigned(packets: readonly Packet[]): Uint8Array | undefined {
  const [literal, ...others] = packets;
  return literal?.tag === TAG.literal && others.length === 0 ? readLiteral(literal.body) : undefined;
}

/** An answer that anybody on its way could read. */
export function notEncrypted(): EmbargoError {
  return new EmbargoError(
    "not-encrypted",
    "The answer was signed but not encrypted: it travelled in the open.",
    "Ask the sender to encrypt it too (gpg --sign --encrypt), and think about who may have read it.",
  );
}

/** RFC 9580 sections 5.13 and, for what gpg 2.4 sends to keys that ask for OCB, draft-koch-librepgp section 5.16. */
function isContainer({ tag, body }: Packet, kind: MessageKind): boolean {
  const [version, cipher, mode] = body;
  if (tag === TAG.integrityProtected) return version === 1 || (version === 2 && AES.includes(cipher ?? 0));
  return tag === TAG.aead && kind === "answer" && version === 1 && AES.includes(cipher ?? 0) && mode === OCB;
}

/** RFC 9580 section 5.1: version 3 names a key id, version 6 a fingerprint. */
function readerKeyId(body: Uint8Array): string {
  if (body[0] === 3 && body.length > 9) return upperHex(body.subarray(1, 9));
  if (body[0] !== 6 || body.length < 3) throw formatRefusal("a reader is named in an unknown way");
  const length = body[1]!;
  if (length === 0) return "0".repeat(16);
  const fingerprint = body.subarray(3, 2 + length);
  if (body[2] === 4 && length === 21) return upperHex(fingerprint.subarray(12));
  if (body[2] === 6 && length === 33) return upperHex(fingerprint.subarray(0, 8));
  throw formatRefusal("a reader is named in an unknown way");
}

/** RFC 9580 section 5.4; the last octet says that no other signature follows on the same text. */
function readOnePass(body: Uint8Array) {
  const [version, type, hash, algorithm] = body;
  const salt = version === 6 ? 1 + (body[4] ?? 0) : 0;
  const issuer = body.subarray(4 + salt, -1);
  const whole = (version === 3 && issuer.length === 8) || (version === 6 && issuer.length === 32);
  if (!whole || body.at(-1) === 0) throw formatRefusal("its signature is announced in an unknown way");
  const signatureVersion = version === 3 ? 4 : 6;
  return { type, hash: hash!, algorithm, signatureVersion, keyId: upperHex(issuer.subarray(0, 8)) };
}

/**
 * The contents of a literal packet (RFC 9580 section 5.9); the name and the date in it are nobody's promise and are ignored.
 *
 * @throws EmbargoError `format`
 */
export function readLiteral(body: Uint8Array): Uint8Array {
  const type = String.fromCharCode(body[0] ?? 0);
  const start = 2 + (body[1] ?? 0) + 4;
  if ((type !== "b" && type !== "t") || start > body.length) throw formatRefusal("its contents are of an unknown kind");
  return body.subarray(start);
}

function upperHex(bytes: Uint8Array): string {
  return toHex(bytes).toUpperCase();
}
