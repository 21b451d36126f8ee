/** The polynomial of cksum(1). */
const POLYNOMIAL = 0x04c11db7;

/** What one byte does to the sum. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++) sum = (sum << 1) ^ (sum < 0 ? POLYNOMIAL : 0);
  return sum;
});

/**
 * The file `sums`, to the byte what cksum(1) will say to the first stage (stage1.sh) while nothing has changed.
 *
 * @param files - what the first stage reads, as it was just written
 * @param seen - what cksum said to it before: of older files perhaps, then of the reflogs
 */
export function stage1Sums(files: Readonly<Record<"commits" | "patterns", Uint8Array>>, seen: string): Buffer {
  const reflogs = seen.replace(/^(?:.* guard\/(?:commits|patterns)\n)*/, "");
  const lines = (["commits", "patterns"] as const).map((name) => {
    return `${cksum(files[name])} ${files[name].length} guard/${name}\n`;
  });
  return Buffer.from(`${lines.join("")}${reflogs}\n`);
}

/** The sum of `bytes` as POSIX defines it for cksum(1): of the bytes, then of their number, least significant first. */
export function cksum(bytes: Uint8Array): number {
  let sum = 0;
  const add = (byte: number) => (sum = (sum << 8) ^ TABLE[(sum >>> 24) ^ byte]!);
  for (const byte of bytes) add(byte);
  for (let rest = bytes.length; rest > 0; rest = Math.floor(rest / 256)) add(rest % 256);
  return ~sum >>> 0;
}
