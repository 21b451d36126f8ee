import { closeSync, openSync, readSync, writeSync } from "node:fs";

/**
 * Asks a yes-or-no question on the controlling terminal, past whatever standard input and output are (tty(4)). Anything
 * but a clear yes is a no; `undefined` when there is no terminal.
 */
export function askOnTerminal(question: string): boolean | undefined {
  let terminal: number;
  try {
    terminal = openSync(process.platform === "win32" ? "\\\\.\\CON" : "/dev/tty", "r+");
  } catch {
    return undefined;
  }
  try {
    writeSync(terminal, `${question} [y/N] `);
    const answer = Buffer.alloc(256);
    const length = readSync(terminal, answer, 0, answer.length, null);
    return /^\s*y(es)?\s*$/i.test(answer.toString("utf8", 0, length));
  } catch {
    return undefined;
  } finally {
    closeSync(terminal);
  }
}
