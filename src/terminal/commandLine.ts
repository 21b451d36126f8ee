import { Command, CommanderError } from "commander";
import { asEmbargoError, EmbargoError, exitOf } from "../model/errors";
import { escapedJson } from "../model/escape";
import { openHome, type Home } from "../tools/home";
import type { UnlockedKey } from "../tools/pgp/keys";
import { unlockKeyFor, unlockOwnKey } from "../tools/pgp/keyStore";
import { passphraseSource } from "./ask";
import { addAccept } from "./commands/accept";
import { addAdvisory } from "./commands/advisory";
import { addAnswer } from "./commands/answer";
import { addBundle } from "./commands/bundle";
import { addCases } from "./commands/cases";
import { addDoctor } from "./commands/doctor";
import { addGuard } from "./commands/guard";
import { addHome } from "./commands/home";
import { addHandover } from "./commands/handover";
import { addHook } from "./commands/hook";
import { addImport } from "./commands/import";
import { addKey } from "./commands/key";
import { addMove } from "./commands/move";
import { addOpen } from "./commands/open";
import { addPlace } from "./commands/place";
import { addReview } from "./commands/review";
import { errorJson, errorText, type Outcome } from "./outcome";
import type { Terminal } from "./terminal";
import { withCommonFlags, type AddVerb, type CommonFlags, type Session } from "./verb";

/**
 * Runs the command line once: reads `argv` (without node and the script), prints one outcome, gives the exit status
 * back: 0 done, allowed or clean; 1 refused, findings or wrong bytes; 2 could not run; 3 wrong usage.
 */
export async function runCommandLine(argv: readonly string[], terminal: Terminal, version: string): Promise<number> {
  const asJson = argv.includes("--json");
  let exit = 0;
  const add: AddVerb = (command, run) => {
    withCommonFlags(command).action(async (...values: unknown[]) => {
      const args = values.slice(0, -2).flat() as string[];
      const flags = values.at(-2) as CommonFlags;
      exit = print(terminal, asJson, await run(session(terminal), flags as never, ...args));
    });
  };
  try {
    await buildProgram({ terminal, version, asJson }, add).parseAsync([...argv], { from: "user" });
    return exit;
  } catch (thrown) {
    const error = thrown instanceof CommanderError ? usageError(thrown) : asEmbargoError(thrown);
    if (!error) return 0;
    if (asJson) terminal.out(escapedJson(errorJson(error)));
    else terminal.err(errorText(error));
    return exitOf(error.code);
  }
}

interface ProgramOptions {
  readonly terminal: Terminal;
  readonly version: string;
  readonly asJson: boolean;
}

function buildProgram({ terminal, version, asJson }: ProgramOptions, add: AddVerb): Command {
  const program = new Command("embargo")
    .description("Write and review security fixes privately, until the day they are released.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => {
        if (!asJson) terminal.err(text.trimEnd()); // the help, for a missing verb
      },
      outputError: () => undefined, // said once, with what to do
    })
    .helpCommand(true);
  const verbs = [
    addOpen,
    addMove,
    addCases,
    addGuard,
    addKey,
    addImport,
    addBundle,
    addReview,
    addAnswer,
    addAccept,
    addHandover,
    addAdvisory,
  ];
  for (const addVerbs of [...verbs, addPlace, addHome, addDoctor, addHook]) addVerbs(program, add);
  return program;
}

/** The home is opened by the verb that needs it (`--help` and usage errors make no folder); a passphrase is asked for once. */
function session(terminal: Terminal): Session {
  let opened: Promise<Home> | undefined;
  let unlocked: Promise<UnlockedKey> | undefined;
  const home = () => (opened ??= openHome(terminal.env.EMBARGO_HOME));
  const unlock = async ({ passphraseFd }: CommonFlags) =>
    unlockOwnKey(await home(), passphraseSource(terminal, passphraseFd));
  return {
    terminal,
    home,
    ownKey: (flags) => (unlocked ??= unlock(flags)),
    keyFor: async ({ passphraseFd }, file, kind) =>
      (unlocked ??= unlockKeyFor(await home(), file, kind, passphraseSource(terminal, passphraseFd))),
  };
}

function print(terminal: Terminal, asJson: boolean, { json, text, exit = 0 }: Outcome): number {
  if (asJson) terminal.out(escapedJson(json));
  else if (text !== "") terminal.out(text);
  return exit;
}

/** What commander throws: help and version were asked for (`undefined`), everything else is wrong usage. */
function usageError({ code, message }: CommanderError): EmbargoError | undefined {
  if (["commander.helpDisplayed", "commander.version"].includes(code)) return undefined;
  if (code === "commander.help") return new EmbargoError("usage", "The verb is missing.", "The list: embargo --help");
  return new EmbargoError("usage", message.replace(/^error: /, ""), "See: embargo --help, or embargo <verb> --help");
}
