/** A longer line is no line of a program that a person wrote; it reads as an empty one. Bytes. */
const LONGEST_BYTES = 32 << 20;

const LINE_FEED = 10;

/** Cuts bytes that come in pieces into lines, one character a byte (Latin-1); at most one line is in memory. */
export class ByteLines {
  private readonly visit: (line: string) => void;
  private rest: Buffer[] = [];
  private restBytes = 0;
  private isTooLong = false;

  constructor(visit: (line: string) => void) {
    this.visit = visit;
  }

  /** The next piece. */
  write(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      if (this.restBytes === 0 && !this.isTooLong && end - start <= LONGEST_BYTES)
        this.visit(chunk.toString("latin1", start, end));
      else {
        this.keep(chunk.subarray(start, end));
        this.flush();
      }
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
  }

  /** After the last piece: a last line without its line feed. */
  end(): void {
    if (this.restBytes > 0 || this.isTooLong) this.flush();
  }

  private keep(part: Buffer): void {
    this.isTooLong ||= this.restBytes + part.length > LONGEST_BYTES;
    if (this.isTooLong) this.drop();
    else if (part.length > 0) {
      this.rest.push(part);
      this.restBytes += part.length;
    }
  }

  private flush(): void {
    const line = this.isTooLong ? "" : Buffer.concat(this.rest).toString("latin1");
    this.drop();
    this.isTooLong = false;
    this.visit(line);
  }

  private drop(): void {
    this.rest = [];
    this.restBytes = 0;
  }
}
