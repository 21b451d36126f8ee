/** Reading takes a second or so; typing must not wait for it. */
const FRESH_MS = 60_000;

interface Known<T> {
  readonly readAtMs: number;
  readonly value: Promise<T>;
}

/**
 * What `read` answers, kept for a minute for each key. After that the old answer is given once more while a new one is being
 * read, so that only the first question waits.
 */
export function remembered<K, T>(read: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const known = new Map<K, Known<T>>();
  return (key) => {
    const before = known.get(key);
    if (before && Date.now() - before.readAtMs < FRESH_MS) return before.value;
    const value = read(key);
    known.set(key, { readAtMs: Date.now(), value });
    return before ? before.value : value;
  };
}
