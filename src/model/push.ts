import type { CaseId, Oid } from "./ids";

/** One line of the pre-push hook's standard input (githooks(5), "pre-push"). */
export interface PushedRef {
  /** As typed: a ref name, `HEAD`, an object id or `(delete)`. */
  readonly localRef: string;
  readonly localOid: Oid;
  readonly remoteRef: string;
  readonly remoteOid: Oid;
}

/** A push as git describes it to the hook. */
export interface Push {
  /** The remote's name, or the URL when none was named. */
  readonly remote: string;
  /** The final URL, after `insteadOf`. */
  readonly url: string;
  readonly refs: readonly PushedRef[];
}

/** The tests of the guard, strongest first. */
export type GuardTest =
  | "object"
  | "trailer"
  | "patch-id"
  | "series-patch-id"
  | "blob"
  /** New lines of the fix, or neighbours among them. */
  | "lines"
  /** A change of the fix, with what it takes away. */
  | "hunk"
  /** What the fix takes away from a file. */
  | "removed-lines"
  /** Work where the fix changes so little that a copy cannot be told from other work. */
  | "same-place"
  | "tag"
  | "word"
  | "unreadable";

/** Why a push was stopped, one finding each. */
export interface Reason {
  readonly test: GuardTest;
  /** Absent when the finding belongs to no case (tags and words). */
  readonly case?: CaseId;
  /** The pushed commit (or tag, tree, blob) that was found; absent when nothing could be read. */
  readonly commit?: Oid;
  /** The commit's subject, or the path found, for people. */
  readonly subject?: string;
  /** One sentence for people, without the commit: "same change as commit 1 of the fix". */
  readonly detail: string;
}

/** The guard's answer to one push. A refusal is a verdict, not an error. */
export interface Verdict {
  readonly verdict: "allow" | "ask" | "refuse";
  readonly reasons: readonly Reason[];
}
