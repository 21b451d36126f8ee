import { join } from "node:path";
import { readReply, type Reply } from "../../model/bundle/reply";
import type { AnswerRecord, CaseRecord } from "../../model/case";
import { readIfThere, writeFileAtomic } from "../files";
import type { CasePlaces } from "../home";

/** What a person wrote in an answer. A stranger's: escape it before showing. */
export type AnswerText = Pick<Reply, "message" | "comments">;

/**
 * Keeps an answer in the case's folder: the file as it arrived, and beside it what was in it, so that the comments can be
 * shown again without the passphrase. The fix itself lies in the clear in the same folder.
 *
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function keepAnswer(
  places: CasePlaces,
  { id }: Pick<CaseRecord, "id">,
  answer: AnswerRecord,
  { file, payload }: { readonly file: Uint8Array; readonly payload: Uint8Array },
): Promise<void> {
  const name = answerName(id, answer);
  await writeFileAtomic(join(places.answers, `${name}.answer.gpg`), file);
  await writeFileAtomic(join(places.answers, `${name}.txt`), payload);
}

/** What an answer of the case says; nothing when its text was not kept or can no longer be read. */
export async function readAnswerText(
  places: CasePlaces,
  { id }: Pick<CaseRecord, "id">,
  answer: AnswerRecord,
): Promise<AnswerText> {
  const payload = await readIfThere(join(places.answers, `${answerName(id, answer)}.txt`));
  try {
    if (payload) return readReply(new Uint8Array(payload));
  } catch {
    // it was checked when it arrived; a file that was changed since says nothing any more
  }
  return { message: "", comments: [] };
}

/** Two answers of the same person differ in the digest. */
function answerName(id: string, { version, by, sha256 }: AnswerRecord): string {
  return `${id}-v${version}-${by === "passphrase" ? by : by.slice(0, 8)}-${sha256.slice(0, 8)}`;
}
