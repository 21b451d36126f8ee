import type { Command } from "commander";
import { EmbargoError } from "../../model/errors";
import { changeRemotes, fetchPublicWork, planAllowRemote, planFetch, planRevokeRemote } from "../../stages/place";
import { publicWorkSentence } from "../../stages/overview/publicWorkSentence";
import { agreed } from "../ask";
import { planOutcome, progress } from "../outcome";
import type { AddVerb } from "../verb";

/** The verbs of the private place while a case is open. */
export function addPlace(program: Command, add: AddVerb): void {
  const fetch = program
    .command("fetch")
    .description("bring today's public work into the private place: asks the public remote")
    .argument("<case>");
  add(fetch, async ({ terminal, home }, flags, id) => {
    const plan = await planFetch(await home(), id, terminal.cwd);
    if (flags.dryRun) return planOutcome(plan);
    await agreed(terminal, plan, flags.yes);
    const result = await fetchPublicWork(await home(), plan, progress(terminal));
    const { newer = 0, submodulesOut } = result;
    const text = [
      `${id}: ${publicWorkSentence(result)}.`,
      ...(submodulesOut.length > 0 ? [`Not checked out in the public clone: ${submodulesOut.join(", ")}`] : []),
      ...(newer > 0
        ? [`To move the fix onto it: git rebase origin/${plan.record.base.branch}, in the private worktree`]
        : []),
    ];
    return { json: result, text: text.join("\n") };
  });

  const remote = program.command("remote").description("the private remotes that one case may be pushed to");
  const allow = remote
    .command("allow")
    .description("let a case be pushed to one private remote")
    .argument("<case>")
    .argument("<url>", "its full address; exactly this one is allowed");
  add(allow, async ({ terminal, home }, flags, id, url) => {
    const plan = await planAllowRemote(await home(), id, url);
    if (flags.dryRun) return planOutcome(plan);
    if (plan.sharesObjects && !terminal.interactive && !flags.yes) throw wantsYes(plan.notes[0]);
    await agreed(terminal, plan, flags.yes, !plan.sharesObjects);
    await changeRemotes(await home(), plan, progress(terminal));
    const name = plan.remotes.find((one) => one.url === url)?.name;
    const text = `${id} may be pushed to this address: git push ${name}. Take it back with: embargo remote revoke`;
    return { json: { case: id, remotes: plan.remotes }, text };
  });

  const revoke = remote
    .command("revoke")
    .description("take that back")
    .argument("<case>")
    .argument("<url>", "as it was allowed");
  add(revoke, async ({ terminal, home }, flags, id, url) => {
    const plan = await planRevokeRemote(await home(), id, url);
    if (flags.dryRun) return planOutcome(plan);
    await agreed(terminal, plan, flags.yes);
    await changeRemotes(await home(), plan, progress(terminal));
    return { json: { case: id, remotes: plan.remotes }, text: `${id} can no longer be pushed to this address.` };
  });
}

function wantsYes(reason = ""): EmbargoError {
  return new EmbargoError("refused", reason, "If you know that it is no fork, say so with --yes. Nothing was changed.");
}
