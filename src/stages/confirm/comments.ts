import { lineDigest, linesOf } from "../../model/bundle/commentPlace";
import type { ReplyComment } from "../../model/bundle/reply";
import { commentRefusal, readTypedComments, type TypedComment } from "../../model/bundle/typedComments";
import { escapeLine } from "../../model/escape";
import type { Review, ReviewedFile } from "./review";

/**
 * Remarks as a person typed them (`readTypedComments`), bound to the lines of the reviewed fix.
 *
 * @throws EmbargoError `usage` for a path that the fix does not change, or a line that is not there
 */
export async function bindComments(review: Review, typed: string): Promise<ReplyComment[]> {
  return Promise.all(readTypedComments(typed).map((comment) => bind(review, comment)));
}

/** The text of one side of a changed file; `undefined` where there is none: a new file, another clone, a picture. */
export function sideText(file: ReviewedFile, side: ReplyComment["side"]): string | undefined {
  const bytes = side === "base" ? file.oldBytes : file.newBytes;
  return bytes && !file.binary ? new TextDecoder().decode(bytes) : undefined;
}

async function bind({ branches }: Review, comment: TypedComment): Promise<ReplyComment> {
  const { side, line, text, from } = comment;
  const here = branches.filter(({ name }) => comment.branch === undefined || name === comment.branch);
  const found = here.flatMap((branch) => {
    const file = branch.files.find(({ path, oldPath = path }) => comment.path === (side === "base" ? oldPath : path));
    return file ? [{ branch, file }] : [];
  });
  const [only, second] = found;
  if (!only) throw commentRefusal(from, `the fix does not change ${escapeLine(comment.path)}`);
  if (second) throw commentRefusal(from, "several branches change that path; write [branch] before it");
  if (!only.branch.checked) throw commentRefusal(from, "its branch could not be checked here, so no line is known");
  const words = linesOf(sideText(only.file, side) ?? "")[line - 1];
  if (words === undefined) throw commentRefusal(from, `there is no such line on the side "${side}"`);
  return { branch: only.branch.name, path: comment.path, side, line, line_sha256: await lineDigest(words), text };
}
