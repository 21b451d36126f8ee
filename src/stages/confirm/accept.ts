import { sha256Hex } from "../../model/bundle/manifest";
import { readReply, type Reply, type ReplyComment } from "../../model/bundle/reply";
import type { AnswerRecord, BundleRecord, CaseRecord } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { toInstant, type Instant, type Sha256 } from "../../model/ids";
import { keepAnswer } from "../../tools/cases/keptAnswers";
import { appendLog } from "../../tools/cases/log";
import { findCase, updateCase } from "../../tools/cases/store";
import type { CasePlaces, Home } from "../../tools/home";
import type { UnlockedKey } from "../../tools/pgp/keys";
import { listContacts, requireOwnKey, type Contact } from "../../tools/pgp/keyStore";
import { unseal, unsealUnsigned } from "../../tools/pgp/unseal";
import { answerRefusal, checkAnswer } from "./checkAnswer";

/** An answer that passed every check. Its texts are a stranger's: escape them before showing. */
export interface ReceivedAnswer {
  readonly answer: AnswerRecord;
  /** False for an older version than the newest: it is kept, but does not count. */
  readonly isNewest: boolean;
  /** Whether the signer's fingerprint was compared by a person. */
  readonly compared: boolean;
  readonly message: string;
  readonly comments: readonly ReplyComment[];
  /** The text as it was signed. */
  readonly payload: Uint8Array;
  /** What was forgiven, one sentence each. */
  readonly notes: readonly string[];
}

/** An answer that is now in the case. */
export interface Accepted extends ReceivedAnswer {
  /** False when these very bytes were accepted before. */
  readonly isNew: boolean;
}

/**
 * Checks an answer, ours or one made with plain gpg, and records it in the case with its raw file.
 *
 * @throws EmbargoError what `readAnswer` throws; `superseded` for an answer to an older version, which is recorded all the
 * same; `busy`
 */
export async function acceptAnswer(
  home: Home,
  caseId: string,
  file: Uint8Array,
  options: { readonly ownKey: UnlockedKey },
): Promise<Accepted> {
  const received = await readAnswer(home, caseId, file, options);
  const { record, places } = await findCase(home, caseId);
  const isNew = await recordAnswer(home, places, record, received.answer, { file, payload: received.payload });
  if (!received.isNewest) throw superseded(record, received.answer);
  return { ...received, isNew };
}

/**
 * Checks an answer and says what it holds; nothing is recorded.
 *
 * @throws EmbargoError too-large, format, signature-missing, signature-wrong, signer-unknown, signer-expired, signer-revoked,
 * not-encrypted, own-signature, header, decision, not-addressed, other-case, other-digest, trees, too-early;
 * `case-missing`
 */
export async function readAnswer(
  home: Home,
  caseId: string,
  file: Uint8Array,
  { ownKey }: { readonly ownKey: UnlockedKey },
): Promise<ReceivedAnswer> {
  const { record } = await findCase(home, caseId);
  const own = await requireOwnKey(home);
  const contacts = await listContacts(home);
  const signers = [own, ...contacts].map(({ certificate }) => certificate);
  const opening = { kind: "answer", ownKeys: [ownKey], signers } as const;
  const opened = await unseal(file, opening).catch((error: unknown) => openUnsigned(file, ownKey, error));
  const { payload, signer, signedAt, notes } = opened;
  const contact = signer === "passphrase" ? NOBODY : contacts.find(({ fingerprint }) => fingerprint === signer);
  if (signer === own.fingerprint || !contact) throw ownSignature();
  const reply = readReply(payload);
  const bundle = checkAnswer(record, reply, { own: ownKey.fingerprint, signer, signedAt });
  const answer = answerOf(
    bundle,
    reply,
    { ...contact, fingerprint: signer },
    { signedAt, sha256: await sha256Hex(file) },
  );
  const { message, comments } = reply;
  return {
    answer,
    isNewest: bundle === record.bundles.at(-1),
    compared: contact.comparedAt !== undefined,
    message,
    comments,
    payload,
    notes: [...notes, ...reply.notes],
  };
}

function answerOf(
  { version, manifestSha256, recipients }: BundleRecord,
  { decision }: Reply,
  from: Pick<Contact, "name" | "mail"> & { readonly fingerprint: AnswerRecord["by"] },
  file: { readonly signedAt: Instant; readonly sha256: Sha256 },
): AnswerRecord {
  const recipient = recipients.find(({ fingerprint }) => fingerprint === from.fingerprint);
  return {
    by: from.fingerprint,
    name: from.name ?? from.mail ?? recipient?.name ?? from.fingerprint,
    role: recipient?.role ?? "other",
    decision,
    version,
    manifestSha256,
    signedAt: file.signedAt,
    receivedAt: toInstant(new Date()),
    sha256: file.sha256,
  };
}

/** The raw file first, then the record: a crash between the two leaves a file that the next call writes again. */
async function recordAnswer(
  home: Home,
  places: CasePlaces,
  { id }: CaseRecord,
  answer: AnswerRecord,
  kept: { readonly file: Uint8Array; readonly payload: Uint8Array },
): Promise<boolean> {
  const { version, decision, role, sha256 } = answer;
  await keepAnswer(places, { id }, answer, kept);
  let isNew = false;
  await updateCase(home, id, (record) => {
    isNew = record.answers.every((known) => known.sha256 !== sha256);
    return isNew ? { ...record, answers: [...record.answers, answer] } : record;
  });
  if (isNew) await appendLog(home, places, { stage: "confirm", event: "answered", facts: { version, decision, role } });
  return isNew;
}

/** Who answers a file that a passphrase opened. */
const NOBODY: Pick<Contact, "name" | "mail" | "comparedAt"> = {};

/**
 * An answer without a signature, for the code `signature-missing`: that of a reader without a key. `checkAnswer` takes it
 * only for a bundle that was locked with a passphrase.
 *
 * @throws EmbargoError what the opening failed with, for everything else
 */
async function openUnsigned(file: Uint8Array, ownKey: UnlockedKey, error: unknown) {
  if (!(error instanceof EmbargoError) || error.code !== "signature-missing") return refuseForOthers(error);
  const opened = await unsealUnsigned(file, { ownKeys: [ownKey] });
  if (!opened || !saysPassphrase(opened.payload)) throw error;
  return { ...opened, signer: "passphrase", signedAt: toInstant(new Date()), notes: [...opened.notes, WEAK] } as const;
}

function saysPassphrase(payload: Uint8Array): boolean {
  try {
    return readReply(payload).header.forKey === "passphrase";
  } catch {
    return false; // no answer of that kind: the missing signature is what is wrong with it
  }
}

const WEAK =
  "Nobody signed this answer: anybody who has your public key may have written it. It is kept, and does not count.";

/** For whom an answer is encrypted is a part of how it is addressed (FORMAT section 8 knows one code for both). */
function refuseForOthers(error: unknown): never {
  if (error instanceof EmbargoError && error.code === "not-for-me") {
    throw answerRefusal("not-addressed", "it is encrypted to another key than yours");
  }
  throw error;
}

function ownSignature(): EmbargoError {
  return new EmbargoError(
    "own-signature",
    "This file is signed with your own key: it is what you sent, or made from it, not an answer.",
    "Ask the reader for the file that they signed with their key.",
  );
}

function superseded({ bundles }: CaseRecord, { version }: AnswerRecord): EmbargoError {
  return new EmbargoError(
    "superseded",
    `This answers version ${version}; the newest is version ${bundles.at(-1)?.version ?? version}. It was kept, but does not count.`,
    "Ask for an answer to the newest version.",
  );
}
