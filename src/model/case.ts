import { EmbargoError } from "./errors";
import type { CaseId, Fingerprint, Instant, Oid, Sha256 } from "./ids";

/** A person as the case knows them. `fingerprint` is that of their pinned primary key; absent until one is known. */
export interface Person {
  readonly name: string;
  readonly mail?: string;
  readonly fingerprint?: Fingerprint;
}

export type Decision = "confirmed" | "rejected" | "changes-requested";

/** Who answers: the one who reported, a maintainer who did not write the patch, or somebody else. */
export type Role = "reporter" | "maintainer" | "other";

/** The project a case belongs to, and the public clone it was opened from. */
export interface CaseProject {
  readonly name: string;
  readonly rootCommits: readonly Oid[];
  readonly objectFormat: "sha1" | "sha256";
  /** Absolute path of the public clone's common git directory. */
  readonly publicGitDir: string;
  /** Absolute path of the public work tree the case was opened from; absent for a bare one. */
  readonly publicWorktree?: string;
  /** The public remote's name in that clone; absent when it has none. */
  readonly publicRemote?: string;
}

/** Where the fix starts. */
export interface CaseBase {
  /** The branch the fix is for, short name (`main`). */
  readonly branch: string;
  readonly commit: Oid;
  /** False when no remote-tracking branch contains `commit`: a reader may not have it. */
  readonly isPublic: boolean;
}

/** One branch as a bundle carries it. */
export interface BundledBranch {
  readonly name: string;
  readonly baseCommit: Oid;
  readonly baseTree: Oid;
  readonly tipCommit: Oid;
  readonly resultTree: Oid;
  readonly commits: number;
  /** Its name in the private repository; absent for the branch of the case. */
  readonly ref?: string;
}

/** One reader of one version. */
export interface BundleRecipient {
  /** `passphrase` for a reader without a key. */
  readonly fingerprint: Fingerprint | "passphrase";
  readonly role: Role;
  readonly name: string;
  readonly mail?: string;
  readonly sha256: Sha256;
  readonly sentAt: Instant;
}

/** One version of the bundle: made once, then the same bytes for every reader. */
export interface BundleRecord {
  readonly version: number;
  readonly manifestSha256: Sha256;
  readonly supersedes: Sha256 | null;
  readonly createdAt: Instant;
  readonly branches: readonly BundledBranch[];
  readonly recipients: readonly BundleRecipient[];
}

/** One answer that passed every check. */
export interface AnswerRecord {
  /** `passphrase` for a reader without a key: nobody signed it, and whoever knew our key may have written it. */
  readonly by: Fingerprint | "passphrase";
  readonly name: string;
  readonly role: Role;
  readonly decision: Decision;
  readonly version: number;
  readonly manifestSha256: Sha256;
  /** When it was signed; of an unsigned answer when it was received. */
  readonly signedAt: Instant;
  readonly receivedAt: Instant;
  /** SHA-256 of the file as it arrived; the same bytes again change nothing. */
  readonly sha256: Sha256;
}

/** A series of somebody else's that was taken into the fix. */
export interface AdoptedSeries {
  readonly at: Instant;
  /** Who wrote it: their answer cannot confirm the fix. */
  readonly from: Person;
  readonly commits: number;
  readonly tip: Oid;
}

/** An address that the fix may be pushed to, because a person said so for this case. */
export interface PrivateRemote {
  /** Its name in the private repository. */
  readonly name: string;
  readonly url: string;
  /** Whether it lies on the host of the public remote, where forks may share objects with it. */
  readonly sameHost: boolean;
  readonly allowedAt: Instant;
}

/** Steps of `open`, in order. A case whose list is not complete was interrupted; `open --id` goes on with it. */
export const OPEN_STEPS = [
  "record",
  "repository",
  "worktree",
  "workspace",
  "advisory",
  "acknowledgement",
  "guard",
] as const;
export type OpenStep = (typeof OPEN_STEPS)[number];

/** The case as it is on disk: `case.json`, format `embargo-case/1`. Stage n writes it, stage n+1 reads it. */
export interface CaseRecord {
  readonly format: "embargo-case/1";
  readonly id: CaseId;
  readonly title: string;
  readonly createdAt: Instant;
  readonly project: CaseProject;
  readonly base: CaseBase;
  readonly reporter?: Person;
  /** When the report was received, if it came as a mail: the start of the clocks. */
  readonly reportedAt?: Instant;
  readonly opened: readonly OpenStep[];
  readonly bundles: readonly BundleRecord[];
  readonly answers: readonly AnswerRecord[];
  /** Absent when nobody else wrote a part of the fix. */
  readonly adopted?: readonly AdoptedSeries[];
  /** Absent: nothing may be pushed from the private place. */
  readonly privateRemotes?: readonly PrivateRemote[];
  /** Absent when the case was opened in this home. */
  readonly handedOver?: { readonly at: Instant; readonly by: Fingerprint };
}

/** Whether `open` came to its end. */
export function isOpened(record: CaseRecord): boolean {
  return OPEN_STEPS.every((step) => record.opened.includes(step));
}

/**
 * Refuses a case whose opening was interrupted.
 *
 * @throws EmbargoError `case-unfinished`
 */
export function requireOpened(record: CaseRecord): void {
  if (isOpened(record)) return;
  throw new EmbargoError(
    "case-unfinished",
    `Opening the case ${record.id} was interrupted.`,
    `Nothing is lost. Finish it first: embargo open --id ${record.id} goes on where it stopped.`,
  );
}

/** The branch of the private worktree. */
export function caseBranch(id: CaseId): string {
  return `embargo/${id}`;
}
