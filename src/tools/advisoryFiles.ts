import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { EmbargoError } from "../model/errors";
import { readNamedFile } from "./files";

/** Far above any real advisory. */
export const ADVISORY_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * The text of an advisory that a person named.
 *
 * @throws EmbargoError `file-unreadable`, `too-large`, `advisory-invalid` when it is not UTF-8
 */
export async function readAdvisoryFile(path: string): Promise<string> {
  const bytes = await readNamedFile(path, ADVISORY_LIMIT_BYTES);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new EmbargoError("advisory-invalid", "The advisory is not UTF-8 text.", "Save it as UTF-8.", error);
  }
}

/**
 * The advisories that a person named: a file as it is; of a folder all Markdown files below it whose front matter has the
 * key `embargo`, sorted. Hidden folders and `node_modules` are passed over.
 *
 * @throws EmbargoError `file-unreadable` when the path names nothing
 */
export async function findAdvisories(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const below = entries
    .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
    .map(async (entry): Promise<string[]> => {
      const at = join(path, entry.name);
      if (entry.isDirectory()) return findAdvisories(at);
      return entry.isFile() && entry.name.endsWith(".md") && (await isAdvisory(at)) ? [at] : [];
    });
  return (await Promise.all(below)).flat().sort();
}

async function isAdvisory(path: string): Promise<boolean> {
  const text = new TextDecoder().decode((await readNamedFile(path, ADVISORY_LIMIT_BYTES)).subarray(0, 64 * 1024));
  const [, frontMatter] = /^\ufeff?---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(text) ?? [];
  return frontMatter !== undefined && /^embargo[ \t]*:/m.test(frontMatter);
}
