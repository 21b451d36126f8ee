import { escapeLine } from "../../model/escape";
import type { Push, Reason, Verdict } from "../../model/push";

/** Where the push was going, and how to lift the guard when it cannot do its work. */
export interface PushContext extends Pick<Push, "remote" | "url"> {
  readonly wayOut?: string;
}

/** With the first line, the last ones and "and … more" at most 12 lines. */
const SHOWN = 7;

/** A verdict for people, at most 12 lines, the verdict first; never a command that would let this push through. */
export function explainVerdict(verdict: Verdict, push: PushContext): string {
  const { wayOut } = push;
  return [
    `embargo: ${verdict.verdict === "refuse" ? "refused" : "stopped"}. ${headline(verdict)}; nothing was sent.`,
    ...reasonLines(verdict).map((line) => `  ${line}`),
    publicPlace(push),
    `What to do: ${nextStep(verdict)}`,
    ...(isUnreadable(verdict) && wayOut !== undefined
      ? [`To lift the guard from this repository by hand: ${wayOut}`]
      : []),
  ].join("\n");
}

/** The same for somebody who asked before pushing. */
export function checkText(verdict: Verdict & PushContext & { readonly isPrivate: boolean }): string {
  if (verdict.isPrivate) return `This push would go through unchecked: ${place(verdict)} was declared private.`;
  if (verdict.verdict === "allow")
    return "This push would go through: nothing in it belongs to a case or looks like security work.";
  const answer = verdict.verdict === "refuse" ? "This push would be refused" : "You would be asked before this push";
  const because = headline(verdict)
    .replace(/^This(?: push)?/, "it")
    .replace(/^A/, "a");
  return [
    `${answer}: ${because}.`,
    ...reasonLines(verdict).map((line) => `  ${line}`),
    publicPlace(verdict),
    `What to do: ${nextStep(verdict)}`,
  ].join("\n");
}

/** The question on a terminal, without "[y/N]". */
export function questionText(verdict: Verdict, push: PushContext): string {
  const { reasons } = verdict;
  const [only] = reasons;
  const question = "Push it? (a: yes, and do not ask again for these commits)";
  if (only && reasons.length === 1) {
    const finding = only.case ? `may belong to ${only.case} (${escapeLine(only.detail)})` : escapeLine(only.detail);
    const remote = push.remote === push.url ? place(push) : push.remote;
    return `embargo: ${subjectOf(only)} ${finding} and ${remote} is public.\n${question}`;
  }
  return [
    `embargo: ${headline(verdict)}.`,
    ...reasonLines(verdict).map((line) => `  ${line}`),
    publicPlace(push),
    question,
  ].join("\n");
}

/** After a no to that question. */
export function answeredNoText(verdict: Verdict): string {
  const keep = verdict.reasons.some((reason) => reason.case !== undefined) ? "the case" : "a private worktree";
  return `embargo: stopped; nothing was sent.\nWhat to do: "embargo move" takes it to ${keep} and off this branch.`;
}

/** One line for words that only hint, where nobody can be asked. */
export function wordsText({ reasons }: Verdict): string {
  const [first] = reasons;
  const more = reasons.length > 1 ? `, and ${reasons.length - 1} more` : "";
  return `embargo: ${first?.commit?.slice(0, 7)} ${first?.detail}${more}; if it is a secret fix, stop this push now.`;
}

/** What a verdict means, without a full stop. */
export function headline(verdict: Verdict): string {
  if (isUnreadable(verdict)) return "A case is open, and this push could not be compared with it";
  const cases = [...new Set(verdict.reasons.flatMap((reason) => reason.case ?? []))].join(" and ");
  if (cases === "") return "This looks like a security fix on its way to a public remote";
  return verdict.verdict === "refuse"
    ? `This push would publish the fix of ${cases}`
    : `This push may publish a part of the fix of ${cases}`;
}

/** Each finding on a line: the commit, what it is, and why it was found. */
export function reasonLines({ reasons }: Verdict): string[] {
  const lines = reasons.slice(0, SHOWN).map((reason) => `${subjectOf(reason)}: ${escapeLine(reason.detail)}`);
  const hidden = reasons.length - lines.length;
  return hidden > 0 ? [...lines, `and ${hidden} more`] : lines;
}

/** Why the remote matters, without a password that its URL may hold. */
export function publicPlace(push: PushContext): string {
  return `${place(push)} counts as public.`;
}

function nextStep(verdict: Verdict): string {
  if (isUnreadable(verdict)) return 'see "embargo status"; the private place must be readable here.';
  if (verdict.reasons.some((reason) => reason.case !== undefined)) {
    return '"embargo move" takes it to the case (in the editor: Move to the Case…), or ask the person who holds the case.';
  }
  return '"embargo move" takes it to a private worktree (in the editor: Move to a Private Worktree…). If it may be public, push it where you can be asked: in a terminal or the editor.';
}

function isUnreadable({ reasons }: Verdict): boolean {
  return reasons.some(({ test }) => test === "unreadable");
}

function subjectOf({ commit, subject, case: id }: Reason): string {
  const words = [commit?.slice(0, 7), subject === undefined ? undefined : escapeLine(subject)].filter(Boolean);
  return words.length > 0 ? words.join(" ") : (id ?? "this push");
}

function place({ remote, url }: PushContext): string {
  const shown = withoutCredentials(url);
  return remote === url ? shown : `${remote} (${shown})`;
}

/** A URL without user name and password. */
export function withoutCredentials(url: string): string {
  return escapeLine(url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1"));
}
