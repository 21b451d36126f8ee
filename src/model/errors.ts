/** What went wrong with a file that somebody sent: its bytes, or the trust in who signed it. `docs/formats.md` lists them. */
export type BytesCode =
  | "too-large"
  | "format"
  | "signature-missing"
  | "signature-wrong"
  | "signer-unknown"
  | "signer-expired"
  | "signer-revoked"
  | "not-for-me"
  | "archive"
  | "manifest"
  | "version-conflict"
  | "files"
  | "patch-fails"
  | "tree-differs"
  | "base-missing"
  | "superseded"
  | "not-encrypted"
  | "not-addressed"
  | "own-signature"
  | "header"
  | "decision"
  | "other-case"
  | "other-digest"
  | "trees"
  | "too-early";

/** A check of ours said no: nothing is broken, but the answer is no. */
export type RefusedCode = "refused" | "findings" | "fingerprint-differs" | "round-trip-differs" | "not-guarded";

/** The thing could not be done here and now. */
export type CouldNotCode =
  | "git-missing"
  | "git-failed"
  | "git-unsafe-directory"
  | "not-a-repository"
  | "no-commit"
  | "base-unknown"
  | "repository-unsupported"
  | "home-unsafe"
  | "home-unwritable"
  | "disk-full"
  | "busy"
  | "case-missing"
  | "case-damaged"
  | "case-newer"
  | "case-unfinished"
  | "case-exists"
  | "worktree-missing"
  | "nothing-to-send"
  | "own-key-missing"
  | "own-key-exists"
  | "key-missing"
  | "key-ambiguous"
  | "key-invalid"
  | "key-unusable"
  | "passphrase-needed"
  | "passphrase-wrong"
  | "gpg-missing"
  | "gpg-failed"
  | "file-unreadable"
  | "file-exists"
  | "mail-invalid"
  | "advisory-invalid"
  | "config-invalid"
  | "program-missing"
  | "question-unanswered"
  | "cancelled"
  | "internal";

export type ErrorCode = BytesCode | RefusedCode | CouldNotCode | "usage";

/** The command line's exit status: 1 refused or wrong bytes, 2 could not run, 3 wrong usage (0 is success). */
export type FailureExit = 1 | 2 | 3;

/**
 * The one error of this program: a stable code, what happened in one sentence, and what to do next.
 *
 * `message` and `hint` may name case ids, codes and fingerprints; never titles, diffs or secrets.
 */
export class EmbargoError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "EmbargoError";
    this.code = code;
    this.hint = hint;
  }
}

const BYTES_OR_REFUSED = new Set<ErrorCode>([
  "too-large",
  "format",
  "signature-missing",
  "signature-wrong",
  "signer-unknown",
  "signer-expired",
  "signer-revoked",
  "not-for-me",
  "archive",
  "manifest",
  "version-conflict",
  "files",
  "patch-fails",
  "tree-differs",
  "base-missing",
  "superseded",
  "not-encrypted",
  "not-addressed",
  "own-signature",
  "header",
  "decision",
  "other-case",
  "other-digest",
  "trees",
  "too-early",
  "refused",
  "findings",
  "fingerprint-differs",
  "round-trip-differs",
  "not-guarded",
] satisfies (BytesCode | RefusedCode)[]);

/** The exit status that goes with a code. */
export function exitOf(code: ErrorCode): FailureExit {
  if (code === "usage") return 3;
  return BYTES_OR_REFUSED.has(code) ? 1 : 2;
}

/** Any thrown value as an EmbargoError; what nobody expected becomes `internal` and keeps its cause. */
export function asEmbargoError(thrown: unknown): EmbargoError {
  if (thrown instanceof EmbargoError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new EmbargoError(
    "internal",
    `Something unexpected went wrong: ${detail}`,
    "Nothing was sent. Try again; if it stays, report it to the project of Embargo without any detail of the case.",
    thrown,
  );
}

/** For the end of an exhaustive `switch`: compiles only when every member was told apart. */
export function assertNever(value: never): never {
  throw new EmbargoError("internal", `Unexpected value ${String(value)}.`, "This is a defect in Embargo.");
}
