import type { Command } from "commander";
import { escapeLine } from "../../model/escape";
import { acceptAnswer, readAnswer, type ReceivedAnswer } from "../../stages/confirm";
import { readNamedFile } from "../../tools/files";
import { answerText } from "../answerText";
import { oneStepOutcome } from "../outcome";
import type { AddVerb } from "../verb";

const ANSWER_LIMIT_BYTES = 2 * 1024 * 1024;

export function addAccept(program: Command, add: AddVerb): void {
  const command = program
    .command("accept")
    .description("check an answer and record it in the case")
    .argument("<case>")
    .argument("<file>", "the answer: Embargo's, or one made with gpg");
  add(command, async ({ home, keyFor }, flags, id, file) => {
    const bytes = await readNamedFile(file, ANSWER_LIMIT_BYTES);
    const unlocked = await keyFor(flags, bytes, "answer");
    if (flags.dryRun) {
      const received = await readAnswer(await home(), id, bytes, { ownKey: unlocked });
      return oneStepOutcome(`Answer to ${id}`, `record: ${sentenceOf(received)}`);
    }
    const accepted = await acceptAnswer(await home(), id, bytes, { ownKey: unlocked });
    const { by, name, role, decision, version } = accepted.answer;
    const { compared, isNew } = accepted;
    const text = [
      `${id}: ${sentenceOf(accepted)}${isNew ? "" : " (recorded before)"}`,
      ...(role === "other" && by !== "passphrase"
        ? ["It is kept, but does not count: it is neither the reporter's nor a maintainer's."]
        : []),
      ...answerText(accepted.message, accepted.comments),
      ...accepted.notes,
      `Next: embargo status ${id}`,
    ];
    return {
      json: { case: id, by, name, role, decision, version, compared, isNew, ...said(accepted) },
      text: text.join("\n"),
    };
  });
}

function sentenceOf({ answer: { by, decision, name, version }, compared }: ReceivedAnswer): string {
  const trust = by === "passphrase" ? "weak: not signed" : `key ${compared ? "compared" : "not compared"}`;
  return `${decision} by ${escapeLine(name)} for version ${version}, ${trust}`;
}

function said({ message, comments, notes }: ReceivedAnswer): object {
  return { message, comments, notes };
}
