import type { Oid } from "../../model/ids";
import { ByteLines } from "./byteLines";
import { squeeze } from "./changes";
import { readOid } from "./repository";
import { git, gitLines, type GitOptions } from "./run";

/** Called with a line of a file and the one before it (empty at its start), squeezed, one character a byte. */
export type LineVisitor = (line: string, before: string) => void;

/**
 * Visits every line of every file of a tree, file by file; at most one line is in memory.
 *
 * @param whenMissing - what to do about a file that the repository does not have, as in a partial clone
 * @throws EmbargoError `git-failed`
 */
export async function visitTreeLines(
  options: GitOptions,
  tree: Oid,
  visit: LineVisitor,
  whenMissing: "fail" | "skip" = "fail",
): Promise<void> {
  // `<mode> blob <oid>\t<path>`, a line each; a submodule is a commit of another repository.
  const entries = await gitLines(["ls-tree", "-r", "--full-tree", tree], options);
  const fields = entries.map((entry) => entry.split("\t", 1)[0]!.split(" "));
  const blobs = fields.filter(([, type]) => type === "blob").map(([, , oid = ""]) => oid);
  await visitContentLines(options, [...new Set(blobs)], visit, { whenMissing });
}

/** Visits every line of the files or tags `oids`; `start` is told which one comes. Throws `git-failed`. */
export async function visitContentLines(
  options: GitOptions,
  oids: readonly string[],
  visit: LineVisitor,
  { start, whenMissing = "fail" }: { start?: (oid: string) => void; whenMissing?: "fail" | "skip" } = {},
): Promise<void> {
  if (oids.length === 0) return;
  const reader = new ContentReader(visit, start, whenMissing);
  const stdin = oids.map((oid) => `${oid}\n`).join("");
  await git(["cat-file", "--batch", "--buffer"], { ...options, stdin, onStdout: (chunk) => reader.write(chunk) });
}

/** Reads `<oid> <type> <size>`, a line feed, the content, a line feed (git-cat-file(1), "BATCH OUTPUT"). */
class ContentReader {
  private readonly visit: LineVisitor;
  private readonly whenMissing: "fail" | "skip";
  private readonly start: ((oid: string) => void) | undefined;
  private header = "";
  private leftBytes = 0;
  private lines: ByteLines | undefined;

  constructor(visit: LineVisitor, start: ((oid: string) => void) | undefined, whenMissing: "fail" | "skip") {
    this.whenMissing = whenMissing;
    this.visit = visit;
    this.start = start;
  }

  write(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      if (this.leftBytes > 0) {
        const part = chunk.subarray(at, at + this.leftBytes);
        this.leftBytes -= part.length;
        at += part.length;
        this.lines?.write(part);
        if (this.leftBytes > 0) continue;
        this.lines?.end();
      } else {
        const end = chunk.indexOf(10, at);
        this.header += chunk.toString("latin1", at, end < 0 ? chunk.length : end);
        if (end < 0) return;
        at = end + 1;
        if (this.header !== "") this.startContent(this.header);
        this.header = "";
      }
    }
  }

  private startContent(header: string): void {
    const [oid = "", , size] = header.split(" ");
    if (size === undefined && this.whenMissing === "skip") return;
    if (size === undefined) readOid(header); // "<oid> missing"
    this.leftBytes = Number(size);
    let before = "";
    this.start?.(oid);
    this.lines = new ByteLines((text) => {
      const line = squeeze(text);
      this.visit(line, before);
      before = line;
    });
  }
}
