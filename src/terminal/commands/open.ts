import type { Command } from "commander";
import { EmbargoError } from "../../model/errors";
import { escapeText } from "../../model/escape";
import { draftNewAdvisory } from "../../stages/advise/draft";
import { planOpen, readOpenFacts, runOpen, type OpenResult, type OpenWishes } from "../../stages/open";
import { agreed, passphraseSource, textOf } from "../ask";
import { planOutcome, progress } from "../outcome";
import type { AddVerb } from "../verb";

interface OpenFlags {
  readonly title?: string;
  readonly id?: string;
  readonly report?: string;
  readonly reporter?: string;
  readonly reporterKey?: string;
  readonly base?: string;
}

export function addOpen(program: Command, add: AddVerb): void {
  const command = program
    .command("open")
    .description("open a case: a private place for the fix, and the guard in this repository")
    .option("--title <text>", "what it is about; - reads standard input")
    .option("--report <file.eml>", "the mail that reported it")
    .option("--reporter <person>", 'who reported it: "Name <mail>"')
    .option("--reporter-key <file>", "the reporter's OpenPGP certificate")
    .option("--base <ref>", "where the fix starts (default: the upstream of the current branch, else HEAD)")
    .option("--id <case>", "the id of the case; of an unfinished one: go on with it");
  add<OpenFlags>(command, async ({ terminal, home }, flags) => {
    const opened = await home();
    const titleIsKnown = flags.report !== undefined || flags.id !== undefined;
    const title =
      titleIsKnown && flags.title === undefined
        ? undefined
        : await textOf(terminal, "--title (or --report)", flags.title, "What is it about?");
    const wishes: OpenWishes = {
      directory: terminal.cwd,
      passphrase: passphraseSource(terminal, flags.passphraseFd),
      ...(title === undefined ? {} : { title }),
      ...(flags.id === undefined ? {} : { id: flags.id }),
      ...(flags.report === undefined ? {} : { reportFile: flags.report }),
      ...(flags.reporter === undefined ? {} : { reporter: parsePerson(flags.reporter) }),
      ...(flags.reporterKey === undefined ? {} : { reporterKeyFile: flags.reporterKey }),
      ...(flags.base === undefined ? {} : { base: flags.base }),
    };
    const plan = planOpen(await readOpenFacts(opened, wishes));
    if (flags.dryRun) return planOutcome(plan);
    await agreed(terminal, plan, flags.yes);
    const result = await runOpen(opened, plan, {
      ...progress(terminal),
      draftAdvisory: draftNewAdvisory,
      agreedToSetup: terminal.interactive || flags.yes === true,
    });
    const text = [
      `Case ${result.case} is open. Nothing was sent.`,
      `  private worktree   ${result.worktree}`,
      `  advisory draft     ${result.advisory}`,
      `  acknowledgement    ${result.acknowledgement}`,
      ...setupLines(result.setup),
      "Next: send the acknowledgement, then write the fix in the private worktree and commit it there.",
    ].join("\n");
    return { json: result, text };
  });
}

function setupLines(setup: OpenResult["setup"]): string[] {
  switch (setup?.state) {
    case "not-run":
      return ["The project's set-up command (.embargo.yml) was not run: nobody saw it and said yes. --yes says so."];
    case "failed":
      return [
        "The project's set-up command failed; the case is open all the same. It said:",
        escapeText(setup.lastLines ?? ""),
      ];
    case "done":
    case undefined:
      return [];
  }
}

/** `Name <mail>` as a person. @throws EmbargoError `usage` */
export function parsePerson(text: string): { name: string; mail: string } {
  const [, name, mail] = /^(.*)<([^<>\s@]+@[^<>\s]+)>$/.exec(text.trim()) ?? [];
  if (!mail) {
    throw new EmbargoError("usage", "The person could not be read.", 'Write: "Name <mail@example.net>".');
  }
  return { name: name?.trim() || mail, mail };
}
