import { copyFile, link, mkdir, readdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { EmbargoError } from "../../model/errors";
import { readTextIfThere } from "../files";

/** Files of an object store that hold objects or speed them up (gitrepository-layout(5)); no locks, no temporary ones. */
const OBJECT_FILE =
  /^(?:[0-9a-f]{2}\/[0-9a-f]{38,62}|pack\/pack-[0-9a-f]+\.(?:pack|idx|rev|bitmap|promisor|mtimes)|info\/commit-graphs?(?:\/.+)?)$/;
const ROUNDS = 10;

/**
 * Puts every object of one store, and of those it borrows from, into another by hard links, so that nothing that happens
 * to the first can take them away. Files that cannot be linked (another file system) are copied.
 *
 * Git never changes such a file: it writes new ones and unlinks. A store that is being repacked is listed again until
 * nothing new appears.
 *
 * @throws EmbargoError `repository-unsupported` when the store does not come to rest, or borrows in a way we cannot read
 */
export async function linkObjects(from: string, to: string): Promise<void> {
  const stores = await storesOf(from);
  const placed = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    let calm = true;
    for (const store of stores) {
      const names = (await listFiles(store)).filter((name) => OBJECT_FILE.test(name) && !placed.has(name));
      // Packs before their indexes: an index whose pack has just vanished must not arrive alone.
      for (const group of [names.filter((name) => !needsPack(name)), names.filter(needsPack)]) {
        const ready = group.filter((name) => !needsPack(name) || placed.has(packOf(name)));
        for (const name of await placeFiles(store, to, ready)) placed.add(name);
        calm &&= ready.length === 0;
      }
    }
    if (calm) return;
  }
  throw new EmbargoError(
    "repository-unsupported",
    "The repository is being repacked all the time, so that its objects could not be taken over.",
    "Wait until its maintenance is done (git gc) and run the same command again.",
  );
}

/** Links every file below one folder into another, or copies it; nothing when the first is not there. */
export async function linkFiles(from: string, to: string): Promise<void> {
  await placeFiles(from, to, await listFiles(from));
}

async function storesOf(objects: string, seen = new Set<string>()): Promise<Set<string>> {
  if (seen.has(objects)) return seen;
  seen.add(objects);
  const text = (await readTextIfThere(join(objects, "info", "alternates"))) ?? "";
  for (const line of text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))) {
    if (line.startsWith('"')) {
      throw new EmbargoError(
        "repository-unsupported",
        "This clone borrows objects from a place whose name Embargo cannot read.",
        "Make a full clone of the project (git clone without --shared and --reference) and open the case there.",
      );
    }
    await storesOf(resolve(objects, line), seen);
  }
  return seen;
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** The names of those that were still there. */
async function placeFiles(from: string, to: string, names: readonly string[]): Promise<string[]> {
  for (const folder of new Set(names.map((name) => dirname(name)))) await mkdir(join(to, folder), { recursive: true });
  // All of them end before a failure is told: nothing may still be written when the caller cleans up.
  const results = await Promise.allSettled(names.map((name) => placeFile(join(from, name), join(to, name))));
  return names.filter((_, index) => {
    const result = results[index];
    if (result?.status === "rejected") throw result.reason;
    return result?.value;
  });
}

async function placeFile(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "EEXIST" || (code !== "ENOENT" && (await copyPlacedFile(from, to)));
  }
}

async function copyPlacedFile(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function needsPack(name: string): boolean {
  return name.startsWith("pack/") && !name.endsWith(".pack");
}

function packOf(name: string): string {
  return name.replace(/\.[a-z]+$/, ".pack");
}
