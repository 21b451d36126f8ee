import { text as readAll } from "node:stream/consumers";

/** The world of one run of the command line, so that tests can give it another one. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person can be asked: standard input and standard error are terminals. */
  readonly interactive: boolean;
  /** Whether a person reads standard output: names of files are only shown then. */
  readonly person: boolean;
  /** Results: one object with `--json`, else plain sentences. */
  readonly out: (text: string) => void;
  /** Progress, questions and errors. */
  readonly err: (text: string) => void;
  /** All of standard input as text. */
  readonly input: () => Promise<string>;
}

/** The terminal this process runs in. */
export function processTerminal(): Terminal {
  return {
    cwd: process.cwd(),
    env: process.env,
    interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    person: Boolean(process.stdout.isTTY),
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    input: () => readAll(process.stdin),
  };
}
