import type { CommentReply } from "vscode";
import { commentsAround, OwnComment } from "../review/reviewComments";
import type { Session } from "../session";

/** Adds what was typed below a line of a diff. The editor hands in the thread and the text. */
export function addComment(_session: Session, argument: unknown): void {
  const reply = argument as CommentReply;
  commentsAround(reply.thread)?.add(reply);
}

export const editComment = onOwn((comment) => commentsAround(comment.thread)?.edit(comment, "editing"));
export const saveComment = onOwn((comment) => commentsAround(comment.thread)?.edit(comment, "saved"));
export const cancelComment = onOwn((comment) => commentsAround(comment.thread)?.edit(comment, "cancelled"));
export const deleteComment = onOwn((comment) => commentsAround(comment.thread)?.remove(comment));

function onOwn(act: (comment: OwnComment) => void): (session: Session, argument: unknown) => void {
  return (_session, argument) => {
    if (argument instanceof OwnComment) act(argument);
  };
}
