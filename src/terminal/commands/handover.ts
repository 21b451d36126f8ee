import type { Command } from "commander";
import { EmbargoError } from "../../model/errors";
import { escapeText } from "../../model/escape";
import { draftNewAdvisory } from "../../stages/advise/draft";
import { planGive, planTake, runGive, runTake, type HandedContacts } from "../../stages/handover";
import { planOpen, readOpenFacts, runOpen } from "../../stages/open";
import { readNamedFile } from "../../tools/files";
import { agreed } from "../ask";
import { planOutcome, progress } from "../outcome";
import type { AddVerb } from "../verb";

const LIMIT_BYTES = 66 * 1024 * 1024;

export function addHandover(program: Command, add: AddVerb): void {
  interface GiveFlags {
    readonly to: string;
    readonly contacts?: string;
    readonly out?: string;
  }
  const give = program
    .command("handover")
    .description("pack a whole case, signed and encrypted, for a co-maintainer; you send it, Embargo does not")
    .argument("<case>")
    .requiredOption("--to <person>", "mail address or full fingerprint of their pinned key")
    .option("--contacts <which>", "whose keys go along: case (the people of the case), all, none", "case")
    .option("--out <dir>", "where the file goes (default: here)");
  add<GiveFlags>(give, async ({ terminal, home, ownKey }, flags, id) => {
    const plan = await planGive(await home(), id, { to: flags.to, contacts: asContacts(flags.contacts) });
    if (flags.dryRun) return planOutcome(plan);
    await agreed(terminal, plan, flags.yes);
    const options = { ...progress(terminal), ownKey: await ownKey(flags), out: flags.out ?? terminal.cwd };
    const { path, sha256 } = await runGive(await home(), plan, options);
    const text = [
      "The case is packed. Embargo sent nothing: you send the file.",
      ...(terminal.person ? [`  ${path}`] : []),
      "They take it over, in their clone of the project: embargo takeover FILE",
    ].join("\n");
    return { json: { case: id, path, sha256, recipient: plan.to.fingerprint }, text };
  });

  const take = program
    .command("takeover")
    .description("take over a case that a co-maintainer packed, with its private place made from this clone")
    .argument("<file>");
  add(take, async ({ terminal, home, keyFor }, flags, file) => {
    const opened = await home();
    const bytes = await readNamedFile(file, LIMIT_BYTES);
    const ownKey = await keyFor(flags, bytes, "bundle");
    const plan = await planTake(opened, bytes, { directory: terminal.cwd, ownKey });
    if (flags.dryRun) return planOutcome(plan);
    await agreed(terminal, plan, flags.yes);
    await runTake(opened, plan, progress(terminal));
    const rest = planOpen(await readOpenFacts(opened, { directory: terminal.cwd, id: plan.record.id }));
    const result = await runOpen(opened, rest, { ...progress(terminal), draftAdvisory: draftNewAdvisory });
    const text = [
      `The case ${result.case} is yours too. Every push from this repository is checked for its commits.`,
      `  private worktree   ${result.worktree}`,
      ...plan.notes.filter((note) => note.startsWith("! ")).map(escapeText),
      `Next: embargo status ${result.case}`,
    ].join("\n");
    return { json: result, text };
  });
}

function asContacts(word: string | undefined): HandedContacts {
  if (word === "case" || word === "all" || word === "none") return word;
  throw new EmbargoError("usage", "That does not say whose keys go along.", "Give one of: case, all, none.");
}
