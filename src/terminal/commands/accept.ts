import type { Command } from "commander";
import { escapeLine, escapeText } from "../../model/escape";
import { acceptAnswer } from "../../stages/confirm";
import { readNamedFile } from "../../tools/files";
import type { AddVerb } from "../verb";

const ANSWER_LIMIT_BYTES = 2 * 1024 * 1024;

export function addAccept(program: Command, add: AddVerb): void {
  const command = program
    .command("accept")
    .description("check an answer and record it in the case")
    .argument("<case>")
    .argument("<file>", "the answer: Embargo's, or one made with gpg");
  add(command, async ({ home, ownKey }, flags, id, file) => {
    const bytes = await readNamedFile(file, ANSWER_LIMIT_BYTES);
    const unlocked = await ownKey(flags);
    const accepted = await acceptAnswer(await home(), id, bytes, { ownKey: unlocked });
    const { name, decision, version } = accepted.answer;
    const lines = [`${id}: ${decision} by ${escapeLine(name)} for version ${version}`];
    if (accepted.message) lines.push("", escapeText(accepted.message));
    const { by, role } = accepted.answer;
    return { json: { case: id, by, name, role, decision, version, isNew: accepted.isNew }, text: lines.join("\n") };
  });
}
