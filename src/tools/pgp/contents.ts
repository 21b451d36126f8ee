import { cfb } from "@noble/ciphers/aes.js";
import type { AnyPacket, PacketList, SessionKey } from "openpgp";
import { joinBytes, sameBytes } from "../../model/bundle/bytes";
import { EmbargoError } from "../../model/errors";
import { LARGEST_CONTENTS, loadOpenPgp } from "./openpgp";
import type { Packet } from "./packetStream";
import { formatRefusal, readPackets, TAG } from "./packetStream";

/** Bytes of the cipher's block; a random block and its last two bytes again stand before the packets. */
const BLOCK = 16;
const PREFIX = BLOCK + 2;
const DIGEST = 20;
const MDC_HEADER = Uint8Array.of(0xd3, 0x14);

/**
 * The packets inside the encrypted container, decompressed (one layer). The version that every program writes is opened here, so
 * that our own parser sees its bytes; the AEAD forms and bzip2, which the platform cannot do, go through the library,
 * which drops padding on the way (RFC 9580 section 5.14).
 *
 * @throws EmbargoError `format` when it was changed or damaged, `too-large`
 */
export async function openContainer(container: Packet, sessionKey: SessionKey): Promise<Packet[]> {
  const bytes =
    container.tag === TAG.integrityProtected && container.body[0] === 1
      ? await openVersion1(container.body, sessionKey.data)
      : await openByLibrary(container, sessionKey);
  return packetsInside(bytes);
}

/**
 * The packets of a message whose encryption is off, decompressed (one layer).
 *
 * @throws EmbargoError `format`, `too-large`
 */
export async function packetsInside(bytes: Uint8Array): Promise<Packet[]> {
  const packets = readPackets(bytes);
  return packets.length === 1 && packets[0]!.tag === TAG.compressed ? readPackets(await inflate(packets[0]!)) : packets;
}

/** RFC 9580 section 5.13.1: CFB with a zero vector, then the SHA-1 over everything before it. */
async function openVersion1(body: Uint8Array, key: Uint8Array): Promise<Uint8Array> {
  if (body.length < 1 + PREFIX + MDC_HEADER.length + DIGEST) throw changed();
  const plain = cfb(key, new Uint8Array(BLOCK)).decrypt(body.subarray(1));
  const hashed = plain.subarray(0, -DIGEST);
  const digest = await globalThis.crypto.subtle.digest("SHA-1", hashed as Uint8Array<ArrayBuffer>);
  const intact = sameBytes(new Uint8Array(digest), plain.subarray(-DIGEST));
  if (!intact || !sameBytes(hashed.subarray(-MDC_HEADER.length), MDC_HEADER)) throw changed();
  return hashed.subarray(PREFIX, -MDC_HEADER.length);
}

async function openByLibrary(container: Packet, sessionKey: SessionKey): Promise<Uint8Array> {
  const { openpgp, config } = await loadOpenPgp();
  const full = { ...openpgp.config, ...config };
  try {
    const message = await openpgp.readMessage({ binaryMessage: container.raw, config });
    return await writeAll((await message.decrypt(undefined, undefined, [sessionKey], undefined, full)).packets);
  } catch (error) {
    throw tooLargeOr(error, changed());
  }
}

/** RFC 9580 section 5.6. */
async function inflate({ body, raw }: Packet): Promise<Uint8Array> {
  const [algorithm] = body;
  if (algorithm === 1) return inflateStream(body.subarray(1), "deflate-raw");
  if (algorithm === 2) return inflateStream(body.subarray(1), "deflate");
  if (algorithm !== 3) throw formatRefusal("it is compressed in an unknown way");
  const { openpgp, config } = await loadOpenPgp();
  try {
    const message = await openpgp.readMessage({ binaryMessage: raw, config });
    return await writeAll(message.unwrapCompressed().packets);
  } catch (error) {
    throw tooLargeOr(error, formatRefusal("its compressed contents are damaged"));
  }
}

/** The library reads lazily: packets behind the data wait in a stream that its types do not name. */
async function writeAll(packets: PacketList<AnyPacket>): Promise<Uint8Array> {
  interface Waiting {
    readonly stream: { getReader(): { read(): Promise<{ done: boolean; value: AnyPacket }> } } | null;
  }
  const reader = (packets as unknown as Waiting).stream?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) packets.push(next.value);
  return packets.write();
}

async function inflateStream(deflated: Uint8Array, format: CompressionFormat): Promise<Uint8Array> {
  const source = new Blob([deflated as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream(format)).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      parts.push(next.value);
      size += next.value.length;
      if (size > LARGEST_CONTENTS) break;
    }
  } catch {
    throw formatRefusal("its compressed contents are damaged");
  }
  if (size <= LARGEST_CONTENTS) return joinBytes(parts);
  await reader.cancel();
  throw tooLarge();
}

function tooLargeOr(error: unknown, otherwise: EmbargoError): EmbargoError {
  return error instanceof Error && /size exceeded/.test(error.message) ? tooLarge() : otherwise;
}

function tooLarge(): EmbargoError {
  return new EmbargoError(
    "too-large",
    "The contents of the file are larger than 64 MiB.",
    "It was not unpacked further. Ask the sender for a smaller one.",
  );
}

function changed(): EmbargoError {
  return formatRefusal("it was changed or damaged on its way");
}
