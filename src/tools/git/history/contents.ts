import type { GitOptions } from "../run";
import { git } from "../run";

/** Larger files hold no lines that a person wrote. Bytes. */
const LARGEST = 4 * 2 ** 20;

/**
 * The texts of files as `revision:path` names them, in one process; `undefined` for one that is not there, is no file, or is
 * larger than 4 MiB.
 */
export async function readContents(where: GitOptions, names: readonly string[]): Promise<(string | undefined)[]> {
  const asked = names.filter((name) => !name.includes("\n"));
  const stdin = asked.map((name) => `${name}\n`).join("");
  const checked = await git(["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"], {
    ...where,
    stdin,
  });
  const oids = checked.stdout
    .toString("utf8")
    .split("\n")
    .map((line) => {
      const [oid = "", type, size] = line.split(" ");
      return type === "blob" && Number(size) <= LARGEST ? oid : undefined;
    });
  const texts = await readBlobTexts(where, [...new Set(oids.filter((oid) => oid !== undefined))]);
  const byName = new Map(asked.map((name, index) => [name, texts.get(oids[index] ?? "")]));
  return names.map((name) => byName.get(name));
}

async function readBlobTexts(where: GitOptions, oids: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const { stdout } = await git(["cat-file", "--batch"], { ...where, stdin: oids.map((oid) => `${oid}\n`).join("") });
  let offset = 0;
  for (const oid of oids) {
    const end = stdout.indexOf("\n", offset);
    const size = Number(/ blob (\d+)$/.exec(stdout.toString("latin1", offset, end))?.[1] ?? -1);
    if (size < 0) {
      offset = end + 1;
      continue;
    }
    texts.set(oid, stdout.toString("utf8", end + 1, end + 1 + size));
    offset = end + 1 + size + 1;
  }
  return texts;
}
