import { inflateSync } from "node:zlib";
import { patchRefusal } from "../../model/bundle/patchRules";
import { EmbargoError } from "../../model/errors";

/** 64 MiB: the largest object that a pack may make. */
const LARGEST_OBJECT = 64 * 2 ** 20;
/** All objects of a pack together; git keeps only a few of them in memory at a time. */
const LARGEST_SUM = 4 * LARGEST_OBJECT;
const MOST_OBJECTS = 200_000;
const HEADER = 12;
const OFS_DELTA = 6;
const REF_DELTA = 7;

/**
 * Walks a pack from its first byte to its last before git sees it: every object says its size, every delta also that of its
 * result (gitformat-pack(5)). A delta of a few bytes can ask git for gigabytes, and what stands behind a pack is no part of it.
 *
 * @param idBytes - length of an object id: 20 or 32
 * @throws EmbargoError `patch-fails`, `too-large`
 */
export function checkPack(pack: Uint8Array, idBytes: number): void {
  const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength);
  const isPack = pack.length > HEADER + idBytes && view.getUint32(0) === 0x5041434b && view.getUint32(4) === 2;
  if (!isPack) throw broken();
  const count = view.getUint32(8);
  if (count > MOST_OBJECTS) throw tooLarge(`holds ${count} objects; at most ${MOST_OBJECTS} are read`);
  let sum = 0;
  let offset = HEADER;
  for (let left = count; left > 0; left -= 1) {
    const entry = readEntry(pack, offset, idBytes);
    offset = entry.end;
    sum += entry.size;
    if (entry.size > LARGEST_OBJECT) throw tooLarge(`would make a file of ${entry.size} bytes`);
    if (sum > LARGEST_SUM) throw tooLarge(`would become more than ${LARGEST_SUM} bytes`);
  }
  if (offset + idBytes !== pack.length) throw patchRefusal("something stands behind the pack of a git bundle");
}

/** One object: how large it will be, and where the next one begins. */
function readEntry(pack: Uint8Array, start: number, idBytes: number): { size: number; end: number } {
  let offset = start;
  const first = pack[offset++] ?? 0;
  const type = (first >> 4) & 7;
  let size = first & 15;
  for (let scale = 16, byte = first; byte & 0x80; scale *= 128) {
    byte = pack[offset++] ?? 0;
    size += (byte & 0x7f) * scale;
  }
  if (type === 0 || type === 5) throw broken();
  if (type === OFS_DELTA) while ((pack[offset++] ?? 0) & 0x80);
  if (type === REF_DELTA) offset += idBytes;
  if (size > LARGEST_OBJECT) return { size, end: offset };
  const { content, consumed } = inflate(pack.subarray(offset), size);
  const isDelta = type === OFS_DELTA || type === REF_DELTA;
  return { size: isDelta ? size + resultSize(content) : size, end: offset + consumed };
}

function inflate(deflated: Uint8Array, size: number): { content: Uint8Array; consumed: number } {
  try {
    // The types do not know what `info` gives back.
    const options = { info: true, maxOutputLength: size + 1, chunkSize: Math.max(64, Math.min(size + 1, 65_536)) };
    const { buffer, engine } = inflateSync(deflated, options) as unknown as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };
    if (buffer.length === size) return { content: buffer, consumed: engine.bytesWritten };
  } catch {
    // not a stream, or longer than it said
  }
  throw broken();
}

/** The second of the two sizes at the head of a delta. */
function resultSize(delta: Uint8Array): number {
  let offset = 0;
  const next = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = delta[offset++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (!(byte & 0x80)) return value;
    }
  };
  next();
  return next();
}

function broken(): EmbargoError {
  return patchRefusal("the pack of a git bundle is damaged");
}

function tooLarge(reason: string): EmbargoError {
  return new EmbargoError(
    "too-large",
    `A git bundle ${reason}.`,
    "Nothing of it was unpacked. Ask the sender how it can be done with less.",
  );
}
