import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import { readTextIfThere, writeFileAtomic } from "../files";
import type { Home } from "../home";

/** Where the keys of this home lie. */
export function keysDir(home: Home): string {
  return join(home.dir, "keys");
}

/**
 * A key file of ours, or `undefined` when there is none.
 *
 * @throws EmbargoError `key-invalid` when it is damaged; it is left as it is
 */
export async function readKeyFile<T extends { readonly format: string }>(
  path: string,
  format: T["format"],
  texts: readonly (keyof T & string)[],
): Promise<T | undefined> {
  const text = await readTextIfThere(path);
  if (text === undefined) return undefined;
  const record = parse(text);
  if (record?.format === format && texts.every((key) => typeof record[key] === "string")) return record as unknown as T;
  throw new EmbargoError(
    "key-invalid",
    "A key file in the Embargo home is damaged.",
    `It was left as it is: ${path}. Put it back from a backup, or move it away and import the key again.`,
  );
}

/** Writes a key file whole, for its owner only. @throws EmbargoError `disk-full`, `home-unwritable` */
export async function writeKeyFile(path: string, record: { readonly format: string }): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(record, null, 2)}\n`);
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
