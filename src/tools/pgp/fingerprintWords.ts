import type { Fingerprint } from "../../model/ids";

/**
 * A fingerprint as words to read aloud, four a line: one for each byte, of two syllables and of three in turn, so that a word
 * left out or doubled is heard. The PGP word list (`fingerprintWords.json` names its source).
 */
export async function fingerprintWords(fingerprint: Fingerprint): Promise<string[]> {
  const { even, odd } = (await import("./fingerprintWords.json")).default;
  const bytes = fingerprint.match(/../g) ?? [];
  const words = bytes.map((hex, index) => (index % 2 === 0 ? even : odd)[Number.parseInt(hex, 16)] ?? "");
  const lines: string[] = [];
  for (let index = 0; index < words.length; index += 4) lines.push(words.slice(index, index + 4).join(" "));
  return lines;
}
