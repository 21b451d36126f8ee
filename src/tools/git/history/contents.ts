import { EmbargoError } from "../../../model/errors";
import { git, type GitOptions } from "../run";

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
  await eachBlob(where, oids, (oid, content) => texts.set(oid, content.toString("utf8")));
  return texts;
}

/**
 * Reads blobs one after the other, in one process (git-cat-file(1), `--batch`); one that is larger than 4 MiB counts as empty.
 *
 * @throws EmbargoError `git-failed`, also when one is missing here
 */
export async function eachBlob(
  where: GitOptions,
  oids: readonly string[],
  visit: (oid: string, content: Buffer) => void,
): Promise<void> {
  if (oids.length === 0) return;
  const reader = new BlobReader((content, index) => visit(oids[index]!, content));
  const onStdout = (chunk: Buffer) => reader.write(chunk);
  await git(["cat-file", "--batch"], { ...where, stdin: oids.map((oid) => `${oid}\n`).join(""), onStdout });
  if (reader.read < oids.length) throw notThere();
}

/** Cuts what git-cat-file(1) prints for `--batch` into blobs; of larger ones nothing is kept. */
class BlobReader {
  readonly #visit: (content: Buffer, index: number) => void;
  #rest: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  /** Bytes of the blob, and of the line feed behind it, that are still to come; `undefined` before its header. */
  #missing: number | undefined;
  #isKept = true;
  /** How many blobs were read. */
  read = 0;

  constructor(visit: (content: Buffer, index: number) => void) {
    this.#visit = visit;
  }

  write(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length > 0) {
      if (this.#missing === undefined && !this.#readHeader()) return;
      const part = this.#rest.subarray(0, this.#missing);
      if (this.#isKept) this.#parts.push(part);
      this.#rest = this.#rest.subarray(part.length);
      this.#missing! -= part.length;
      if (this.#missing === 0) this.#finish();
    }
  }

  #readHeader(): boolean {
    const end = this.#rest.indexOf("\n");
    if (end < 0) return false;
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(this.#rest.toString("latin1", 0, end)) ?? [];
    if (size === undefined) throw notThere();
    this.#missing = Number(size) + 1;
    this.#isKept = Number(size) <= LARGEST;
    this.#rest = this.#rest.subarray(end + 1);
    return true;
  }

  #finish(): void {
    const whole = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    this.#visit(whole.subarray(0, Math.max(0, whole.length - 1)), this.read);
    this.read += 1;
    this.#parts = [];
    this.#missing = undefined;
  }
}

function notThere(): EmbargoError {
  return new EmbargoError(
    "git-failed",
    "git has no contents of a file.",
    "Nothing was sent. Fetch them, then try again.",
  );
}
