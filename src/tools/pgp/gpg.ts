import { spawn } from "node:child_process";
import { EmbargoError } from "../../model/errors";

/** One gpg of this machine, and the folder it keeps its keys in. */
export interface Gpg {
  /** Absolute path of the program. */
  readonly program: string;
  /** What gpg calls its home (`GNUPGHOME`). */
  readonly home: string;
}

/** How one run of gpg ended. Its exit code is no verdict: the status lines are (gnupg doc/DETAILS). */
export interface GpgResult {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  /** Status lines without their `[GNUPG:] `. */
  readonly status: readonly string[];
}

/**
 * Nothing of the user's options has a say (one `encrypt-to` adds a reader), nothing is looked up on a key server (that
 * would tell it who is under embargo), nothing is asked on a terminal by gpg itself.
 */
const ALWAYS = [
  "--batch",
  "--no-tty",
  "--no-options",
  "--exit-on-status-write-error",
  "--charset",
  "utf-8",
  "--disable-dirmngr",
  "--no-auto-key-locate",
  "--no-auto-key-retrieve",
];

const PREFIX = "[GNUPG:] ";
/** Windows hands a fourth stream over in a way that gpg does not know. */
const STATUS_FD = process.platform === "win32" ? 2 : 3;

/**
 * Runs the user's gpg once, without a shell; nothing it writes is given back before it has ended.
 *
 * @param stdin what gpg works on: data never stands in an argument or a file
 * @throws EmbargoError `gpg-missing`
 */
export function runGpg(gpg: Gpg, args: readonly string[], stdin: Uint8Array = new Uint8Array()): Promise<GpgResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(gpg.program, [...ALWAYS, "--status-fd", String(STATUS_FD), ...args], {
      env: { ...process.env, LC_ALL: "C.UTF-8", GNUPGHOME: gpg.home },
      stdio: ["pipe", "pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    const stdout: Buffer[] = [];
    const status: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.resume();
    const statusStream = child.stdio[STATUS_FD] as NodeJS.ReadableStream;
    statusStream.on("data", (chunk: Buffer) => status.push(chunk));
    child.once("error", (error) => reject(gpgMissing(gpg.program, error)));
    child.once("close", (code) => {
      const lines = Buffer.concat(status).toString("utf8").split("\n");
      resolve({
        exitCode: code ?? -1,
        stdout: new Uint8Array(Buffer.concat(stdout)),
        status: lines.flatMap((line) => (line.startsWith(PREFIX) ? line.slice(PREFIX.length).trimEnd() : [])),
      });
    });
    child.stdin.on("error", () => undefined); // gpg may close its input early; its status tells the rest
    child.stdin.end(stdin);
  });
}

/** The rest of each status line with this keyword. */
export function statusOf({ status }: GpgResult, keyword: string): string[] {
  return status.flatMap((line) => {
    const [word, ...rest] = line.split(" ");
    return word === keyword ? rest.join(" ") : [];
  });
}

/** The error numbers of libgpg-error (err-codes.h) that a person can do something about; the upper bits name who said it. */
const NO_PIN_ENTRY = 85;
const CANCELED = [99, 198];
const BAD_PASSPHRASE = 11;
const CARD = [108, 109, 112];
const PINENTRY_HELP =
  "The passphrase is asked for by gpg in a window of its own: it needs pinentry-gnome3, -qt or -mac (Windows: Gpg4win), or in a terminal first: export GPG_TTY=$(tty).";

/** Why gpg did not do it, as one of ours. */
export function gpgFailure(result: GpgResult, what: string): EmbargoError {
  const numbers = [...statusOf(result, "FAILURE"), ...statusOf(result, "ERROR"), ...statusOf(result, "INV_SGNR")]
    .flatMap((text) => /(\d+)/.exec(text.replace(/^\S+\s/, ""))?.[1] ?? [])
    .map((text) => Number(text) & 0xffff);
  const has = (...wanted: number[]) => numbers.some((number) => wanted.includes(number));
  const failed = (reason: string, hint: string) => new EmbargoError("gpg-failed", `Your gpg ${what}: ${reason}.`, hint);
  if (has(NO_PIN_ENTRY)) return failed("it found no way to ask for the passphrase", PINENTRY_HELP);
  if (has(...CANCELED)) return new EmbargoError("cancelled", `Your gpg ${what}: it was cancelled.`, PINENTRY_HELP);
  if (has(BAD_PASSPHRASE)) return failed("the passphrase was wrong", "Try again; nothing was changed.");
  if (has(...CARD)) return failed("the card is not there or does not answer", "Put the card in and try again.");
  return failed(
    `it ended with ${result.exitCode}`,
    "See what gpg says in a terminal: gpg --list-secret-keys, then gpg --sign on any file.",
  );
}

/** No gpg where one is needed. */
export function gpgMissing(program: string, cause?: unknown): EmbargoError {
  return new EmbargoError(
    "gpg-missing",
    `The program gpg could not be started (${program}).`,
    "Install GnuPG 2.2 or newer, or name yours: embargo key use-gpg --gpg PATH.",
    cause,
  );
}
