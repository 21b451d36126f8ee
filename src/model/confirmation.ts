import type { AnswerRecord, BundledBranch, BundleRecord, CaseRecord, Decision } from "./case";
import type { Fingerprint, Oid } from "./ids";

/** A branch of the fix as it is now. */
export interface CurrentBranch {
  readonly name: string;
  readonly tree: Oid;
  /** From the base to the tip, oldest first. */
  readonly commits: readonly Oid[];
  /**
   * True when the base is another than in the newest bundle, every commit has kept its patch id (git-patch-id(1)) and
   * git-range-diff(1) shows only `=`.
   */
  readonly movedUnchanged?: boolean;
}

/** Why a confirmation no longer stands for what the branch holds. */
export type StaleBecause = "new-commit" | "amended" | "rebased";

/** What the answers to the newest version say together. */
export interface Confirmation {
  readonly state: "none" | "confirmed" | "changes-requested" | "rejected" | "stale";
  /** Who it is by, for people; absent for `none`. */
  readonly by?: string;
  /** Their key; absent for `none`. */
  readonly fingerprint?: Fingerprint;
  readonly version?: number;
  /** Only for `stale`. */
  readonly staleBecause?: StaleBecause;
}

/** A "no" weighs more than a "not yet", and that more than a "yes". */
const WEIGHT: Readonly<Record<Decision, number>> = { rejected: 2, "changes-requested": 1, confirmed: 0 };

/**
 * Counts the answers (FORMAT section 7): of each person the latest valid one for the newest version; rejected beats
 * changes-requested beats confirmed; nobody confirms for whom the version was not made or who wrote it (role `other`).
 * A confirmation is stale when the tree of a branch it was for has changed.
 */
export function confirmationOf(record: CaseRecord, current: readonly CurrentBranch[]): Confirmation {
  const newest = record.bundles.at(-1);
  if (!newest) return { state: "none" };
  const counting = answerHistory(record).filter(({ standing }) => standing === "counts");
  const heaviest = counting.sort((a, b) => WEIGHT[b.decision] - WEIGHT[a.decision])[0];
  if (!heaviest) return { state: "none" };
  const { decision, name: by } = heaviest;
  const fingerprint = heaviest.by as Fingerprint; // an unsigned answer does not count
  const staleBecause = decision === "confirmed" ? staleReason(newest, current) : undefined;
  if (staleBecause) return { state: "stale", by, fingerprint, version: newest.version, staleBecause };
  return { state: decision, by, fingerprint, version: newest.version };
}

/**
 * What an answer is worth today: it counts, or a later one of the same person replaced it, or a newer version was sent, or
 * it is the yes of somebody who cannot confirm: they wrote a part of the fix, or this version was not made for them. What
 * nobody signed is weak: it is shown and never counts.
 */
export type Standing = "counts" | "replaced" | "older-version" | "cannot-confirm" | "unsigned";

/** Every answer of the case with its standing, in the order they arrived: the history. */
export function answerHistory({ answers, bundles }: CaseRecord): readonly (AnswerRecord & { standing: Standing })[] {
  const newest = bundles.at(-1);
  const latest = new Set(newest ? latestAnswers(answers, newest) : []);
  return answers.map((answer) => ({ ...answer, standing: standingOf(answer, newest, latest) }));
}

function standingOf(
  answer: AnswerRecord,
  newest: BundleRecord | undefined,
  latest: ReadonlySet<AnswerRecord>,
): Standing {
  if (answer.manifestSha256 !== newest?.manifestSha256) return "older-version";
  if (!latest.has(answer)) return "replaced";
  if (answer.by === "passphrase") return "unsigned";
  return answer.decision === "confirmed" && answer.role === "other" ? "cannot-confirm" : "counts";
}

/** By signature time; of two made in the same second the one that arrived later. */
function latestAnswers(answers: readonly AnswerRecord[], { manifestSha256 }: BundleRecord): AnswerRecord[] {
  const latest = new Map<string, AnswerRecord>();
  for (const answer of answers.filter((answer) => answer.manifestSha256 === manifestSha256)) {
    const before = latest.get(answer.by);
    if (!before || before.signedAt <= answer.signedAt) latest.set(answer.by, answer);
  }
  return [...latest.values()];
}

function staleReason({ branches }: BundleRecord, current: readonly CurrentBranch[]): StaleBecause | undefined {
  const reasons = branches.map((sent) =>
    changeSince(
      sent,
      current.find(({ name }) => name === sent.name),
    ),
  );
  return reasons.find((reason) => reason === "amended") ?? reasons.find((reason) => reason !== undefined);
}

function changeSince(sent: BundledBranch, now: CurrentBranch | undefined): StaleBecause | undefined {
  if (now?.tree === sent.resultTree) return undefined;
  if (now?.commits.includes(sent.tipCommit)) return "new-commit";
  return now?.movedUnchanged ? "rebased" : "amended";
}
