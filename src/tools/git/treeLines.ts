import type { Oid } from "../../model/ids";
import { squeeze } from "./changes";
import { git, gitLines, type GitOptions } from "./run";

/** How much of a tree is in memory at a time. */
const BATCH_BYTES = 16 << 20;

/** Calls `visit` with every line of every file of a tree, squeezed, one character a byte; in no promised order. */
export async function visitTreeLines(options: GitOptions, tree: Oid, visit: (line: string) => void): Promise<void> {
  for (const blobs of batches(await listBlobs(options, tree))) {
    const stdin = blobs.map((oid) => `${oid}\n`).join("");
    const { stdout } = await git(["cat-file", "--batch", "--buffer"], { ...options, stdin });
    for (const content of contentsIn(stdout)) {
      for (const line of content.toString("latin1").split("\n")) visit(squeeze(line));
    }
  }
}

interface Blob {
  readonly oid: string;
  readonly sizeBytes: number;
}

/** `<mode> blob <oid> <size>\t<path>`, a line each (git-ls-tree(1), `--long`). */
async function listBlobs(options: GitOptions, tree: Oid): Promise<Blob[]> {
  const lines = await gitLines(["ls-tree", "-r", "--long", "--full-tree", tree], options);
  const fields = lines.map((line) => line.split("\t", 1)[0]!.split(/ +/));
  return fields.filter(([, type]) => type === "blob").map(([, , oid = "", size]) => ({ oid, sizeBytes: Number(size) }));
}

function* batches(blobs: readonly Blob[]): Generator<string[]> {
  let batch: string[] = [];
  let sizeBytes = 0;
  for (const blob of blobs) {
    batch.push(blob.oid);
    sizeBytes += blob.sizeBytes;
    if (sizeBytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    sizeBytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** `<oid> <type> <size>`, a line feed, the content, a line feed (git-cat-file(1), "BATCH OUTPUT"). */
function* contentsIn(output: Buffer): Generator<Buffer> {
  for (let start = 0; start < output.length;) {
    const header = output.indexOf(10, start);
    const end = header + 1 + Number(output.toString("latin1", start, header).split(" ")[2]);
    yield output.subarray(header + 1, end);
    start = end + 1;
  }
}
