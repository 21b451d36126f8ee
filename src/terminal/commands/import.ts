import type { Command } from "commander";
import { EmbargoError } from "../../model/errors";
import type { Person } from "../../model/case";
import { planAdopt, readAdoptFacts, runAdopt, type AdoptPlan, type ReviewedSeries } from "../../stages/adopt";
import { reviewBundle } from "../../stages/confirm";
import { readNamedFile } from "../../tools/files";
import { decryptMail } from "../../tools/pgp/decryptMail";
import { agreed } from "../ask";
import { planJson, planText, progress } from "../outcome";
import type { AddVerb, CommonFlags, Session } from "../verb";
import { parsePerson } from "./open";

const LIMIT_BYTES = 66 * 1024 * 1024;

interface ImportFlags extends CommonFlags {
  readonly from?: string;
}

export function addImport(program: Command, add: AddVerb): void {
  const command = program
    .command("import")
    .description("take a patch that the reporter (or somebody else) wrote into the fix, with their name on it")
    .argument("<case>")
    .argument("<files...>", "saved mails, patches, an mbox, a git bundle, or an Embargo bundle")
    .option("--from <person>", 'who wrote it: "Name <mail>" (default: the reporter)');
  add<ImportFlags>(command, async (session, flags, id, ...files) => {
    const { terminal } = session;
    const home = await session.home();
    const contents = await Promise.all(files.map((file) => readNamedFile(file, LIMIT_BYTES)));
    const plan = planAdopt(
      await readAdoptFacts(home, id, {
        files: contents,
        ...(flags.from === undefined ? {} : { from: parsePerson(flags.from) }),
        decrypt: async (message) => decryptMail(message, [await session.ownKey(flags)]),
        ...(await reviewedSeries(session, flags, contents)),
      }),
    );
    const shown = { ...plan, notes: [...plan.files, "", ...plan.notes] };
    if (flags.dryRun) return { json: { plan: planJson(plan), files: plan.files }, text: planText(shown, true) };
    await agreed(terminal, shown, flags.yes);
    const { tip, commits } = await runAdopt(home, plan, progress(terminal));
    return { json: { case: id, tip, commits, warnings: warningsOf(plan) }, text: textOf(id, plan) };
  });
}

/** A file that is an Embargo bundle goes through every check of a review first, and says itself who wrote it. */
async function reviewedSeries(
  session: Session,
  flags: CommonFlags,
  files: readonly Uint8Array[],
): Promise<{ reviewed?: ReviewedSeries }> {
  const [file, ...more] = files;
  if (!file || more.length > 0 || ((file[0] ?? 0) & 0x80) === 0) return {};
  const ownKey = await session.keyFor(flags, file, "bundle");
  const inside = await decryptMail(file, [ownKey]).catch(() => undefined);
  if (inside && !new TextDecoder("latin1").decode(inside.subarray(0, 8)).startsWith("embargo/")) return {};
  const review = await reviewBundle(await session.home(), file, { directory: session.terminal.cwd, ownKey });
  const [branch, ...others] = review.branches;
  if (!branch || others.length > 0) {
    throw new EmbargoError("usage", "The bundle has several branches.", "Ask for one with the fix alone.");
  }
  const { name, fingerprint } = review.signer;
  const from: Person = { name: name ?? fingerprint, fingerprint };
  const { patches, gitBundle } = branch;
  return { reviewed: { from, patches, ...(gitBundle ? { gitBundle } : {}) } };
}

function warningsOf({ facts }: AdoptPlan) {
  return facts.warnings;
}

function textOf(id: string, { facts: { commits, from } }: AdoptPlan): string {
  const count = `${commits.length} ${commits.length === 1 ? "commit" : "commits"}`;
  return [
    `${count} by ${from.name} ${commits.length === 1 ? "is" : "are"} in the private worktree of ${id}, with their author and date.`,
    "Next: read and try it there, then send it to a maintainer who did not write it: embargo bundle",
  ].join("\n");
}
