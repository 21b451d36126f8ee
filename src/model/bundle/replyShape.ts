import type { Decision } from "../case";
import type { CaseId, Fingerprint, Oid, Sha256 } from "../ids";

/** What an answer is bound to: one bundle, one version, its trees, from whom to whom. */
export interface ReplyHeader {
  readonly bundle: CaseId;
  readonly bundleVersion: number;
  /** The digest of the manifest. */
  readonly manifestSha256: Sha256;
  /** The maintainer's key: who signed the bundle and gets the answer. */
  readonly replyToKey: Fingerprint;
  /** The reader's key, or `passphrase`. */
  readonly forKey: Fingerprint | "passphrase";
  /** One a branch, in the manifest's order. */
  readonly trees: readonly { readonly branch: string; readonly tree: Oid }[];
}

/** A remark on one line of a branch's base or result. */
export interface ReplyComment {
  readonly branch: string;
  readonly path: string;
  readonly side: "base" | "result";
  /** From 1. */
  readonly line: number;
  /** Of the line as it was, without its end. */
  readonly line_sha256: Sha256;
  readonly text: string;
}

/** The line after which comments stand, one JSON object a line. */
export const COMMENTS_LINE = "--comments--";

/**
 * What stands below the template's header, made out to one reader: the very command that answers. It is not taken for a
 * message when it comes back unchanged.
 */
export function replyInstructions({ replyToKey, forKey }: Pick<ReplyHeader, "replyToKey" | "forKey">): string {
  const sign = forKey === "passphrase" ? "" : `--local-user ${forKey} --sign `;
  const weak =
    forKey === "passphrase"
      ? "\nYou have no key, so the answer is not signed: tell us on another way that it is yours.\n"
      : "";
  return `Leave one of the three words in the Decision line, write what you like below the empty line, and save. Then, in the folder
"fix" of README.txt, this command; it makes the file REPLY.gpg, which you send back as an attachment.

   gpg --output ../REPLY.gpg --trust-model always ${sign}--encrypt --recipient ${replyToKey} ../embargo/REPLY.txt
${weak}`;
}

/** An answer as it was read. Nothing in it is trusted yet: the caller compares the header with the bundle it is for. */
export interface Reply {
  readonly header: ReplyHeader;
  readonly decision: Decision;
  /** Free text, empty when there is none; invalid UTF-8 is U+FFFD. Escape before showing. */
  readonly message: string;
  readonly comments: readonly ReplyComment[];
  /** What was forgiven, one sentence each. */
  readonly notes: readonly string[];
}
