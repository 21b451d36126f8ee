import type { Command } from "commander";
import { EmbargoError } from "../../model/errors";
import type { Decision } from "../../model/case";
import { planAnswer, runAnswer } from "../../stages/confirm";
import { agreed, textOf } from "../ask";
import { openBundleFile } from "../openBundleFile";
import { planOutcome } from "../outcome";
import type { AddVerb } from "../verb";
import type { ReviewFlags } from "./review";

interface AnswerFlags extends ReviewFlags {
  readonly decision?: string;
  readonly message?: string;
  readonly out?: string;
}

export function addAnswer(program: Command, add: AddVerb): void {
  const command = program
    .command("answer")
    .description("answer a bundle: signed, encrypted, bound to exactly that patch")
    .argument("<file>", "the bundle")
    .option("--decision <word>", "confirmed, rejected or changes-requested")
    .option("--message <text>", "what the maintainer should know; - reads standard input")
    .option("--from <key>", "fingerprint or certificate file of the expected signer")
    .option("--out <file>", "where the answer goes (default: here)");
  add<AnswerFlags>(command, async (session, flags, file) => {
    const { terminal, home, ownKey } = session;
    const decision = asDecision(flags.decision);
    const review = await openBundleFile(session, flags, file);
    const message =
      flags.message === undefined && !terminal.interactive
        ? ""
        : await textOf(terminal, "--message", flags.message, "A message to the maintainer");
    const plan = planAnswer(review, { decision, message });
    if (flags.dryRun) return planOutcome(plan);
    await agreed(terminal, plan, flags.yes);
    const unlocked = await ownKey(flags);
    const { path, sha256 } = await runAnswer(await home(), plan, { ownKey: unlocked, out: flags.out ?? terminal.cwd });
    return { json: { path, sha256, decision }, text: `${path}\nSend this file to the maintainer.` };
  });
}

function asDecision(word: string | undefined): Decision {
  if (word === "confirmed" || word === "rejected" || word === "changes-requested") return word;
  throw new EmbargoError(
    "usage",
    word === undefined ? "--decision is missing." : "That is no decision.",
    "Give one of: --decision confirmed, --decision rejected, --decision changes-requested",
  );
}
