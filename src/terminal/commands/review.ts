import { resolve } from "node:path";
import type { Command } from "commander";
import { escapeLine, escapeText } from "../../model/escape";
import { groupFingerprint } from "../../model/ids";
import { planTrial, runTrial, type Review } from "../../stages/confirm";
import { removeTrial } from "../../tools/trials";
import { agreed } from "../ask";
import { openBundleFile } from "../openBundleFile";
import { planOutcome, progress } from "../outcome";
import type { AddVerb } from "../verb";

export interface ReviewFlags {
  readonly from?: string;
}

interface TrialFlags extends ReviewFlags {
  readonly worktree?: string;
  readonly branch?: string;
  readonly removeWorktree?: boolean;
}

export function addReview(program: Command, add: AddVerb): void {
  const command = program
    .command("review")
    .description("open a bundle: who signed it, what it would change; nothing is written or run")
    .argument("<file>")
    .option("--from <key>", "fingerprint or certificate file of the expected signer")
    .option("--worktree <dir>", "write the result as real files into this empty folder; nothing in it runs by itself")
    .option("--branch <name>", "whose files --worktree writes (default: the first)")
    .option("--remove-worktree", "remove the folder that --worktree made for this bundle");
  add<TrialFlags>(command, async (session, flags, file) => {
    const { terminal, home } = session;
    const { input, ...review } = await openBundleFile(session, flags, file);
    const json = reviewJson(review);
    if (flags.removeWorktree) {
      const removed = flags.dryRun ? undefined : await removeTrial(await home(), review.manifestSha256);
      const text = removed === undefined ? "There is no worktree of this bundle." : `Removed: ${removed}`;
      return { json: { ...json, removed: removed ?? null }, text };
    }
    if (flags.worktree === undefined) return { json, text: reviewText(review, terminal.person ? file : "FILE") };
    const { branch } = flags;
    const wishes = { dir: resolve(terminal.cwd, flags.worktree), ...(branch === undefined ? {} : { branch }) };
    const plan = await planTrial(await home(), review, wishes);
    if (flags.dryRun) return planOutcome(plan);
    await agreed(terminal, plan, flags.yes);
    const worktree = await runTrial(await home(), plan, input.bytes, { ...input.options, ...progress(terminal) });
    return { json: { ...json, worktree }, text: trialText(worktree, plan.notes) };
  });
}

function trialText(worktree: string, notes: readonly string[]): string {
  return [
    `The project with the fix is in ${worktree}`,
    ...notes,
    "What the fix changes: git show, in there. To remove it: embargo review FILE --remove-worktree, or delete the folder.",
  ].join("\n");
}

function reviewJson({ signer, version, manifestSha256, branches, warnings }: Review): object {
  return {
    signer: signer.fingerprint,
    pinned: signer.pinned,
    compared: signer.compared,
    manifestSha256,
    version,
    branches: branches.map(({ name, base, tree, files, checked }) => ({
      name,
      base,
      tree,
      files: files.length,
      checked,
    })),
    warnings,
  };
}

function reviewText(review: Review, file: string): string {
  const { signer, branches, warnings } = review;
  const trust = signer.compared ? "compared" : signer.pinned ? "pinned, not compared yet" : "as you named it";
  return [
    `${review.id}, version ${review.version}, made ${review.createdAt}`,
    `✓ signed by ${escapeLine(signer.name ?? "a key without a name")}   ${groupFingerprint(signer.fingerprint)} (${trust})`,
    ...branches.flatMap(({ name, files, checked, tree, commits }) => [
      `${escapeLine(name)}: ${commits.length} ${commits.length === 1 ? "commit" : "commits"}, tree ${tree}${checked ? "" : " (not checked here)"}`,
      ...files.map(({ path, added, deleted }) => `  ${escapeLine(path)}   +${added ?? "?"} −${deleted ?? "?"}`),
    ]),
    ...warnings.map(
      ({ code, path, detail }) => `! ${code}: ${path ? `${escapeLine(path)}: ` : ""}${escapeText(detail)}`,
    ),
    "To read the changes: open the file in VS Code with Embargo, or follow README.txt inside it (gpg, tar and git).",
    `To answer: embargo answer ${file} --decision confirmed (or rejected, or changes-requested)`,
  ].join("\n");
}
