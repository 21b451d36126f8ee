/** Seven of 7776 words: 90 bits, which nobody can try out. */
const WORDS = 7;

/** Seven words, each drawn by chance from the list of the Electronic Frontier Foundation, with a blank between them. */
export async function newPassphrase(): Promise<string> {
  const { default: list } = await import("./effLongWordlist.json");
  return Array.from({ length: WORDS }, () => list.words[below(list.words.length)]!).join(" ");
}

/** A number from 0 to `limit` - 1, each as likely as the other: what does not divide evenly is drawn again. */
function below(limit: number): number {
  const even = 2 ** 32 - (2 ** 32 % limit);
  for (;;) {
    const [drawn = even] = globalThis.crypto.getRandomValues(new Uint32Array(1));
    if (drawn < even) return drawn % limit;
  }
}
