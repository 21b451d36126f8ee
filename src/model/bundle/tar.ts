import { EmbargoError } from "../errors";
import { joinBytes, sameBytes } from "./bytes";
import { checkHandoverLayout, isHandover } from "../handover/layout";
import { ARCHIVE_FOLDER, checkLayout } from "./layout";

/** One regular file of a bundle. */
export interface BundleFile {
  /** Relative to `embargo/`, ASCII, `/` between its parts. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** 64 MiB: the largest archive that is made or read. */
export const LARGEST_TAR = 64 * 2 ** 20;

const BLOCK = 512;
const END = new Uint8Array(2 * BLOCK);
/** Fields of an ustar header: offset and length (POSIX.1-2017, pax, "ustar Interchange Format"). */
const NAME = [0, 100] as const;
const SIZE = [124, 12] as const;
const CHECKSUM = 148;
const SAME_IN_EVERY_HEADER: readonly (readonly [offset: number, text: string])[] = [
  [100, "0000644\0"], // mode
  [108, "0000000\0"], // uid
  [116, "0000000\0"], // gid
  [136, "00000000000\0"], // mtime
  [CHECKSUM, "        "], // counted as blanks
  [156, "0"], // regular file
  [257, "ustar\0" + "00"],
  [329, "0000000\0"], // devmajor
  [337, "0000000\0"], // devminor
];

/**
 * The byte-canonical archive of `files`, whatever their order (FORMAT section 3; POSIX ustar).
 *
 * @throws EmbargoError `archive` when the paths are not those of a bundle, `too-large` above 64 MiB
 */
export function writeTar(files: readonly BundleFile[]): Uint8Array {
  checkPaths(files);
  return writeEntries(files);
}

/** The same for other files of ours inside an archive, whose names are checked by whoever reads them. @throws EmbargoError `too-large` */
export function writeEntries(files: readonly BundleFile[]): Uint8Array {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1)); // ASCII: code units are bytes
  const size = sorted.reduce((sum, { content }) => sum + BLOCK + padded(content.length), END.length);
  refuseLarge(size);
  return joinBytes([...sorted.flatMap(entry), END]);
}

/**
 * The files of an archive, in its order; their contents are views into `bytes`. Only names and sizes are believed: the
 * archive is written again from them, and one that differs in any byte is refused.
 *
 * @throws EmbargoError `archive`, `too-large` above 64 MiB
 */
export function readTar(bytes: Uint8Array): BundleFile[] {
  const files = readEntries(bytes);
  checkPaths(files);
  return files;
}

/** The files of an archive that `writeEntries` made; their names are still to be checked. @throws EmbargoError `archive`, `too-large` */
export function readEntries(bytes: Uint8Array): BundleFile[] {
  refuseLarge(bytes.length);
  const files: BundleFile[] = [];
  let offset = 0;
  while (offset + BLOCK <= bytes.length && bytes[offset] !== 0) {
    const header = bytes.subarray(offset, offset + BLOCK);
    const name = text(header, NAME);
    const size = Number.parseInt(text(header, SIZE), 8);
    const start = offset + BLOCK;
    if (!name.startsWith(ARCHIVE_FOLDER) || !(size >= 0 && start + size <= bytes.length)) throw notCanonical();
    files.push({ path: name.slice(ARCHIVE_FOLDER.length), content: bytes.subarray(start, start + size) });
    offset = start + padded(size);
  }
  if (!sameBytes(writeEntries(files), bytes)) throw notCanonical();
  return files;
}

function checkPaths(files: readonly BundleFile[]): void {
  const paths = files.map((file) => file.path);
  if (isHandover(files)) checkHandoverLayout(paths);
  else checkLayout(paths);
}

function entry({ path, content }: BundleFile): Uint8Array[] {
  const header = new Uint8Array(BLOCK);
  write(header, 0, ARCHIVE_FOLDER + path);
  write(header, SIZE[0], `${octal(content.length, 11)}\0`);
  for (const [offset, value] of SAME_IN_EVERY_HEADER) write(header, offset, value);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(header, CHECKSUM, `${octal(sum, 6)}\0 `);
  return [header, content, new Uint8Array(padded(content.length) - content.length)];
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

function write(header: Uint8Array, offset: number, value: string): void {
  header.set(new TextEncoder().encode(value), offset);
}

function text(header: Uint8Array, [offset, length]: readonly [number, number]): string {
  const field = header.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return String.fromCharCode(...(end < 0 ? field : field.subarray(0, end)));
}

function refuseLarge(size: number): void {
  if (size <= LARGEST_TAR) return;
  throw new EmbargoError(
    "too-large",
    `The archive has ${size} bytes; a bundle holds at most ${LARGEST_TAR}.`,
    "Leave large files out of the fix, or send them another way.",
  );
}

function notCanonical(): EmbargoError {
  return new EmbargoError(
    "archive",
    "The archive inside the file is not written the one way a bundle's is.",
    "Nothing of it was unpacked. Ask the sender to make the bundle again with Embargo.",
  );
}
