import { InvalidArgumentError, type Command } from "commander";
import type { Home } from "../tools/home";
import type { UnlockedKey } from "../tools/pgp/keys";
import type { Outcome } from "./outcome";
import type { Terminal } from "./terminal";

/** The flags that every verb takes. */
export interface CommonFlags {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly passphraseFd?: number;
}

/** What a verb works with: the terminal, and what is opened when first needed and then kept: the home, one's own key. */
export interface Session {
  readonly terminal: Terminal;
  readonly home: () => Promise<Home>;
  readonly ownKey: (flags: CommonFlags) => Promise<UnlockedKey>;
  /** The own key that a received file was made for: the current one, or one that was replaced. */
  readonly keyFor: (flags: CommonFlags, file: Uint8Array, kind: "bundle" | "answer") => Promise<UnlockedKey>;
}

/** A verb: gathers input, calls a stage, words the outcome. It decides nothing. */
export type Run<Flags> = (session: Session, flags: Flags & CommonFlags, ...args: string[]) => Promise<Outcome>;

/** Adds a verb to its parent; `perform` is the one place where outcomes are printed and errors caught. */
export type AddVerb = <Flags extends object>(command: Command, run: Run<Flags>) => void;

/** Declares the common flags of a verb. */
export function withCommonFlags(command: Command): Command {
  return command
    .option("--json", "print exactly one JSON object")
    .option("--dry-run", "print what would happen, and do nothing")
    .option("--yes", "do not ask before going on")
    .option("--passphrase-fd <n>", "read the passphrase from this file descriptor", wholeNumber);
}

/** An option given several times, as a list. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Reads the value of an option that is a number. @throws InvalidArgumentError */
export function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError("It must be a number, such as 3.");
  return Number(value);
}
