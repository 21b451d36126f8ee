import { randomBytes, randomInt } from "node:crypto";
import { chmod, lstat, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EmbargoError } from "../model/errors";

/** Owner only: the mode of every folder and file we make (POSIX; Windows has the profile's access list). */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Writes a file whole or not at all (temporary file, fsync, rename), readable by its owner only.
 *
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomInt(1e9, 2 ** 47)}`;
  try {
    await makeFolder(dirname(path));
    await writeWhole(temporary, data);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw fileError(error);
  }
}

/** Removes what killed `writeFileAtomic` calls left directly in a folder: the file's name and a number behind it. */
export async function sweepUnfinishedWrites(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((candidate) => /\.\d{9,15}$/.test(candidate))) await removeTree(join(folder, name));
}

/**
 * Makes a folder and its parents, owner-only.
 *
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    throw fileError(error);
  }
}

/**
 * Builds a folder under a temporary name beside `path` and renames it into place when `fill` is done, so that a crash
 * leaves either nothing or everything. What a crash left is removed by the next call for the same `path`.
 *
 * @throws EmbargoError `disk-full`, `home-unwritable`, and what `fill` throws
 */
export async function makeFolderAtomic(path: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.partial-${randomBytes(4).toString("hex")}`;
  try {
    await sweepPartial(path);
    await makeFolder(temporary);
    await fill(temporary);
    await syncFolder(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw fileError(error);
  }
}

/** The file's text, or `undefined` when there is none. */
export async function readTextIfThere(path: string): Promise<string | undefined> {
  const bytes = await readIfThere(path);
  return bytes?.toString("utf8");
}

/** The file's bytes, or `undefined` when there is none. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isNodeError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
    throw fileError(error);
  }
}

/**
 * A file that the person named, at most `limitBytes` long.
 *
 * @throws EmbargoError `file-unreadable`, `too-large`
 */
export async function readNamedFile(path: string, limitBytes: number): Promise<Uint8Array> {
  try {
    const handle = await open(path, "r");
    try {
      const { size } = await handle.stat();
      if (size > limitBytes) {
        throw new EmbargoError(
          "too-large",
          `The file has ${size} bytes; at most ${limitBytes} are read.`,
          "Ask the sender for a smaller file; nothing of it was read.",
        );
      }
      return new Uint8Array(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof EmbargoError) throw error;
    throw new EmbargoError(
      "file-unreadable",
      `The file could not be read: ${unreadableBecause(nodeCode(error))}.`,
      "Check the name and that you may read it.",
      error,
    );
  }
}

/** The names in a folder, sorted; none when it is not there. */
export async function namesIn(path: string): Promise<string[]> {
  return (await readdir(path).catch(() => [])).sort();
}

/** Whether something lies at `path` (a dangling link counts). */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

/** Whether a folder lies at `path`, or a link to one. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** Removes a file or folder of ours, also one made read-only. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    if (!isNodeError(error) || error.code !== "EACCES") throw fileError(error);
    await chmod(path, FOLDER_MODE);
    await rm(path, { recursive: true, force: true });
  }
}

/** A file system error as one of ours; an EmbargoError passes through. */
export function fileError(error: unknown): EmbargoError {
  if (error instanceof EmbargoError) return error;
  const code = nodeCode(error);
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new EmbargoError("disk-full", "The disk is full.", "Free some space and run the same command again.", error);
  }
  return new EmbargoError(
    "home-unwritable",
    `A file of Embargo's could not be read or written (${code}).`,
    "Check the permissions of the Embargo home (EMBARGO_HOME) and run the same command again.",
    error,
  );
}

async function sweepPartial(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(`${basename(path)}.partial-`))) {
    await removeTree(join(dirname(path), name));
  }
}

/** `FileHandle.writeFile` goes on after a short write, which is how a disk begins to be full. */
async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  const handle = await open(path, "wx", FILE_MODE);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return; // a folder cannot be opened for this there
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isNodeError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error;
}

function unreadableBecause(code: string): string {
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "there is no file of this name";
    case "EISDIR":
      return "it is a folder";
    case "EACCES":
    case "EPERM":
      return "you may not read it";
    default:
      return code;
  }
}

function nodeCode(error: unknown): string {
  return isNodeError(error) ? String(error.code) : "unknown reason";
}
