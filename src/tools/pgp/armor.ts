import { byteText } from "../../model/bundle/bytes";
import { EmbargoError } from "../../model/errors";

export type ArmorLabel = "MESSAGE" | "PUBLIC KEY BLOCK" | "PRIVATE KEY BLOCK";

/** 256 KB: an armored block is for pasting; whatever is longer travels as a binary attachment. */
const LARGEST_ARMOR = 256 * 1024;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** What a file held before its armor came off. */
export interface Dearmored {
  readonly bytes: Uint8Array;
  /** Whether there was text around the block: nobody signed it. */
  readonly textAround: boolean;
}

/**
 * Takes the armor off, if there is one (RFC 9580 section 6.2): one block of the kind `label` is read, its headers and the
 * text around it are ignored, a missing checksum is allowed. Binary packets pass through.
 *
 * @throws EmbargoError `format`, `too-large`
 */
export function dearmorOnce(bytes: Uint8Array, label: ArmorLabel): Dearmored {
  const marked = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
  if (!marked && (bytes[0] ?? 0) & 0x80) return { bytes, textAround: false };
  const text = byteText(marked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes);
  const begins = text.match(/^-----BEGIN PGP /gm)?.length ?? 0;
  if (begins === 0)
    throw refusal(/^[ \t]*>.*-----BEGIN PGP /m.test(text) ? "it is quoted" : "it is not an OpenPGP file");
  if (begins > 1) throw refusal("it holds more than one block");
  const block = new RegExp(
    `^-----BEGIN PGP ${label}-----[ \\t]*\\r?\\n([^]*?)^-----END PGP ${label}-----[ \\t]*\\r?$`,
    "m",
  );
  const found = block.exec(text);
  if (!found) throw refusal(`it holds no whole block of the kind PGP ${label}`);
  if (found[0].length > LARGEST_ARMOR) {
    throw new EmbargoError(
      "too-large",
      `The armored text is longer than ${LARGEST_ARMOR} bytes.`,
      "Ask for the binary file as an attachment (gpg without --armor).",
    );
  }
  return { bytes: decode(found[1]!), textAround: text.trim() !== found[0].trim() };
}

/** Whether this is text signed in the clear, which travels for everybody to read. */
export function isClearSigned(bytes: Uint8Array): boolean {
  return /^-----BEGIN PGP SIGNED MESSAGE-----/m.test(byteText(bytes));
}

function decode(body: string): Uint8Array {
  const lines = body.split("\n").map((line) => line.trimEnd());
  const blank = lines.indexOf("");
  const headers = lines.slice(0, Math.max(blank, 0));
  if (blank < 0 || !headers.every((line) => /^[A-Za-z0-9-]+:(?: |$)/.test(line))) throw refusal("its armor is damaged");
  const data = lines.slice(blank + 1).filter((line) => line !== "");
  const checksum = data.at(-1)?.startsWith("=") ? data.pop()! : undefined;
  const bytes = base64(data.join(""));
  if (checksum !== undefined) {
    const [high, middle, low, more] = base64(checksum.slice(1));
    const wrong = more !== undefined || ((high! << 16) | (middle! << 8) | low!) !== crc24(bytes);
    if (wrong) throw refusal("its checksum is wrong");
  }
  return bytes;
}

function base64(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw refusal("its armor is damaged");
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** RFC 9580 section 6.1.1. */
function crc24(bytes: Uint8Array): number {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x800000 ? (crc << 1) ^ 0x1864cfb : crc << 1;
  }
  return crc & 0xffffff;
}

function refusal(reason: string): EmbargoError {
  return new EmbargoError(
    "format",
    `The file cannot be read: ${reason}.`,
    "Ask for the file as an attachment, not pasted into the text of a mail.",
  );
}
