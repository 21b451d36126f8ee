import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { readIfThere } from "./files";

/**
 * A file below a folder, by a path that a stranger named; `undefined` when nothing of that name really lies there: a link
 * or `..` may lead elsewhere.
 */
export async function readInside(folder: string, path: string): Promise<Uint8Array | undefined> {
  const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, path))]).catch(() => ["", ""]);
  if (!root || !file.startsWith(`${root}${sep}`)) return undefined;
  return readIfThere(file).catch(() => undefined); // a folder
}
