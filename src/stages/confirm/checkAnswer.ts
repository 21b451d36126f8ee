import type { Reply } from "../../model/bundle/reply";
import type { BundleRecord, CaseRecord } from "../../model/case";
import { EmbargoError, type BytesCode } from "../../model/errors";
import type { Fingerprint, Instant } from "../../model/ids";

/** A reader's clock may be this much behind ours. */
const MOST_BEHIND_MS = 600_000;

/**
 * Holds an answer to the case (FORMAT section 7): it must go from the key it names to ours, and name a bundle of this case, its
 * version and its trees, and be signed after that was made.
 *
 * @returns the version it answers
 * @throws EmbargoError `not-addressed`, `other-case`, `other-digest`, `trees`, `too-early`
 */
export function checkAnswer(
  record: CaseRecord,
  { header }: Pick<Reply, "header">,
  from: { readonly own: Fingerprint; readonly signer: Fingerprint | "passphrase"; readonly signedAt: Instant },
): BundleRecord {
  if (header.forKey !== from.signer) {
    throw answerRefusal("not-addressed", "it is signed by another key than the one the bundle was made for");
  }
  if (header.replyToKey !== from.own) throw answerRefusal("not-addressed", "it is meant for another maintainer's key");
  if (header.bundle !== record.id) throw answerRefusal("other-case", "it belongs to another case");
  const bundle = record.bundles.find(({ version }) => version === header.bundleVersion);
  const isReader = bundle?.recipients.some(({ fingerprint }) => fingerprint === from.signer) ?? false;
  if (from.signer === "passphrase" && !isReader) {
    throw answerRefusal("not-addressed", "it is unsigned, and no file of this version was locked with a passphrase");
  }
  if (bundle?.manifestSha256 !== header.manifestSha256) {
    throw answerRefusal("other-digest", "it names a patch that was not sent in this case");
  }
  const trees = bundle.branches.map(({ name, resultTree }) => `${name} ${resultTree}`);
  const named = header.trees.map(({ branch, tree }) => `${branch} ${tree}`);
  if (trees.sort().join("\n") !== named.sort().join("\n"))
    throw answerRefusal("trees", "it names other trees than were sent");
  if (Date.parse(from.signedAt) < Date.parse(bundle.createdAt) - MOST_BEHIND_MS) {
    throw answerRefusal("too-early", "it was signed before the bundle was made");
  }
  return bundle;
}

const HINTS = {
  "not-addressed": "Ask the reader to answer the bundle that was made for their own key.",
  "other-case": "Accept it in the case it belongs to: embargo accept CASE FILE.",
  "other-digest": "Ask the reader which file they reviewed, and send them the bundle again.",
  trees: "Ask the reader to change nothing in REPLY.txt above the empty line but the decision.",
  "too-early": "Ask the reader to check the clock of their computer and to sign again.",
} satisfies Partial<Record<BytesCode, string>>;

/** An answer that is refused, with the reason as the rest of the sentence. */
export function answerRefusal(code: keyof typeof HINTS, reason: string): EmbargoError {
  return new EmbargoError(code, `The answer is refused: ${reason}.`, HINTS[code]);
}
