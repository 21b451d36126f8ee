import type { Command } from "commander";
import { EmbargoError } from "../../model/errors";
import { escapeLine } from "../../model/escape";
import { keepAdvisoryCurrent } from "../../stages/advise/keepCurrent";
import { planBundle, readBundleFacts, runBundle, type BundlePlan } from "../../stages/bundle";
import { agreed } from "../ask";
import { planJson, planText, progress } from "../outcome";
import { collect, type AddVerb } from "../verb";

interface BundleFlags {
  readonly to?: readonly string[];
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
    .option("--out <dir>", "where the files for the readers go (default: here)");
  add<BundleFlags>(command, async ({ terminal, home, ownKey }, flags, id) => {
    if (!flags.to && !terminal.interactive) {
      const hint = "Say who reads it, by mail address or full fingerprint: --to MAIL. Pinned keys: embargo key list";
      throw new EmbargoError("usage", "--to is missing, and nobody can be asked here.", hint);
    }
    if (!flags.dryRun) await keepAdvisoryCurrent(await home(), id);
    const plan = planBundle(await readBundleFacts(await home(), id, { to: flags.to ?? [] }));
    const { to, holds, asks, makes } = plan;
    const shown = { ...plan, notes: [...contents(plan), ...plan.notes] };
    if (flags.dryRun) {
      return { json: { plan: { ...planJson(plan), to, holds, asks, makes } }, text: planText(shown, true) };
    }
    await agreed(terminal, shown, flags.yes);
    const unlocked = await ownKey(flags);
    const result = await runBundle(await home(), plan, {
      ...progress(terminal),
      ownKey: unlocked,
      out: flags.out ?? terminal.cwd,
    });
    const count = result.files.length;
    const text = [
      `Version ${result.version} is ready. Embargo sent nothing: you send the mail ${count === 1 ? "draft" : "drafts"}.`,
      ...(terminal.person ? result.files.map(({ draft }) => `  ${draft}`) : []),
      `Next: save the answer when it comes, then: embargo accept ${id} FILE`,
    ].join("\n");
    return { json: result, text };
  });
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
