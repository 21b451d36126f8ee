import type { Command } from "commander";
import { unsafeSentence } from "../../model/unsafePlace";
import { planAcceptHome } from "../../stages/place";
import { ownHomePath } from "../../tools/home";
import { acceptPlace } from "../../tools/homePlace";
import { agreed } from "../ask";
import { planOutcome } from "../outcome";
import type { AddVerb } from "../verb";

export function addHome(program: Command, add: AddVerb): void {
  const home = program.command("home").description("the private home of all cases");
  const accept = home
    .command("accept")
    .description("use it although it lies in a synced folder, in a repository, or where no permissions are kept");
  add(accept, async ({ terminal }, flags) => {
    const plan = await planAcceptHome(terminal.env.EMBARGO_HOME ?? ownHomePath());
    if (flags.dryRun) return planOutcome(plan);
    await agreed(terminal, plan, flags.yes, false);
    await acceptPlace(plan.dir, plan.found);
    return {
      json: { accepted: plan.found },
      text: `${unsafeSentence(plan.found)} That you take it is recorded there.`,
    };
  });
}
