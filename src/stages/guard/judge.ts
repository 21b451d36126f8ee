import type { Push, Verdict } from "../../model/push";
import { readGuardSettings } from "../../tools/git/guardSettings";
import type { GitOptions } from "../../tools/git/run";
import { refreshProject } from "../../tools/guard/refresh";
import { readAnswers } from "./answers";
import { knownCases, type Clone } from "./clone";
import { readPush } from "./readPush";
import { verdict, type PushFacts } from "./verdict";

/** What reading a push needs besides the clone. */
export interface JudgeOptions {
  /** Added to the environment of git: where the pushing git has its objects. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the first stage read from the reflogs (refreshProject). */
  readonly seen?: string;
}

/** A push, or one that git described in a way that was not understood. */
export type PushQuestion = Pick<Push, "remote" | "url"> & { readonly refs?: Push["refs"] };

/**
 * The guard's answer to a push: gathers the facts, then decides by them. What cannot be read is refused while a case is
 * open, and never in the way otherwise.
 */
export async function judge(clone: Clone, push: PushQuestion, options: JudgeOptions = {}): Promise<Verdict> {
  const [settings, open] = await Promise.all([readGuardSettings(clone.gitDir), knownCases(clone)]);
  if (settings.privateRemotes.includes(push.url)) return { verdict: "allow", reasons: [] };
  const caseIsOpen = open.home.length + open.lost.length > 0;
  const unreadable: PushFacts["unreadable"][number][] = open.lost.map((id) => ({
    detail: `case ${id} is open, but its private place cannot be found`,
  }));
  const { cases, problems } = caseIsOpen
    ? await refreshProject(clone.project, options.seen)
    : { cases: [], problems: [] };
  unreadable.push(...problems.map(({ case: id, error }) => ({ case: id, detail: error.message })));
  const git: GitOptions = { gitDir: clone.gitDir, ...(options.env ? { env: options.env } : {}) };
  const findings = push.refs
    ? await readPush(git, { ...push, refs: push.refs }, settings, cases).catch(() => undefined)
    : undefined;
  if (!findings) unreadable.push({ detail: "what it holds could not be read" });
  return verdict({
    findings: findings ?? [],
    unreadable,
    caseIsOpen,
    warn: settings.warn,
    answered: await readAnswers(clone),
  });
}
