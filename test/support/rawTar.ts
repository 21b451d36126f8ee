import { joinBytes } from "../../src/model/bundle/bytes";
import { bytesOf } from "./bundleFiles";

/** Fields of one entry as an attacker may set them; what is absent is as a bundle has it. */
export interface RawEntry {
  readonly name: string;
  readonly content?: string;
  readonly mode?: string;
  readonly mtime?: string;
  readonly type?: string;
  readonly link?: string;
  readonly size?: string;
  readonly magic?: string;
  readonly uname?: string;
  readonly prefix?: string;
  readonly checksum?: string;
  readonly filler?: number;
}

/** An ustar archive written field by field, apart from the code under test. Names are taken as they are. */
export function rawTar(entries: readonly RawEntry[], end: Uint8Array = new Uint8Array(1024)): Uint8Array {
  return joinBytes([...entries.map(rawEntry), end]);
}

function rawEntry(entry: RawEntry): Uint8Array {
  const content = bytesOf(entry.content ?? "x\n");
  const block = Buffer.alloc(512);
  block.write(entry.name, 0, 100, "latin1");
  block.write(entry.mode ?? "0000644", 100, "latin1");
  block.write("0000000", 108, "latin1");
  block.write("0000000", 116, "latin1");
  block.write(entry.size ?? content.length.toString(8).padStart(11, "0"), 124, "latin1");
  block.write(entry.mtime ?? "00000000000", 136, "latin1");
  block.write("        ", 148, "latin1");
  block.write(entry.type ?? "0", 156, "latin1");
  block.write(entry.link ?? "", 157, "latin1");
  block.write(entry.magic ?? "ustar\0" + "00", 257, "latin1");
  block.write(entry.uname ?? "", 265, "latin1");
  block.write("0000000", 329, "latin1");
  block.write("0000000", 337, "latin1");
  block.write(entry.prefix ?? "", 345, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(entry.checksum ?? `${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  const filled = Buffer.alloc(Math.ceil(content.length / 512) * 512, entry.filler ?? 0);
  filled.set(content);
  return joinBytes([block, filled]);
}
