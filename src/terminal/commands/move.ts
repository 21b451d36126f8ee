import type { Command } from "commander";
import type { RunOptions } from "../../model/plan";
import { draftNewAdvisory } from "../../stages/advise/draft";
import { findOnBranch } from "../../stages/guard";
import { planMove, readMoveFacts, runMove, type PlanOpening } from "../../stages/move";
import { planOpen, readOpenFacts, runOpen, type OpenPlan } from "../../stages/open";
import { agreed } from "../ask";
import { planOutcome, progress } from "../outcome";
import type { AddVerb } from "../verb";

interface MoveFlags {
  readonly to?: string;
  readonly title?: string;
}

/** `embargo move`: commits of the current branch that should not have been written here, to a private worktree. */
export function addMove(program: Command, add: AddVerb): void {
  const command = program
    .command("move")
    .description("take security commits that are not public yet off this branch and into a private worktree")
    .argument("[commit...]", "which (default: those that the guard finds), with what depends on them")
    .option("--to <case>", "an open case (default: the one they belong to, else a new one)")
    .option("--title <text>", "what a new case is about (default: the subject of the first commit)");
  add<MoveFlags>(command, async ({ terminal, home }, flags, ...commits) => {
    const opened = await home();
    let opening: OpenPlan | undefined;
    const planOpening: PlanOpening = async ({ title, base, branch, id }) => {
      const wishes = { directory: terminal.cwd, title, base, ...(id === undefined ? {} : { id }) };
      const facts = await readOpenFacts(opened, wishes);
      const record = { ...facts.record, base: { ...facts.record.base, branch } };
      opening = planOpen({ ...facts, record });
      return { plan: opening, record: opening.record, places: opening.places };
    };
    const plan = planMove(
      await readMoveFacts(opened, {
        directory: terminal.cwd,
        commits,
        find: () => findOnBranch(opened, terminal.cwd),
        planOpening,
        ...(flags.to === undefined ? {} : { to: flags.to }),
        title: (suggested) => Promise.resolve(flags.title ?? suggested),
      }),
    );
    if (flags.dryRun) return planOutcome(plan);
    await agreed(terminal, plan, flags.yes);
    const open = (options: RunOptions) => runOpen(opened, opening!, { ...options, draftAdvisory: draftNewAdvisory });
    const result = await runMove(opened, plan, { ...progress(terminal), open });
    const text = [
      `${result.commits === 1 ? "1 commit is" : `${result.commits} commits are`} in case ${result.case} now. Nothing was sent.`,
      `  private worktree   ${result.worktree}`,
      `  ${result.publicBranch} is at ${result.publicTip.slice(0, 7)}`,
      `Next: go on with the fix in the private worktree. Where the case stands: embargo status ${result.case}`,
    ].join("\n");
    return { json: result, text };
  });
}
