import { EmbargoError } from "../../model/errors";

/** Packet types (RFC 9580 section 5) that we tell apart. */
export const TAG = {
  publicKeySession: 1,
  signature: 2,
  passphraseSession: 3,
  onePass: 4,
  secretKey: 5,
  publicKey: 6,
  secretSubkey: 7,
  compressed: 8,
  literal: 11,
  userId: 13,
  publicSubkey: 14,
  userAttribute: 17,
  integrityProtected: 18,
  aead: 20,
} as const;

/** One OpenPGP packet. */
export interface Packet {
  readonly tag: number;
  readonly body: Uint8Array;
  /** Header and body as they came. */
  readonly raw: Uint8Array;
}

/** Only what carries data may come in parts or without a length (RFC 9580 section 4.2.1.4). */
const IN_PARTS: readonly number[] = [TAG.compressed, TAG.literal, TAG.integrityProtected, TAG.aead];

/** More than any key or message has; without a bound, two bytes of a hostile file cost a hundred of memory. */
const MOST_PACKETS = 10_000;

/**
 * Divides bytes into packets, both header formats of RFC 9580 section 4.2, to the last byte.
 *
 * @throws EmbargoError `format`
 */
export function readPackets(bytes: Uint8Array): Packet[] {
  const packets: Packet[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const first = bytes[offset]!;
    if (!(first & 0x80)) throw formatRefusal("it is not made of OpenPGP packets");
    const tag = first & 0x40 ? first & 0x3f : (first >> 2) & 0x0f;
    const { body, inParts, end } =
      first & 0x40 ? newFormat(bytes, offset + 1) : oldFormat(bytes, offset + 1, first & 3);
    if (end > bytes.length) throw formatRefusal("it is cut off");
    if (inParts && !IN_PARTS.includes(tag)) throw formatRefusal("a packet comes in parts that may not");
    packets.push({ tag, body, raw: bytes.subarray(offset, end) });
    if (packets.length > MOST_PACKETS) throw formatRefusal("it is made of too many packets");
    offset = end;
  }
  return packets;
}

/** Why a message is refused as no OpenPGP message of ours; `reason` is half a sentence. */
export function formatRefusal(reason: string): EmbargoError {
  return new EmbargoError(
    "format",
    `The file cannot be opened: ${reason}.`,
    "Ask the sender to send the file again as an attachment; nothing of it was used.",
  );
}

interface Body {
  readonly body: Uint8Array;
  readonly inParts: boolean;
  readonly end: number;
}

function oldFormat(bytes: Uint8Array, start: number, lengthType: number): Body {
  if (lengthType === 3) {
    return { body: bytes.subarray(start), inParts: true, end: bytes.length };
  }
  const octets = 1 << lengthType;
  const end = start + octets + number(bytes, start, octets);
  return { body: bytes.subarray(start + octets, end), inParts: false, end };
}

function newFormat(bytes: Uint8Array, start: number): Body {
  let joined: Uint8Array | undefined; // made once: parts may be a byte long, and there may be millions of them
  let length = 0;
  for (let offset = start; ;) {
    const first = number(bytes, offset, 1);
    const partial = first >= 224 && first < 255;
    const octets = first < 192 || partial ? 1 : first < 224 ? 2 : 5;
    const size = partial ? 2 ** (first & 0x1f) : fullLength(bytes, offset, first);
    const end = offset + octets + size;
    if (end > bytes.length) throw formatRefusal("it is cut off");
    const part = bytes.subarray(offset + octets, end);
    if (!partial && !joined) return { body: part, inParts: false, end };
    joined ??= new Uint8Array(bytes.length - start);
    joined.set(part, length);
    length += size;
    if (!partial) return { body: joined.subarray(0, length), inParts: true, end };
    offset = end;
  }
}

function fullLength(bytes: Uint8Array, offset: number, first: number): number {
  if (first < 192) return first;
  if (first < 224) return ((first - 192) << 8) + number(bytes, offset + 1, 1) + 192;
  return number(bytes, offset + 1, 4);
}

/** A big-endian number of `octets` bytes. */
function number(bytes: Uint8Array, offset: number, octets: number): number {
  if (offset + octets > bytes.length) throw formatRefusal("it is cut off");
  return bytes.subarray(offset, offset + octets).reduce((value, byte) => value * 256 + byte, 0);
}
