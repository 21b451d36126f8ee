import { closeSync, openSync, readSync, writeSync } from "node:fs";

/**
 * Asks on the controlling terminal, past whatever standard input and output are (tty(4)), and returns the line that was
 * typed, without spaces around it; `undefined` when there is no terminal.
 */
export function lineFromTerminal(question: string): string | undefined {
  let terminal: number;
  try {
    terminal = openSync(process.platform === "win32" ? "\\\\.\\CON" : "/dev/tty", "r+");
  } catch {
    return undefined;
  }
  try {
    writeSync(terminal, `${question} `);
    const answer = Buffer.alloc(1024);
    const length = readSync(terminal, answer, 0, answer.length, null);
    return answer.toString("utf8", 0, length).trim();
  } catch {
    return undefined;
  } finally {
    closeSync(terminal);
  }
}

/**
 * Asks a yes-or-no question on the controlling terminal; `always` is a yes to all that it is about. Anything but a clear
 * yes is a no; `undefined` when there is no terminal.
 */
export function askOnTerminal(question: string): "yes" | "always" | "no" | undefined {
  const typed = lineFromTerminal(`${question} [y/N]`);
  if (typed === undefined) return undefined;
  if (/^a(lways)?$/i.test(typed)) return "always";
  return /^y(es)?$/i.test(typed) ? "yes" : "no";
}
