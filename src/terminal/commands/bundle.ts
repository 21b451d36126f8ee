import type { Command } from "commander";
import { EmbargoError } from "../../model/errors";
import { keepAdvisoryCurrent } from "../../stages/advise/keepCurrent";
import { planBundle, readBundleFacts, runBundle } from "../../stages/bundle";
import { agreed } from "../ask";
import { planOutcome, progress } from "../outcome";
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
    .option("--to <person>", "mail address or fingerprint of a pinned key (repeatable)", collect)
    .option("--out <dir>", "where the files for the readers go (default: here)");
  add<BundleFlags>(command, async ({ terminal, home, ownKey }, flags, id) => {
    if (!flags.to) throw new EmbargoError("usage", "--to is missing.", "Say who reads it: --to robin@reporter.example");
    if (!flags.dryRun) await keepAdvisoryCurrent(await home(), id);
    const plan = planBundle(await readBundleFacts(await home(), id, { to: flags.to }));
    if (flags.dryRun) return planOutcome(plan);
    await agreed(terminal, plan, flags.yes);
    const unlocked = await ownKey(flags);
    const result = await runBundle(await home(), plan, {
      ...progress(terminal),
      ownKey: unlocked,
      out: flags.out ?? terminal.cwd,
    });
    const text = [
      `Version ${result.version} is ready. Embargo sent nothing: send the mail drafts yourself.`,
      ...(terminal.person ? result.files.map(({ path }) => `  ${path}`) : [`  ${result.files.length} files`]),
      `Next: wait for the answer, then: embargo accept ${id} FILE`,
    ].join("\n");
    return { json: result, text };
  });
}
