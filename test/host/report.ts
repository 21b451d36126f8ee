import { readFileSync, writeFileSync } from "node:fs";

type Line = ["out" | "err", string] | ["end", 0 | 1];

const EVERY_MS = 50;

/** What runner.cjs writes from inside the extension host, printed here as it comes. */
export class Report {
  readonly #file: string;
  readonly #timer: NodeJS.Timeout;
  #printed = 0;
  #ending: 0 | 1 | undefined;

  constructor(file: string) {
    this.#file = file;
    writeFileSync(file, "");
    this.#timer = setInterval(() => this.#print(), EVERY_MS);
  }

  /** Prints the rest and tells how the tests ended; undefined: they did not come to their end. */
  close(): 0 | 1 | undefined {
    clearInterval(this.#timer);
    this.#print();
    return this.#ending;
  }

  #print(): void {
    // The last piece is a line still being written.
    const lines = readFileSync(this.#file, "utf8").split("\n").slice(0, -1);
    for (const line of lines.slice(this.#printed)) {
      const [kind, value] = JSON.parse(line) as Line;
      if (kind === "end") this.#ending = value;
      else process[kind === "err" ? "stderr" : "stdout"].write(value);
    }
    this.#printed = lines.length;
  }
}
