/** An armored OpenPGP block inside a text. */
export interface ArmorBlock {
  readonly armored: string;
  readonly start: number;
  readonly end: number;
}

const MOST_BLOCKS = 8;

/** The whole armored blocks of one kind in a text, in their order, at most eight. */
export function findArmorBlocks(text: string, label: "MESSAGE" | "PUBLIC KEY BLOCK"): ArmorBlock[] {
  const [first, last] = [`-----BEGIN PGP ${label}-----`, `-----END PGP ${label}-----`];
  const blocks: ArmorBlock[] = [];
  let start = text.indexOf(first);
  while (start >= 0 && blocks.length < MOST_BLOCKS) {
    const ending = text.indexOf(last, start);
    if (ending < 0) break;
    const end = ending + last.length;
    blocks.push({ armored: text.slice(start, end), start, end });
    start = text.indexOf(first, end);
  }
  return blocks;
}
