import { join } from "node:path";
import { lineDigests, placeComment, type CommentPlace } from "../../model/bundle/commentPlace";
import type { ReplyComment } from "../../model/bundle/reply";
import type { CaseRecord } from "../../model/case";
import type { Fingerprint, Sha256 } from "../../model/ids";
import { readAnswerText } from "../../tools/cases/keptAnswers";
import { findCase } from "../../tools/cases/store";
import type { CasePlaces, Home } from "../../tools/home";
import { listContacts } from "../../tools/pgp/keyStore";
import { readInside } from "../../tools/readInside";
import { answerViews, type AnswerView } from "./answerView";

/** A remark of an answer, and where it belongs in the private worktree today. */
export interface PlacedComment extends ReplyComment {
  /** The file in the worktree, absolute; absent when it is not there, or for a branch that has no worktree. */
  readonly file?: string;
  readonly place: CommentPlace;
}

/** An answer with all that it says. Texts and paths are a stranger's: escape them before showing. */
export interface ReadAnswer extends AnswerView {
  readonly message: string;
  readonly comments: readonly PlacedComment[];
}

/**
 * Every answer of a case with its message and its comments, each where its line is now.
 *
 * @throws EmbargoError `case-missing`, `case-damaged`, `case-newer`
 */
export async function readAnswers(home: Home, caseId: string): Promise<ReadAnswer[]> {
  const { record, places } = await findCase(home, caseId);
  const contacts = await listContacts(home);
  const compared = contacts.flatMap(({ fingerprint, comparedAt }) => (comparedAt === undefined ? [] : fingerprint));
  const place = placer(record, places);
  return Promise.all(
    answerViews(record, new Set<Fingerprint>(compared)).map(async (answer) => {
      const { message, comments } = await readAnswerText(places, record, answer);
      return { ...answer, message, comments: await Promise.all(comments.map(place)) };
    }),
  );
}

/** Reads each file once, however many remarks it has. */
function placer({ base }: CaseRecord, { worktree }: CasePlaces): (comment: ReplyComment) => Promise<PlacedComment> {
  const files = new Map<string, ReturnType<typeof readDigests>>();
  return async (comment) => {
    const known = files.get(comment.path) ?? readDigests(worktree, comment.path);
    files.set(comment.path, known);
    const found = comment.branch === base.branch ? await known : undefined;
    if (!found) return { ...comment, place: { line: 1, found: false } };
    return { ...comment, file: found.file, place: placeComment(comment, found.digests) };
  };
}

async function readDigests(
  worktree: string,
  path: string,
): Promise<{ readonly file: string; readonly digests: readonly Sha256[] } | undefined> {
  const bytes = await readInside(worktree, path);
  return bytes && { file: join(worktree, path), digests: await lineDigests(new TextDecoder().decode(bytes)) };
}
