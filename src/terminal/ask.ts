import { EmbargoError } from "../model/errors";
import { escapeLine } from "../model/escape";
import type { Fingerprint } from "../model/ids";
import { groupFingerprint } from "../model/ids";
import type { Plan } from "../model/plan";
import { readFirstLine } from "../tools/descriptor";
import type { Contact, PassphraseSource } from "../tools/pgp/keyStore";
import { planText } from "./outcome";
import type { Terminal } from "./terminal";

/** Questions go to standard error, so that standard output holds only the result. */
const ON_STDERR = { output: process.stderr } as const;

/** A value from its flag, `-` for standard input, or asked for; refused with the flag's name where nobody can be asked. */
export async function textOf(terminal: Terminal, flag: string, value: string | undefined, question: string) {
  if (value === "-") return (await terminal.input()).trimEnd();
  if (value !== undefined) return value;
  requirePerson(terminal, flag);
  const { default: input } = await import("@inquirer/input");
  return orCancelled(input({ message: question, required: true }, ON_STDERR));
}

/** Shows a plan and asks for the yes; where nobody can be asked the call itself was the yes. */
export async function agreed(
  terminal: Terminal,
  plan: Plan,
  yes: boolean | undefined,
  byDefault = true,
): Promise<void> {
  if (!terminal.interactive || yes) return;
  terminal.err(planText(plan, false));
  await confirmed("Go on?", byDefault);
}

/** Shows a fingerprint and asks whether a person compared it; where nobody can be asked the call itself was the yes. */
export async function agreedToBeEqual(
  terminal: Terminal,
  { name, mail, fingerprint }: Contact,
  words: readonly string[],
  yes: boolean | undefined,
): Promise<void> {
  if (!terminal.interactive || yes) return;
  const who = escapeLine(name ?? mail ?? "a key without a name");
  terminal.err([who, groupFingerprint(fingerprint), "", "To read aloud:", ...words].join("\n"));
  await confirmed("Did its owner, or a page that only they can write, show you all of these digits or words?", false);
}

/**
 * What only a person on a terminal can give: exactly these words, typed.
 *
 * @throws EmbargoError `refused` where nobody can be asked, `cancelled` for anything else than the words
 */
export async function typedExactly(terminal: Terminal, question: string, words: string): Promise<void> {
  if (!terminal.interactive) {
    throw new EmbargoError("refused", `${question}, and nobody can be asked here.`, "Run it on a terminal.");
  }
  const { default: input } = await import("@inquirer/input");
  if ((await orCancelled(input({ message: question }, ON_STDERR))).trim() !== words) throw cancelled();
}

async function confirmed(question: string, byDefault: boolean): Promise<void> {
  const { default: confirm } = await import("@inquirer/confirm");
  if (!(await orCancelled(confirm({ message: question, default: byDefault }, ON_STDERR)))) throw cancelled();
}

/** Where the passphrase of a key comes from: `--passphrase-fd`, or a prompt that shows nothing. */
export function passphraseSource(terminal: Terminal, descriptor: number | undefined): PassphraseSource {
  return async ({ fingerprint, attempt }: { fingerprint: Fingerprint; attempt: number }) => {
    if (descriptor !== undefined) return attempt === 1 ? readFirstLine(descriptor) : undefined;
    if (!terminal.interactive) return undefined;
    if (attempt > 1) terminal.err("That was not it.");
    return hidden(`Passphrase of your key ${groupFingerprint(fingerprint)}`);
  };
}

/** The words that open a bundle made without a key; `undefined` where there is no descriptor and nobody can be asked. */
export async function bundlePassphrase(
  terminal: Terminal,
  descriptor: number | undefined,
): Promise<string | undefined> {
  if (descriptor !== undefined) return readFirstLine(descriptor);
  if (!terminal.interactive) return undefined;
  return (await hidden("The words that the sender told you")).trim();
}

/** A new passphrase, asked for twice; from `--passphrase-fd` once. */
export async function newPassphrase(terminal: Terminal, descriptor: number | undefined): Promise<string> {
  if (descriptor !== undefined) return readFirstLine(descriptor);
  requirePerson(terminal, "--passphrase-fd (or --no-passphrase)");
  for (;;) {
    const first = await hidden("New passphrase (at least 12 characters)");
    if (first.length < 12) terminal.err("Too short.");
    else if ((await hidden("The same again")) === first) return first;
    else terminal.err("They differ.");
  }
}

async function hidden(message: string): Promise<string> {
  const { default: password } = await import("@inquirer/password");
  return orCancelled(password({ message }, ON_STDERR));
}

function requirePerson(terminal: Terminal, flag: string): void {
  if (terminal.interactive) return;
  throw new EmbargoError("usage", `${flag} is missing, and nobody can be asked here.`, `Give it: ${flag}`);
}

async function orCancelled<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof Error && error.name === "ExitPromptError" ? cancelled() : error;
  }
}

function cancelled(): EmbargoError {
  return new EmbargoError("cancelled", "Cancelled; nothing was changed.", "Run it again when you are ready.");
}
