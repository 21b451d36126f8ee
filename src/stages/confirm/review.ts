import type { ReviewWarning } from "../../model/bundle/changedPath";
import type { ReplyHeader } from "../../model/bundle/reply";
import type { CaseId, Fingerprint, Instant, Oid, Sha256 } from "../../model/ids";
import type { TreeChange } from "../../tools/git/trees";

/** Who signed a bundle. */
export interface Signer {
  readonly fingerprint: Fingerprint;
  /** Armored: the answer is encrypted to it. */
  readonly certificate: string;
  /** As the key says it. */
  readonly name?: string;
  /** False for a key that was only named for this review. */
  readonly pinned: boolean;
  /** Whether a person compared the fingerprint; true for one's own key. */
  readonly compared: boolean;
}

/** One file that a branch changes. Without the clone only its path and counts are known: its status is `touched`. */
export interface ReviewedFile extends Omit<TreeChange, "status"> {
  readonly status: TreeChange["status"] | "touched";
}

/** One branch of the fix. */
export interface ReviewedBranch {
  readonly name: string;
  readonly base: Oid;
  /** When `checked`, what came out here; else what the manifest says. */
  readonly tree: Oid;
  readonly checked: boolean;
  readonly files: readonly ReviewedFile[];
  /** The paths that stay as they are; empty when not checked. */
  readonly otherPaths: readonly string[];
  readonly commits: readonly { readonly author: string; readonly authorMail: string; readonly subject: string }[];
  /** The commits as mails, in order: what is read where the clone is missing. Empty for a git bundle. */
  readonly patches: readonly Uint8Array[];
  /** The branch as it came, when it did not come as patches: a git bundle, of which nothing can be read without the clone. */
  readonly gitBundle?: Uint8Array;
}

/**
 * A bundle whose every check passed, in memory. Texts, names and paths are a stranger's: escape them before showing
 * (`escapeText`, `escapeLine`).
 */
export interface Review {
  readonly signer: Signer;
  readonly id: CaseId;
  readonly version: number;
  readonly createdAt: Instant;
  readonly signedAt: Instant;
  readonly project: string;
  /** What a person confirms. */
  readonly manifestSha256: Sha256;
  readonly branches: readonly ReviewedBranch[];
  /** `advisory.md`, if it came along. */
  readonly advisory?: string;
  /** `notes.md`, if it came along. */
  readonly notes?: string;
  /** In the order of FORMAT section 8, then by branch and path. */
  readonly warnings: readonly ReviewWarning[];
  /** What was forgiven, one sentence each. */
  readonly forgiven: readonly string[];
  /** The header that an answer must have. */
  readonly replyHeader: ReplyHeader;
  /** Whether a newer version was reviewed here before. */
  readonly superseded: boolean;
}
