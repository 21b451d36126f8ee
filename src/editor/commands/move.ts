import { window } from "vscode";
import { draftNewAdvisory } from "../../stages/advise/draft";
import { findOnBranch } from "../../stages/guard";
import { planMove, readMoveFacts, runMove, type MovePlan, type PlanOpening } from "../../stages/move";
import { planOpen, readOpenFacts, runOpen, type OpenPlan } from "../../stages/open";
import { openHome } from "../../tools/home";
import { chooseCase, chooseClone } from "../choose";
import { answered, describeSteps, runStage } from "../runStage";
import type { Session } from "../session";
import { openPrivateWindow } from "./places";

/** Takes security commits off the branch and into a private worktree: that of their case, or of a new one. */
export async function moveToPrivate(session: Session, argument: unknown): Promise<void> {
  await move(session, await cloneOf(argument));
}

/** The same for commits that belong to a case, which the guard tells, or else the person. */
export async function moveToCase(session: Session, argument: unknown): Promise<void> {
  const directory = await cloneOf(argument);
  const reasons = await findOnBranch(await openHome(), directory);
  const isKnown = reasons.some((reason) => reason.case !== undefined);
  await move(session, directory, isKnown ? undefined : await chooseCase(session, argument));
}

/** The clone whose push was stopped, or the one that the person chooses. */
async function cloneOf(argument: unknown): Promise<string> {
  const isClone = typeof argument === "object" && argument !== null && "directory" in argument;
  return isClone ? String(argument.directory) : await chooseClone();
}

async function move(session: Session, directory: string, to?: string): Promise<void> {
  const home = await openHome();
  let opening: OpenPlan | undefined;
  const planOpening: PlanOpening = async ({ title, base, branch, id }) => {
    const facts = await readOpenFacts(home, { directory, title, base, ...(id === undefined ? {} : { id }) });
    opening = planOpen({ ...facts, record: { ...facts.record, base: { ...facts.record.base, branch } } });
    return { plan: opening, record: opening.record, places: opening.places };
  };
  const find = () => findOnBranch(home, directory);
  const wishes = { directory, find, planOpening, title: askTitle, ...(to === undefined ? {} : { to }) };
  const result = await runStage({
    gathering: "Reading the branch",
    plan: async () => planMove(await readMoveFacts(home, wishes)),
    describe: describeMove,
    button: "Move",
    run: (plan, options) =>
      session.quietly(() =>
        runMove(home, plan, {
          ...options,
          open: (more) => runOpen(home, opening!, { ...more, draftAdvisory: draftNewAdvisory }),
        }),
      ),
  });
  const show = "Open the private window";
  const count = result.commits === 1 ? "1 commit is" : `${result.commits} commits are`;
  const text = `${count} in case ${result.case} now, and off ${result.publicBranch}. Next: go on with the fix in its private window.`;
  const pressed = await window.showInformationMessage(text, show);
  if (pressed === show) await openPrivateWindow(session, { caseId: result.case });
}

async function askTitle(suggested: string): Promise<string> {
  const title = await answered(
    window.showInputBox({
      title: "What is the new case about?",
      prompt: "One line. It is shown only in the private window.",
      value: suggested,
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === "" ? "A title is needed." : undefined),
    }),
  );
  return title.trim();
}

/** What moves comes first: it is what the person looks for. Opening the case is one step here; `--dry-run` has its parts. */
function describeMove({ title, steps, notes, facts }: MovePlan) {
  const { opening, record } = facts.target;
  const open = {
    id: "open",
    sentence: `open the case ${record.id}: a private place, a worktree in it that nothing can be pushed from, and drafts`,
    reversible: true,
  };
  const own = steps.slice(opening?.steps.length ?? 0);
  const described = describeSteps({ title, steps: opening ? [open, ...own] : own, notes: notes.slice(1) });
  return { question: `${title}?`, detail: `${notes[0]}\n\nEmbargo will\n${described.detail}` };
}
