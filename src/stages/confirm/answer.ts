import { basename, join } from "node:path";
import { sha256Hex } from "../../model/bundle/manifest";
import { writeAnswer, type ReplyComment } from "../../model/bundle/reply";
import type { Decision } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { groupFingerprint, type CaseId, type Fingerprint, type Sha256 } from "../../model/ids";
import type { Plan, RunOptions, Step } from "../../model/plan";
import { exists, isFolder, writeFileAtomic } from "../../tools/files";
import type { Home } from "../../tools/home";
import { writeAnswerDraft } from "../../tools/mail/answerDraft";
import { readCertificate } from "../../tools/pgp/certificates";
import type { UnlockedKey } from "../../tools/pgp/keys";
import { encryptUnsigned, seal } from "../../tools/pgp/seal";
import type { Review, Signer } from "./review";

/** What the person wants to say. */
export interface AnswerWishes {
  readonly decision: Decision;
  /** Free text; may be empty. */
  readonly message: string;
  readonly comments?: readonly ReplyComment[];
}

/** The answer as it will be signed. */
export interface AnswerPlan extends Plan {
  readonly id: CaseId;
  readonly version: number;
  /** `passphrase`: the answer is encrypted and not signed. */
  readonly by: Fingerprint | "passphrase";
  readonly to: Signer;
  readonly text: Uint8Array;
  readonly fileName: string;
}

/**
 * The answer to a reviewed bundle, bound to its digest, version and trees.
 *
 * @throws EmbargoError `base-missing` and `superseded` when what would be confirmed was not checked or is not the newest
 */
export function planAnswer(review: Review, wishes: AnswerWishes): AnswerPlan {
  const { replyHeader, signer, id, version } = review;
  const { decision, message, comments = [] } = wishes;
  const by = replyHeader.forKey;
  if (decision === "confirmed") refuseUnconfirmable(review);
  const isUnsigned = by === "passphrase";
  const fileName = `${id}-v${version}-${isUnsigned ? by : by.slice(0, 8)}.answer.gpg`;
  const who = signer.name ?? signer.fingerprint;
  const step: Step = {
    id: "answer",
    sentence: isUnsigned
      ? `encrypt "${decision}" for version ${version} for ${who}, unsigned`
      : `sign "${decision}" for version ${version} and encrypt it for ${who}`,
    detail: fileName,
    reversible: true,
  };
  return {
    title: `Answer to ${id}, version ${version}`,
    id,
    version,
    steps: [step],
    notes: [
      ...(signer.compared ? [] : [`The key of ${who} was not compared: ${groupFingerprint(signer.fingerprint)}`]),
      ...(isUnsigned ? [UNSIGNED] : []),
    ],
    by,
    to: signer,
    text: writeAnswer(replyHeader, decision, message, comments),
    fileName,
  };
}

/** What `runAnswer` left: the answer, and the mail that carries it. */
export interface AnswerResult {
  readonly path: string;
  /** A draft (`.eml`): a person sends it, Embargo does not. */
  readonly draft: string;
  readonly sha256: Sha256;
}

/**
 * Signs the answer, encrypts it to the signer of the bundle, and writes it with a mail draft beside it. For a bundle that a
 * passphrase opened it is not signed, and needs no key.
 *
 * @param options.out a folder, or the file itself
 * @param options.replace whether an earlier answer of this name makes way
 * @throws EmbargoError `file-exists`, `own-key-missing`, `key-unusable`, `disk-full`, `home-unwritable`
 */
export async function runAnswer(
  _home: Home,
  plan: AnswerPlan,
  options: RunOptions & { readonly ownKey?: UnlockedKey; readonly out: string; readonly replace?: boolean },
): Promise<AnswerResult> {
  const path = (await isFolder(options.out)) ? join(options.out, plan.fileName) : options.out;
  if (!options.replace && (await exists(path))) {
    throw new EmbargoError(
      "file-exists",
      "There is an answer of this name already.",
      "Say that it makes way (--replace), or name another file (--out FILE).",
    );
  }
  plan.steps.forEach((step) => options.onStep?.(step));
  const { id, version, to } = plan;
  const sealed = await sealAnswer(plan, options.ownKey);
  const { name, mail } = await readCertificate(to.certificate);
  const recipient = { ...(name === undefined ? {} : { name }), ...(mail === undefined ? {} : { mail }) };
  const answer = { name: basename(path), content: sealed };
  const draft = `${path.replace(/\.(?:gpg|pgp)$/i, "")}.eml`;
  await writeFileAtomic(path, sealed);
  await writeFileAtomic(draft, await writeAnswerDraft({ id, version, to: recipient, answer }));
  return { path, draft, sha256: await sha256Hex(sealed) };
}

const UNSIGNED =
  "The file opened with a passphrase, so the answer carries no signature: it is shown as weak. With a key of your own (embargo key new) you can ask for a file made for it.";

function refuseUnconfirmable({ branches, superseded, version }: Review): void {
  if (superseded) {
    throw new EmbargoError(
      "superseded",
      `Version ${version} is not the newest that you have reviewed.`,
      "Review and confirm the newest version.",
    );
  }
  if (branches.every(({ checked }) => checked)) return;
  throw new EmbargoError(
    "base-missing",
    "The trees could not be checked here, so there is nothing yet that could be confirmed.",
    "Go to a clone of the project, fetch, and open the bundle there.",
  );
}

async function sealAnswer({ by, text, to }: AnswerPlan, signWith: UnlockedKey | undefined): Promise<Uint8Array> {
  if (by === "passphrase") return encryptUnsigned(text, { to: to.certificate });
  if (signWith) return seal(text, { to: to.certificate, signWith });
  throw new EmbargoError("own-key-missing", "There is no own key to sign with.", "Make one: embargo key new");
}
