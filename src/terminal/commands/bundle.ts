import type { Command } from "commander";
import { EmbargoError } from "../../model/errors";
import { escapeLine } from "../../model/escape";
import { keepAdvisoryCurrent } from "../../stages/advise/keepCurrent";
import {
  parseBranch,
  planBundle,
  readBundleFacts,
  runBundle,
  type BundlePlan,
  type BundleResult,
  type BundleWishes,
} from "../../stages/bundle";
import { proveBundle } from "../../stages/confirm";
import { agreed } from "../ask";
import { planJson, planText, progress } from "../outcome";
import type { Terminal } from "../terminal";
import { collect, type AddVerb } from "../verb";

interface BundleFlags {
  readonly to?: readonly string[];
  readonly passphrase?: boolean;
  readonly branch?: readonly string[];
  readonly test?: string;
  readonly question?: readonly string[];
  readonly credit?: boolean;
  readonly out?: string;
}

export function addBundle(program: Command, add: AddVerb): void {
  const command = program
    .command("bundle")
    .description("make the encrypted file that the reporter reviews; you send it, Embargo does not")
    .argument("<case>")
    .option(
      "--to <person>",
      "mail address or full fingerprint of a pinned key (repeatable; on a terminal the reporter when absent)",
      collect,
    )
    .option("--passphrase", "one more file, for a reader without a key: seven words open it, shown once")
    .option(
      "--branch <private[:public]>",
      "a branch besides the fix, such as a backport, and the public one it is for (repeatable; default: those sent last)",
      collect,
    )
    .option("--test <text>", "what the readers should test; - reads standard input")
    .option("--question <text>", "something to ask besides the usual questions (repeatable)", collect)
    .option("--no-credit", "do not ask how to credit the reader")
    .option("--out <dir>", "where the files for the readers go (default: here)");
  add<BundleFlags>(command, async ({ terminal, home, ownKey }, flags, id) => {
    if (!flags.to && !flags.passphrase && !terminal.interactive) {
      const hint =
        "Say who reads it, by mail address or full fingerprint: --to MAIL (pinned keys: embargo key list), or --passphrase.";
      throw new EmbargoError("usage", "--to is missing, and nobody can be asked here.", hint);
    }
    if (!flags.dryRun) await keepAdvisoryCurrent(await home(), id);
    const plan = planBundle(await readBundleFacts(await home(), id, await wishesOf(terminal, flags)));
    const { to, holds, asks, makes } = plan;
    const shown = { ...plan, notes: [...contents(plan), ...plan.notes] };
    if (flags.dryRun) {
      return { json: { plan: { ...planJson(plan), to, holds, asks, makes } }, text: planText(shown, true) };
    }
    await agreed(terminal, shown, flags.yes);
    const unlocked = await ownKey(flags);
    const opened = await home();
    const result = await runBundle(opened, plan, {
      ...progress(terminal),
      ownKey: unlocked,
      prove: (message, made, isWhole) => proveBundle(opened, message, made, isWhole),
      out: flags.out ?? terminal.cwd,
    });
    const count = result.files.length;
    const text = [
      `Version ${result.version} is ready. Embargo sent nothing: you send the mail ${count === 1 ? "draft" : "drafts"}.`,
      ...(terminal.person ? result.files.map(({ draft }) => `  ${draft}`) : []),
      ...passphraseText(result),
      `Next: save the answer when it comes, then: embargo accept ${id} FILE`,
    ].join("\n");
    return { json: result, text };
  });
}

async function wishesOf(terminal: Terminal, flags: BundleFlags): Promise<BundleWishes> {
  const { to = [], passphrase = false, branch, question = [] } = flags;
  const test = flags.test === "-" ? await terminal.input() : flags.test;
  const askCredit = flags.credit === false ? { askCredit: false } : {};
  const notes = { ...(test === undefined ? {} : { test }), questions: question, ...askCredit };
  return { to, passphrase, ...(branch ? { branches: branch.map(parseBranch) } : {}), notes };
}

/** The only time that the words are shown. */
function passphraseText({ passphrase }: BundleResult): string[] {
  if (passphrase === undefined) return [];
  return [
    "",
    `The seven words:   ${passphrase}`,
    "They are shown this once. Tell them by telephone or in a chat, never in the mail that carries the file.",
    "",
  ];
}

/** What a person checks before the yes: who gets what. */
function contents({ to, holds, asks, makes }: BundlePlan): string[] {
  return [
    ...to.map((reader) => `To     ${escapeLine(reader)}`),
    `Holds  ${holds}`,
    `Asks   ${asks.join(" ")}`,
    `Makes  ${makes}`,
  ];
}
