import { randomBytes } from "node:crypto";
import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { readTextIfThere, removeTree } from "./files";

/**
 * Takes a file away and returns its text: of several processes that try at the same moment exactly one gets it, the others
 * `undefined`, as when there is none.
 *
 * @throws EmbargoError `home-unwritable` when it cannot be read
 */
export async function takeFile(path: string): Promise<string | undefined> {
  const taken = `${path}.${randomBytes(8).toString("hex")}.taken`;
  try {
    await rename(path, taken);
  } catch {
    return undefined;
  }
  try {
    return await readTextIfThere(taken);
  } finally {
    await removeTree(taken);
  }
}

/** The paths of what lies in a folder; none when there is no folder. */
export async function pathsIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
}
