import type { Command } from "commander";
import { EmbargoError } from "../../model/errors";
import type { Decision } from "../../model/case";
import { bindComments, planAnswer, runAnswer, type AnswerPlan } from "../../stages/confirm";
import { readNamedFile } from "../../tools/files";
import { agreed, textOf } from "../ask";
import { openBundleFile } from "../openBundleFile";
import { planOutcome } from "../outcome";
import type { Terminal } from "../terminal";
import type { AddVerb } from "../verb";
import type { ReviewFlags } from "./review";

const LARGEST_COMMENTS = 1024 * 1024;

interface AnswerFlags extends ReviewFlags {
  readonly decision?: string;
  readonly message?: string;
  readonly comments?: string;
  readonly replace?: boolean;
  readonly out?: string;
}

export function addAnswer(program: Command, add: AddVerb): void {
  const command = program
    .command("answer")
    .description("answer a bundle: signed, encrypted, bound to exactly that patch")
    .argument("<file>", "the bundle")
    .option("--decision <word>", "confirmed, rejected or changes-requested")
    .option("--message <text>", "what the maintainer should know; - reads standard input")
    .option(
      "--comments <file>",
      "remarks, one a line: PATH:LINE: TEXT (PATH:-LINE: for a removed line); - reads standard input",
    )
    .option("--from <key>", "fingerprint or certificate file of the expected signer")
    .option("--out <file>", "where the answer goes (default: here)")
    .option("--replace", "an earlier answer of the same name makes way");
  add<AnswerFlags>(command, async (session, flags, file) => {
    const { terminal, home, ownKey } = session;
    const decision = asDecision(flags.decision);
    const review = await openBundleFile(session, flags, file);
    const message =
      flags.message === undefined && !terminal.interactive
        ? ""
        : await textOf(terminal, "--message", flags.message, "A message to the maintainer");
    const comments = await bindComments(review, await typedComments(terminal, flags));
    const plan = withText(planAnswer(review, { decision, message, comments }));
    if (flags.dryRun) return planOutcome(plan);
    await agreed(terminal, plan, flags.yes);
    const out = { out: flags.out ?? terminal.cwd, replace: flags.replace === true };
    const options = plan.by === "passphrase" ? out : { ...out, ownKey: await ownKey(flags) };
    const { path, draft, sha256 } = await runAnswer(await home(), plan, options);
    const text = `${path}\nSend this file to the maintainer; ${draft} is a mail that carries it.`;
    return { json: { path, draft, sha256, decision, comments: comments.length }, text };
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

async function typedComments(terminal: Terminal, { comments, message }: AnswerFlags): Promise<string> {
  if (comments === undefined) return "";
  if (comments !== "-") return new TextDecoder().decode(await readNamedFile(comments, LARGEST_COMMENTS));
  if (message !== "-") return terminal.input();
  throw new EmbargoError("usage", "Message and comments cannot both come from standard input.", "Put one in a file.");
}

/** What will be signed is shown to the letter before it is. */
function withText(plan: AnswerPlan): AnswerPlan {
  return { ...plan, notes: [...plan.notes, `It says:\n\n${new TextDecoder().decode(plan.text)}`] };
}
