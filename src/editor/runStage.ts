import { ProgressLocation, window } from "vscode";
import { EmbargoError } from "../model/errors";
import { escapeLine, escapeText } from "../model/escape";
import type { Plan, RunOptions } from "../model/plan";
import { withoutLinks } from "./withoutLinks";

/** One step of the process as the editor carries it out. */
export interface StageRun<P extends Plan, R> {
  /** What the window says while facts are read: "Reading the repository". */
  readonly gathering: string;
  /** Facts to plan; changes nothing. */
  readonly plan: () => Promise<P>;
  /** What the question shows of the plan; its numbered steps and notes when absent. */
  readonly describe?: (plan: P) => { readonly question: string; readonly detail: string };
  /** The one primary button, named after what it does: "Make bundle". */
  readonly button: string;
  readonly run: (plan: P, options: RunOptions) => Promise<R>;
}

/**
 * The one way from facts to a result: read, show the whole plan, wait for the yes, then do exactly that.
 *
 * @throws EmbargoError `cancelled` when the person says no, and what the stage throws
 */
export async function runStage<P extends Plan, R>(stage: StageRun<P, R>): Promise<R> {
  const plan = await window.withProgress({ location: ProgressLocation.Window, title: stage.gathering }, stage.plan);
  const { question, detail } = (stage.describe ?? describeSteps)(plan);
  await agreed(question, detail, stage.button);
  return watched(plan.title, ({ signal, report }) =>
    stage.run(plan, { signal, onStep: ({ sentence }) => report(sentence, 100 / plan.steps.length) }),
  );
}

/** How work that a person watches says where it is, and hears that it should stop. */
export interface Watch {
  readonly signal: AbortSignal;
  /** `increment` in percent of the whole. */
  readonly report: (sentence: string, increment?: number) => void;
}

/** Works while the person watches, and stops when they say so. */
export function watched<T>(title: string, work: (watch: Watch) => Promise<T>): Thenable<T> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    const listener = token.onCancellationRequested(() => stop.abort());
    try {
      return await work({
        signal: stop.signal,
        report: (sentence, increment) =>
          progress.report({ message: withoutLinks(sentence), ...(increment === undefined ? {} : { increment }) }),
      });
    } finally {
      listener.dispose();
    }
  });
}

/** A person's no, also said by closing a question: nothing happened, so there is nothing to explain. */
export function cancelled(): EmbargoError {
  return new EmbargoError("cancelled", "Cancelled; nothing was changed.", "Run it again when you are ready.");
}

/** `answer`, or `cancelled` thrown when a question was closed without one. */
export async function answered<T>(answer: Thenable<T | undefined>): Promise<T> {
  const given = await answer;
  if (given === undefined) throw cancelled();
  return given;
}

/**
 * A question in the middle of the window: one primary button, and a no that closes it.
 *
 * @throws EmbargoError `cancelled`
 */
export async function agreed(question: string, detail: string, button: string): Promise<void> {
  const pressed = await window.showInformationMessage(question, { modal: true, detail: escapeText(detail) }, button);
  if (pressed !== button) throw cancelled();
}

/** The plan as a person reads it: numbered steps, then what they should know; paths and commands are for `--dry-run`. */
export function describeSteps({ steps, notes }: Plan): { question: string; detail: string } {
  const numbered = steps.map(({ sentence, reversible }, index) => {
    const warning = reversible ? "" : " (cannot be undone)";
    return `${index + 1}.  ${escapeLine(sentence)}${warning}`;
  });
  return { question: "Embargo will", detail: [numbered.join("\n"), ...notes].join("\n\n") };
}
