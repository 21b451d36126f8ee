import { escapeLine } from "../../model/escape";
import type { Push, Reason, Verdict } from "../../model/push";

/** Where the push was going, and how to lift the guard when it cannot do its work. */
export interface PushContext extends Pick<Push, "remote" | "url"> {
  readonly wayOut?: string;
}

/** With the first line, the last ones and "and … more" at most 12 lines. */
const SHOWN = 7;

/** A verdict for people, at most 12 lines, the verdict first; never a command that would let this push through. */
export function explainVerdict({ verdict, reasons }: Verdict, push?: PushContext): string {
  if (verdict === "allow") return "embargo: nothing in this push belongs to a case or looks like security work.";
  const isUnreadable = reasons.some(({ test }) => test === "unreadable");
  return [
    `embargo: ${verdict === "refuse" ? "refused" : "stopped"}. ${headline(verdict, reasons)}; nothing was sent.`,
    ...reasonLines(reasons),
    ...(push ? [`${place(push)} counts as public.`] : []),
    `What to do: ${isUnreadable ? 'see "embargo status"; the private place must be readable here.' : nextStep(reasons)}`,
    ...(isUnreadable && push?.wayOut !== undefined
      ? [`To lift the guard from this repository by hand: ${push.wayOut}`]
      : []),
  ].join("\n");
}

/** The same for somebody who asked before pushing. */
export function verdictText(verdict: Verdict): string {
  return explainVerdict(verdict).replace(/; nothing was sent\.$/m, ".");
}

/** The question on a terminal, without "[y/N]". */
export function questionText({ reasons }: Verdict, push: PushContext): string {
  const [only] = reasons;
  if (only && reasons.length === 1) {
    return `embargo: ${subjectOf(only)} ${only.case ? `may belong to ${only.case} (${only.detail})` : only.detail} and ${push.remote} is public. Push it?`;
  }
  return [
    `embargo: ${headline("ask", reasons)}.`,
    ...reasonLines(reasons),
    `${place(push)} counts as public. Push it?`,
  ].join("\n");
}

/** One line for words that only hint, where nobody can be asked. */
export function wordsText({ reasons }: Verdict): string {
  const [first] = reasons;
  const more = reasons.length > 1 ? `, and ${reasons.length - 1} more` : "";
  return `embargo: ${first?.commit?.slice(0, 7)} ${first?.detail}${more}; if it is a secret fix, stop this push now.`;
}

function headline(verdict: Verdict["verdict"], reasons: readonly Reason[]): string {
  if (reasons.some(({ test }) => test === "unreadable")) {
    return "A case is open, and this push could not be compared with it";
  }
  const cases = [...new Set(reasons.flatMap((reason) => reason.case ?? []))].join(", ");
  if (cases === "") return "This looks like a security fix on its way to a public remote";
  return verdict === "refuse"
    ? `This push would publish the fix of ${cases}`
    : `This push may publish a part of the fix of ${cases}`;
}

function nextStep(reasons: readonly Reason[]): string {
  if (reasons.some((reason) => reason.case !== undefined)) {
    return "keep it in the private worktree of the case (embargo status), or ask the person who holds the case.";
  }
  return "open a case for it (embargo open), or push again where you can be asked: in a terminal or the editor.";
}

function reasonLines(reasons: readonly Reason[]): string[] {
  const lines = reasons.map((reason) => `  ${subjectOf(reason)}: ${escapeLine(reason.detail)}`);
  const hidden = lines.length - SHOWN;
  return hidden > 0 ? [...lines.slice(0, SHOWN), `  and ${hidden} more`] : lines;
}

function subjectOf({ commit, subject, case: id }: Reason): string {
  const words = [commit?.slice(0, 7), subject === undefined ? undefined : escapeLine(subject)].filter(Boolean);
  return words.length > 0 ? words.join(" ") : (id ?? "this push");
}

/** The remote, without a password that its URL may hold. */
function place({ remote, url }: PushContext): string {
  const shown = withoutCredentials(url);
  return remote === url ? shown : `${remote} (${shown})`;
}

/** A URL without user name and password. */
export function withoutCredentials(url: string): string {
  return escapeLine(url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1"));
}
