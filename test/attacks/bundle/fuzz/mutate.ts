/** Numbers that look random and come again for the same seed, so that a failure can be repeated. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** A whole number from 0 to `limit` - 1 (xorshift). */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state >>>= 0;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    this.#state >>>= 0;
    return this.#state % Math.max(1, limit);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
}

const BYTES = [0, 1, 9, 10, 13, 32, 45, 47, 62, 92, 127, 128, 192, 223, 224, 254, 255];
const WORDS = [
  "From ",
  "diff --git a/x b/x\n",
  "--- a/x\n",
  "literal 99999999999\n",
  "delta 1\n",
  "\n\n",
  "\r\n",
  "../",
  ".git/",
  "\u202e",
  "\u001b[2J",
  '"',
  "\\u0000",
  "embargo/",
  "99999999999999999999",
  "-1",
  "null",
  "Tree: main ",
  "--comments--\n",
  "refs/heads/",
  "PACK",
].map((word) => new TextEncoder().encode(word));

/** One to four changes at any place: bytes set, cut, doubled, put in or brought from elsewhere. */
export function mutate(original: Uint8Array, dice: Dice): Uint8Array {
  let bytes = original.slice();
  for (let left = 1 + dice.below(4); left > 0; left -= 1) bytes = change(bytes, dice);
  return bytes;
}

function change(bytes: Uint8Array, dice: Dice): Uint8Array<ArrayBuffer> {
  const at = dice.below(bytes.length);
  const length = 1 + dice.below(dice.pick([4, 40, 600]));
  const cut = (from: number, to: number, put: Uint8Array) => {
    const joined = new Uint8Array(from + put.length + Math.max(0, bytes.length - to));
    joined.set(bytes.subarray(0, from));
    joined.set(put, from);
    joined.set(bytes.subarray(to), from + put.length);
    return joined;
  };
  switch (dice.below(8)) {
    case 0:
      return cut(at, at + 1, Uint8Array.of((bytes[at] ?? 0) ^ (1 << dice.below(8))));
    case 1:
      return cut(at, at + 1, Uint8Array.of(dice.pick(BYTES)));
    case 2:
      return cut(at, at + length, new Uint8Array());
    case 3:
      return cut(at, at, bytes.slice(at, at + length));
    case 4:
      return cut(at, at, dice.pick(WORDS));
    case 5:
      return cut(at, at + 1, dice.pick(WORDS));
    case 6:
      return cut(at, Math.min(bytes.length, at + length), bytes.slice(dice.below(bytes.length)).subarray(0, length));
    default:
      return cut(at, dice.below(3) === 0 ? bytes.length : at, new Uint8Array(dice.below(3)).fill(dice.pick(BYTES)));
  }
}
