import type { Oid } from "../../model/ids";
import { ByteLines } from "./byteLines";
import { squeeze, type CommitChanges, type Hunk } from "./changes";
import { readOid } from "./repository";

/** Who wants to know of commits and their changes, in the order git shows them. */
export interface ChangeVisitor {
  /** A commit, before its changes. */
  commit(commit: Oid, message: string): void;
  /** A file of it, before its hunks. */
  file(path: string): void;
  hunk(path: string, hunk: Hunk): void;
  /** A file's new content, by its id. */
  blob(blob: Oid, path: string): void;
}

/** A change of more lines is handed on in pieces, so that a huge file is never in memory. */
const PIECE_LINES = 20_000;

const NUL = "\0";

/** Reads the output of `LOG_CHANGES` or `LOG_MESSAGES` as it comes; only the change at hand is in memory. */
export class ChangeReader {
  private readonly visitor: ChangeVisitor;
  private readonly lines = new ByteLines((line) => this.readLine(line));
  private oid: Oid | undefined;
  /** The lines of the message so far; absent outside of one. */
  private message: string[] | undefined;
  private path = "";
  private hunk: { removed: string[]; added: string[]; addedAt: number; around: string; isPiece?: boolean } | undefined;
  private parents = 0;

  constructor(visitor: ChangeVisitor) {
    this.visitor = visitor;
  }

  write(chunk: Buffer): void {
    this.lines.write(chunk);
  }

  /** After the last piece. Throws `git-failed` when it ended inside a message. */
  end(): void {
    this.lines.end();
    this.endHunk();
    if (this.message) readOid(""); // cut: as unreadable as a wrong id
  }

  private readLine(line: string): void {
    if (this.message) {
      if (line !== NUL) return void this.message.push(line);
      const text = Buffer.from(this.message.join("\n"), "latin1").toString("utf8");
      this.message = undefined;
      this.visitor.commit(this.oid!, text.trimEnd());
    } else if (line.startsWith(NUL)) {
      this.endHunk();
      this.oid = readOid(line.slice(1));
      this.message = [];
    } else if (line.startsWith("diff --")) {
      this.endHunk();
      this.path = pathOf(line);
      this.visitor.file(this.path);
    } else if (line.startsWith("@@")) {
      this.endHunk();
      this.startHunk(line);
    } else if (this.hunk) {
      this.readChange(this.hunk, line);
    } else if (line.startsWith(":")) {
      this.readBlob(line);
    }
  }

  /** `@@ -1,2 +3,4 @@ function`, with one more @ and one more range for each further parent. */
  private startHunk(line: string): void {
    this.parents = line.indexOf(" ") - 1;
    const [, addedAt = "1", around = ""] = /^@@+ [^+]*\+(\d+)(?:,\d+)? @@(.*)$/.exec(line) ?? [];
    this.hunk = { removed: [], added: [], addedAt: Number(addedAt), around: squeeze(around.replace(/^@+/, "")) };
  }

  private readChange(hunk: NonNullable<typeof this.hunk>, line: string): void {
    const marks = line.slice(0, this.parents);
    if (marks.includes("-")) hunk.removed.push(squeeze(line.slice(this.parents)));
    else if (marks.includes("+")) hunk.added.push(squeeze(line.slice(this.parents)));
    if (hunk.added.length + hunk.removed.length < PIECE_LINES) return;
    const last = hunk.added.slice(-1);
    const addedAt = hunk.addedAt + hunk.added.length - last.length;
    hunk.isPiece = true;
    this.visitor.hunk(this.path, hunk);
    this.hunk = { removed: [], added: last, addedAt, around: hunk.around, isPiece: true };
  }

  private endHunk(): void {
    if (this.hunk) this.visitor.hunk(this.path, this.hunk);
    this.hunk = undefined;
  }

  /** `:<modes> <ids> <status>\t<path>`, with one colon a parent (git-diff-tree(1), "RAW OUTPUT FORMAT"). */
  private readBlob(line: string): void {
    const [fields = "", path = ""] = line.split("\t");
    const oid = fields.split(" ").at(-2);
    if (oid && /[^0]/.test(oid)) this.visitor.blob(readOid(oid), path);
  }
}

/** Gathers everything, for changes that are known to be small. */
export class ChangeCollector implements ChangeVisitor {
  readonly commits: CommitChanges[] = [];
  private files: { path: string; hunks: Hunk[] }[] = [];
  private blobs = new Map<Oid, string>();

  commit(commit: Oid, message: string): void {
    this.files = [];
    this.blobs = new Map<Oid, string>();
    this.commits.push({ commit, message, files: this.files, blobs: this.blobs });
  }

  file(path: string): void {
    this.files.push({ path, hunks: [] });
  }

  hunk(_: string, hunk: Hunk): void {
    this.files.at(-1)?.hunks.push(hunk);
  }

  blob(blob: Oid, path: string): void {
    this.blobs.set(blob, path);
  }
}

/** `diff --git a/P b/P` or `diff --cc P`: without renames both names are the same, so the second half is the path. */
function pathOf(line: string): string {
  const merged = /^diff --(?:cc|combined) "?(.*?)"?$/.exec(line)?.[1];
  if (merged !== undefined) return merged;
  const names = line.slice("diff --git ".length);
  return names.slice((names.length + 1) / 2).replace(/^"?b\/(.*?)"?$/, "$1");
}
