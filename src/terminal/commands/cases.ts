import type { Command } from "commander";
import { escapeLine } from "../../model/escape";
import { countAdvisoryProblems } from "../../stages/advise/lint";
import type { CaseView } from "../../stages/overview/caseView";
import { readAnswers, type ReadAnswer } from "../../stages/overview/readAnswers";
import { readCaseView, readOverview, type OverviewEntry } from "../../stages/overview/readOverview";
import { keyNotices, type KeyNotice } from "../../tools/pgp/keyNotices";
import { answerText } from "../answerText";
import type { Outcome } from "../outcome";
import type { AddVerb } from "../verb";

export function addCases(program: Command, add: AddVerb): void {
  add(program.command("list").description("every case on this machine, and its one next step"), async ({ home }) => {
    const entries = await readOverview(await home(), countAdvisoryProblems);
    return overview(entries, await keyNotices(await home()));
  });

  interface StatusFlags {
    readonly check?: boolean;
  }
  const status = program
    .command("status")
    .description("where a case stands and what comes next; without a case, all of them")
    .argument("[case]")
    .option("--check", "exit 1 when a deadline has passed (this version sets none)");
  add<StatusFlags>(status, async ({ terminal, home }, _flags, id) => {
    if (id === undefined) {
      const entries = await readOverview(await home(), countAdvisoryProblems);
      return overview(entries, await keyNotices(await home()));
    }
    const view = await readCaseView(await home(), id, countAdvisoryProblems);
    const answers = await readAnswers(await home(), id);
    return { json: viewJson(view, answers), text: viewText(view, answers, terminal.person) };
  });
}

function overview(entries: readonly OverviewEntry[], notices: readonly KeyNotice[]): Outcome {
  const cases = entries.length === 0 ? ["No case is open on this machine."] : entries.map(oneLine);
  const keys = notices.map(({ sentence, hint }) => `! ${escapeLine(sentence)}\n           ${hint}`);
  return { json: { cases: entries.map(entryJson), keys: notices }, text: [...cases, ...keys].join("\n") };
}

function oneLine(entry: OverviewEntry): string {
  if ("problem" in entry) return `${entry.id}  ! ${entry.problem.message}\n           ${entry.problem.hint}`;
  return `${entry.view.id}  ${entry.view.summary}\n           next: ${entry.view.next.sentence}`;
}

type FullView = CaseView & { readonly worktree: string };

function viewText(view: FullView, answers: readonly ReadAnswer[], person: boolean): string {
  const marks = { done: "✓", open: "○", problem: "!" } as const;
  return [
    `${view.id}  ${view.summary}`,
    ...(person ? [`  ${escapeLine(view.title)}`, `  ${view.worktree}`] : []),
    ...view.gates.map(({ state, label }) => `  ${marks[state]} ${escapeLine(label)}`),
    `  → next: ${view.next.sentence}`,
    ...(answers.length > 0 ? ["  Answers:"] : []),
    ...answers.flatMap(({ sentence, message, comments }) => [
      `  - ${escapeLine(sentence)}`,
      ...answerText(message, comments),
    ]),
  ].join("\n");
}

function entryJson(entry: OverviewEntry): object {
  if ("problem" in entry) {
    const { code, message, hint } = entry.problem;
    return { case: entry.id, error: { code, message, hint } };
  }
  return { case: entry.view.id, stage: entry.view.stage, next: entry.view.next.sentence };
}

function viewJson(view: FullView, answers: readonly ReadAnswer[]): object {
  const { state, by = null, version = null, staleBecause = null } = view.confirmation;
  return {
    case: view.id,
    stage: view.stage,
    next: view.next.sentence,
    worktree: view.worktree,
    confirmation: { state, by, version, staleBecause, sentence: view.verdict },
    answers: answers.map(({ name, role, decision, version, compared, standing, signedAt, message, comments }) => ({
      by: name,
      role,
      decision,
      version,
      compared,
      standing,
      signedAt,
      message,
      comments: comments.map(({ place, file, ...comment }) => ({
        ...comment,
        now: file !== undefined && place.found ? place.line : null,
      })),
    })),
    publicWork: view.publicWork ?? null,
    privateRemotes: view.privateRemotes,
    deadlines: [],
  };
}
