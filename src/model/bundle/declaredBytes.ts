import { EmbargoError } from "../errors";
import { byteText, joinBytes } from "./bytes";

/** Git's alphabet of base 85 (git source, `base85.c`; RFC 1924 without its order of digits). */
const DIGITS = new Map(
  [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"].map((c, i) => [c, i]),
);
/** Two sizes of at most ten bytes each stand at the head of a delta. */
const DELTA_HEAD = 20;

/**
 * How many bytes a patch says its binary hunks will become, in sum: N of every line `literal N` and `delta N`, and for each
 * delta also the size of its result, which stands in its own first bytes (gitformat-pack(5), "Deltified representation").
 * A patch of 1 KB can ask for 600 MiB: the caller refuses before git sees it.
 *
 * @throws EmbargoError `patch-fails` for a binary hunk whose first line git would read in another way
 */
export async function declaredBytes(bytes: Uint8Array): Promise<number> {
  const lines = byteText(bytes).split("\n");
  const diff = lines.findIndex((line) => line.startsWith("diff --git "));
  let sum = 0;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("literal ") && !line.startsWith("delta ")) continue;
    const [, method, size] = /^(literal|delta) ([0-9]+)$/.exec(line) ?? [];
    if (size === undefined) {
      if (diff < 0 || index < diff) continue; // a sentence in the message
      throw unreadable();
    }
    sum += Number(size);
    if (method === "delta") sum += await resultSize(lines, index + 1);
  }
  return sum;
}

/** The result's size from the head of the delta that begins at `lines[start]`; 0 when git could not read it either. */
async function resultSize(lines: readonly string[], start: number): Promise<number> {
  const head = await inflateHead(joinBytes([...base85Lines(lines, start)]));
  const [, afterSource] = varint(head, 0);
  const [size] = varint(head, afterSource);
  return size;
}

function* base85Lines(lines: readonly string[], start: number): Generator<Uint8Array> {
  for (let index = start; index < lines.length; index++) {
    const bytes = decodeLine(lines[index]!);
    if (!bytes) return;
    yield bytes;
  }
}

/** One line: a letter for its length (A-Z is 1 to 26, a-z 27 to 52), then five digits for each four bytes. */
function decodeLine(line: string): Uint8Array | undefined {
  if (!/^[A-Za-z]/.test(line)) return undefined;
  const length = line.charCodeAt(0) - (line[0]! <= "Z" ? 64 : 70);
  const bytes = new Uint8Array(Math.ceil(length / 4) * 4);
  if (line.length !== 1 + (bytes.length / 4) * 5) return undefined;
  const view = new DataView(bytes.buffer);
  for (let group = 0; group * 4 < bytes.length; group++) {
    const digits = [...line.slice(1 + group * 5, 6 + group * 5)].map((digit) => DIGITS.get(digit) ?? NaN);
    const value = digits.reduce((total, digit) => total * 85 + digit, 0);
    if (!(value <= 0xffffffff)) return undefined;
    view.setUint32(group * 4, value);
  }
  return bytes.subarray(0, length);
}

/** The first bytes of a zlib stream; fewer when it is damaged. Stops as soon as it has them. */
async function inflateHead(deflated: Uint8Array): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  // A damaged or unread stream fails here as well as at the reader, which is where it is looked at.
  void writer.write(deflated as Uint8Array<ArrayBuffer>).catch(() => undefined);
  void writer.close().catch(() => undefined);
  const reader = readable.getReader();
  let head = new Uint8Array();
  try {
    while (head.length < DELTA_HEAD) {
      const { done, value } = await reader.read();
      if (done) break;
      head = joinBytes([head, value.subarray(0, DELTA_HEAD)]) as Uint8Array<ArrayBuffer>;
    }
  } catch {
    // git cannot inflate it either; what came out before may still hold both sizes
  }
  await reader.cancel().catch(() => undefined);
  return head;
}

/** A little-endian number of seven bits a byte, and the offset behind it. */
function varint(bytes: Uint8Array, start: number): [value: number, end: number] {
  let value = 0;
  let offset = start;
  for (let scale = 1; offset < bytes.length; scale *= 128) {
    const byte = bytes[offset++]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  return [value, offset];
}

function unreadable(): EmbargoError {
  return new EmbargoError(
    "patch-fails",
    "A binary change in a patch of the bundle does not say its size the way git writes it.",
    "Nothing was applied. Ask the sender to make the bundle again with Embargo.",
  );
}
