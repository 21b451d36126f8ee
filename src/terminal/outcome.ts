import type { EmbargoError } from "../model/errors";
import { escapeLine, escapeText } from "../model/escape";
import type { Plan, RunOptions } from "../model/plan";
import type { Terminal } from "./terminal";

/** What a verb gives back: the same facts twice, for a program and for a person. */
export interface Outcome {
  /** The one object that `--json` prints. */
  readonly json: object;
  /** Plain sentences, lines of text. */
  readonly text: string;
  /** 1 when the answer is "no" (refused, findings, overdue); 0 when absent. */
  readonly exit?: 0 | 1;
}

/** `--dry-run`: the plan, printed. */
export function planOutcome(plan: Plan): Outcome {
  return { json: { plan: planJson(plan) }, text: planText(plan, true) };
}

/** What `--json` prints of every plan. */
export function planJson({ title, steps, notes }: Plan): Plan {
  return { title, steps, notes };
}

/** `--dry-run` of a verb with one step that can be taken back. */
export function oneStepOutcome(title: string, sentence: string, detail?: string): Outcome {
  const step = { id: "only", sentence, ...(detail === undefined ? {} : { detail }), reversible: true };
  return planOutcome({ title, steps: [step], notes: ["Nothing was done."] });
}

/** A plan as a person reads it: notes, numbered steps; with `detail` also the exact command or file. */
export function planText({ title, steps, notes }: Plan, detail: boolean): string {
  const numbered = steps.flatMap((step, index) => [
    `  ${index + 1}  ${escapeLine(step.sentence)}${step.reversible ? "" : "   (cannot be undone)"}`,
    ...(detail && step.detail ? [indented(step.detail)] : []),
  ]);
  return [escapeText(title), ...numbered, ...notes.map(escapeText)].join("\n");
}

function indented(detail: string): string {
  return escapeText(detail).replace(/^/gm, "       ");
}

/** Says each step on standard error while a person waits. */
export function progress({ interactive, err }: Terminal): RunOptions {
  return interactive ? { onStep: ({ sentence }) => err(`… ${escapeLine(sentence)}`) } : {};
}

/** An error as a person reads it. */
export function errorText({ message, hint }: EmbargoError): string {
  return escapeText(`embargo: ${message}\n${hint}`);
}

/** The object that `--json` prints for an error. */
export function errorJson({ code, message, hint }: EmbargoError): object {
  return { error: { code, message, hint } };
}
