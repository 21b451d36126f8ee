import type { CaseId, Oid } from "../../model/ids";
import type { GuardTest, Reason, Verdict } from "../../model/push";
import type { WarnSetting } from "../../tools/git/guardSettings";
import type { TextMatch } from "./caseMatcher";
import { isStrong, isWeak, placeOf, textReason } from "./textReason";

/** What one pushed commit (or tag, tree, file) has to do with one case. */
export interface CaseFinding {
  readonly case: CaseId;
  /** It is an object of the case itself. */
  readonly isObject?: boolean;
  /** Its message names the case. */
  readonly hasTrailer?: boolean;
  /** It makes the same change as this commit of the fix, counted from 1; 0 for one that was amended away. */
  readonly sameAsCommit?: number;
  readonly sameAsSeries?: boolean;
  /** Paths under which it holds files of the fix, byte for byte. */
  readonly files: readonly string[];
  readonly text?: TextMatch;
}

/** Everything that was found in one pushed commit (or tag, tree, file). */
export interface PushedFinding {
  readonly commit: Oid;
  readonly subject: string;
  readonly cases: readonly CaseFinding[];
  /** What tags it as security work, on a commit of no case. */
  readonly tag?: string;
  readonly word?: string;
}

/** What the guard could find out about a push. */
export interface PushFacts {
  readonly findings: readonly PushedFinding[];
  /** What could not be read, one sentence each; the case is absent when it concerns the push itself. */
  readonly unreadable: readonly { readonly case?: CaseId; readonly detail: string }[];
  /** Whether any case is open: what cannot be read is refused only then. */
  readonly caseIsOpen: boolean;
  readonly warn: WarnSetting;
  /** Commits for which a person said yes, each with what was asked: a case, or "tag". */
  readonly answered: ReadonlySet<string>;
}

/** The key of an answer in `answered`. */
export function answerKey({ commit, case: id }: Pick<Reason, "commit" | "case">): string {
  return `${commit} ${id ?? "tag"}`;
}

/** The guard's answer, from facts alone. Refusals hide questions: there is nothing to ask about a push that stays. */
export function verdict(facts: PushFacts): Verdict {
  const reasons = facts.findings.flatMap((finding) => reasonsOf(finding, facts));
  const unreadable = facts.unreadable.map(({ case: id, detail }): Ranked => {
    return { rank: facts.caseIsOpen ? "refuse" : "allow", reason: { test: "unreadable", detail, ...named(id) } };
  });
  const all = [...unreadable, ...reasons];
  const strongest = all.some(({ rank }) => rank === "refuse") ? "refuse" : all.some(isAsk) ? "ask" : "allow";
  return { verdict: strongest, reasons: all.filter(({ rank }) => rank === strongest).map(({ reason }) => reason) };
}

interface Ranked {
  readonly rank: Verdict["verdict"];
  readonly reason: Reason;
}

function isAsk({ rank }: Ranked): boolean {
  return rank === "ask";
}

function named(id: CaseId | undefined): { case?: CaseId } {
  return id === undefined ? {} : { case: id };
}

function reasonsOf(finding: PushedFinding, { warn, answered }: PushFacts): Ranked[] {
  const ofCases = finding.cases.flatMap((found) => strongOf(finding, found) ?? weakOf(finding, found) ?? []);
  if (ofCases.length > 0)
    return ofCases.filter(({ rank, reason }) => rank !== "ask" || !answered.has(answerKey(reason)));
  const said = finding.tag ?? finding.word;
  if (said === undefined || warn === "off") return [];
  const { commit, subject } = finding;
  const test: GuardTest = finding.tag === undefined ? "word" : "tag";
  const detail = test === "tag" ? `is tagged ${said}` : `mentions ${said}`;
  const reason: Reason = { test, commit, subject, detail };
  return answered.has(answerKey(reason)) ? [] : [{ rank: warn, reason }];
}

/** Why it belongs to the case for sure; the measured thresholds are in docs/threat-model.md. */
function strongOf({ commit, subject }: PushedFinding, found: CaseFinding): Ranked[] | undefined {
  const because = (test: GuardTest, detail: string, place = subject): Ranked => {
    return { rank: "refuse", reason: { test, case: found.case, commit, subject: place, detail } };
  };
  if (found.isObject) return [because("object", "it is in the case itself")];
  const strong: Ranked[] = [];
  if (found.sameAsCommit !== undefined) strong.push(because("patch-id", sameChange(found.sameAsCommit)));
  else if (found.sameAsSeries) strong.push(because("series-patch-id", "same change as the whole fix"));
  if (found.hasTrailer) strong.push(because("trailer", `its message says it belongs to ${found.case}`));
  if (found.files[0] !== undefined) {
    strong.push(because("blob", "a file of the fix, byte for byte", placeOf({ path: found.files[0] })));
  }
  if (found.text && isStrong(found.text)) {
    const { test, detail, place } = textReason(found.text);
    strong.push(because(test, detail, place));
  }
  return strong.length > 0 ? strong : undefined;
}

/** What might belong to the case. */
function weakOf({ commit, subject }: PushedFinding, found: CaseFinding): Ranked[] | undefined {
  if (!found.text || !isWeak(found.text)) return undefined;
  const { test, detail, place } = textReason(found.text);
  return [{ rank: "ask", reason: { test, case: found.case, commit, subject: place ?? subject, detail } }];
}

function sameChange(number: number): string {
  return number === 0 ? "same change as an earlier commit of the fix" : `same change as commit ${number} of the fix`;
}
