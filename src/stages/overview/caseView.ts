import type { CaseRecord, PrivateRemote } from "../../model/case";
import { isOpened } from "../../model/case";
import { confirmationOf, type Confirmation, type CurrentBranch } from "../../model/confirmation";
import type { CaseId, Fingerprint, Instant } from "../../model/ids";
import type { PublicWork } from "../../tools/git/publicWork";
import { overridesSentence, type Override } from "./overrides";
import { publicWorkSentence } from "./publicWorkSentence";
import { answerViews, type AnswerView } from "./answerView";

/** Where a case stands, one word. */
export type StageName = "opening" | "fix" | "review" | "confirmed" | "damaged";

/** The verbs a next step can name; both faces know them. */
export type NextVerb = "open" | "worktree" | "bundle" | "accept" | "advisory";

/** The one next step. Without a verb there is nothing to press: the person works or waits. */
export interface NextStep {
  readonly sentence: string;
  readonly verb?: NextVerb;
}

/** One line of the list under a case. A gate with nothing to check is not there. */
export interface Gate {
  readonly name:
    "acknowledgement" | "worktree" | "public-work" | "remote" | "pushed" | "bundle" | "confirmation" | "advisory";
  readonly state: "done" | "open" | "problem";
  readonly label: string;
}

/** What the view of a case is made from. */
export interface CaseFacts {
  readonly record: CaseRecord;
  /** The fix's branch as it is now; `undefined` when it cannot be read. */
  readonly branch?: CurrentBranch;
  /** The other branches of the newest bundle as they are now. */
  readonly otherBranches?: readonly CurrentBranch[];
  readonly commits: number;
  readonly worktreeIsThere: boolean;
  /** Whether the worktree holds changes that are not committed. */
  readonly hasChanges: boolean;
  readonly acknowledgementIsDrafted: boolean;
  /** Problems in the advisory; `undefined` when there is no advisory. */
  readonly advisoryProblems?: number;
  /** `undefined` when there is nothing to fetch from or into. */
  readonly publicWork?: PublicWork;
  /** Pushes that a person let go on past the guard; none when absent. */
  readonly overrides?: readonly Override[];
  /** The pinned keys that a person compared with their owners. */
  readonly comparedKeys: ReadonlySet<Fingerprint>;
}

/** A case as both faces show it. */
export interface CaseView {
  readonly id: CaseId;
  readonly title: string;
  readonly stage: StageName;
  readonly summary: string;
  readonly next: NextStep;
  readonly gates: readonly Gate[];
  readonly confirmation: Confirmation;
  /** The confirmation in words: "confirmed by Ada for version 1 (key compared)". */
  readonly verdict: string;
  /** Every answer that was recorded, in the order they came. */
  readonly answers: readonly AnswerView[];
  readonly since: Instant;
  readonly publicWork?: PublicWork;
  readonly privateRemotes: readonly PrivateRemote[];
}

/** The view of a case, from facts alone. */
export function caseView(facts: CaseFacts): CaseView {
  const { record } = facts;
  const confirmation = confirmationOf(record, [
    ...(facts.branch ? [facts.branch] : []),
    ...(facts.otherBranches ?? []),
  ]);
  const verdict = confirmationSentence(confirmation, facts.comparedKeys);
  const stage = stageOf(facts, confirmation);
  return {
    id: record.id,
    title: record.title,
    stage,
    summary: [stage, commitCount(facts.commits), bundleSummary(record)].filter(Boolean).join(" · "),
    next: nextStep(facts, confirmation),
    gates: gatesOf(facts, confirmation, verdict),
    confirmation,
    verdict,
    answers: answerViews(record, facts.comparedKeys),
    since: record.reportedAt ?? record.createdAt,
    ...(facts.publicWork ? { publicWork: facts.publicWork } : {}),
    privateRemotes: record.privateRemotes ?? [],
  };
}

function stageOf({ record }: CaseFacts, { state }: Confirmation): StageName {
  if (!isOpened(record)) return "opening";
  if (state === "confirmed") return "confirmed";
  return record.bundles.length > 0 && state === "none" ? "review" : "fix";
}

function nextStep(facts: CaseFacts, confirmation: Confirmation): NextStep {
  const { record, commits } = facts;
  const newest = record.bundles.at(-1);
  if (!isOpened(record)) return { sentence: "finish opening: it was interrupted", verb: "open" };
  if (!facts.worktreeIsThere) return { sentence: "put the private worktree back", verb: "worktree" };
  if (commits === 0) return { sentence: "write the fix in the private worktree" };
  if (!newest) return { sentence: "send the fix to the reporter", verb: "bundle" };
  switch (confirmation.state) {
    case "none":
      return { sentence: `wait for the answer to version ${newest.version}`, verb: "accept" };
    case "stale":
    case "changes-requested":
    case "rejected":
      return afterNo(facts, newest.version, confirmation);
    case "confirmed":
      return facts.advisoryProblems === 0
        ? { sentence: "release it by hand: this version does not do that yet" }
        : { sentence: "finish the advisory", verb: "advisory" };
  }
}

/** After a "no", or a change since the yes: the fix is changed first, then sent again. */
function afterNo({ branch, record }: CaseFacts, version: number, { state }: Confirmation): NextStep {
  const sent = record.bundles.at(-1)?.branches.find(({ name }) => name === branch?.name);
  if (state === "stale" || sent?.resultTree !== branch?.tree) {
    return { sentence: `send version ${version + 1}`, verb: "bundle" };
  }
  return { sentence: "change the fix as the answer asks" };
}

function gatesOf(facts: CaseFacts, confirmation: Confirmation, verdict: string): Gate[] {
  const { record, advisoryProblems } = facts;
  const newest = record.bundles.at(-1);
  const gates: Gate[] = [];
  if (facts.acknowledgementIsDrafted) {
    gates.push({ name: "acknowledgement", state: "done", label: "acknowledgement drafted" });
  }
  gates.push(worktreeGate(facts), ...publicWorkGate(facts), ...remoteGate(record));
  const pushed = overridesSentence(facts.overrides ?? []);
  if (pushed !== undefined) gates.push({ name: "pushed", state: "problem", label: pushed });
  gates.push(
    newest
      ? {
          name: "bundle",
          state: "done",
          label: `version ${newest.version} made for ${people(newest.recipients.length)}`,
        }
      : { name: "bundle", state: "open", label: "nothing sent yet" },
  );
  gates.push(confirmationGate(confirmation, verdict));
  if (advisoryProblems !== undefined) {
    const label = advisoryProblems === 0 ? "advisory without problems" : `advisory: ${pointsLeft(advisoryProblems)}`;
    gates.push({ name: "advisory", state: advisoryProblems === 0 ? "done" : "open", label });
  }
  return gates;
}

function worktreeGate({ worktreeIsThere, hasChanges, commits }: CaseFacts): Gate {
  if (!worktreeIsThere) return { name: "worktree", state: "problem", label: "the private worktree is missing" };
  const uncommitted = hasChanges ? ", and changes that are not committed" : "";
  return {
    name: "worktree",
    state: "done",
    label: `private worktree, ${commitCount(commits) || "no commit yet"}${uncommitted}`,
  };
}

function publicWorkGate({ publicWork }: CaseFacts): Gate[] {
  if (!publicWork) return [];
  const { newer = 0, cloneIsThere } = publicWork;
  const state = !cloneIsThere ? "problem" : newer > 0 ? "open" : "done";
  return [{ name: "public-work", state, label: publicWorkSentence(publicWork) }];
}

/** Never folded away: who looks at a case sees where its fix may go. */
function remoteGate({ privateRemotes = [] }: CaseRecord): Gate[] {
  if (privateRemotes.length === 0) return [];
  const labels = privateRemotes.map(
    ({ url, sameHost }) =>
      `may be pushed to ${url}${sameHost ? "; that is the host of the public repository: forks share objects" : ""}`,
  );
  const state = privateRemotes.some(({ sameHost }) => sameHost) ? "problem" : "open";
  return [{ name: "remote", state, label: labels.join("; ") }];
}

function confirmationGate({ state }: Confirmation, label: string): Gate {
  switch (state) {
    case "confirmed":
      return { name: "confirmation", state: "done", label };
    case "none":
      return { name: "confirmation", state: "open", label };
    case "stale":
    case "rejected":
    case "changes-requested":
      return { name: "confirmation", state: "problem", label };
  }
}

function confirmationSentence(confirmation: Confirmation, comparedKeys: ReadonlySet<Fingerprint>): string {
  const { state, by, fingerprint, version, staleBecause } = confirmation;
  const key = fingerprint !== undefined && comparedKeys.has(fingerprint) ? "key compared" : "key not compared";
  const whose = `by ${by} for version ${version} (${key})`;
  switch (state) {
    case "none":
      return "not confirmed yet";
    case "confirmed":
      return `confirmed ${whose}`;
    case "changes-requested":
      return `changes requested ${whose}`;
    case "rejected":
      return `rejected ${whose}`;
    case "stale":
      return `confirmed ${whose}; the fix has changed since (${staleWords(staleBecause)})`;
  }
}

function staleWords(because: Confirmation["staleBecause"]): string {
  switch (because) {
    case "new-commit":
      return "a new commit";
    case "amended":
      return "commits were changed";
    case "rebased":
      return "moved onto a newer base";
    case undefined:
      return "its tree differs";
  }
}

function bundleSummary(record: CaseRecord): string {
  const newest = record.bundles.at(-1);
  return newest ? `v${newest.version} out` : "";
}

function commitCount(count: number): string {
  return count === 0 ? "" : `${count} ${count === 1 ? "commit" : "commits"}`;
}

function people(count: number): string {
  return `${count} ${count === 1 ? "person" : "people"}`;
}

/** What the advisory still needs on the day it is published; the editor underlines fewer of them while it is a draft. */
function pointsLeft(count: number): string {
  return `${count} ${count === 1 ? "point" : "points"} left`;
}
