import {
  CommentMode,
  comments as editorComments,
  CommentThreadCollapsibleState,
  Range,
  type Comment,
  type CommentController,
  type CommentReply,
  type CommentThread,
  type Uri,
} from "vscode";
import { lineDigest, linesOf } from "../../model/bundle/commentPlace";
import type { ReplyComment } from "../../model/bundle/reply";
import { sideText, type Review } from "../../stages/confirm";
import type { Session } from "../session";
import { REVIEW_SCHEME } from "./reviewFiles";
import type { ReviewShelf } from "./reviewShelf";

let controller: CommentController | undefined;
const open = new Map<string, ReviewComments>();

/** One remark of the person's own. A text, not Markdown: it is shown as it was typed. */
export class OwnComment implements Comment {
  readonly author = { name: "You" };
  readonly contextValue = "own";
  readonly thread: CommentThread;
  mode = CommentMode.Preview;
  body: string;
  /** What it said before it is edited. */
  saved: string;

  constructor(thread: CommentThread, text: string) {
    this.thread = thread;
    this.body = text;
    this.saved = text;
  }
}

/** The person's remarks on the lines of one open bundle: threads of the editor, in memory until the answer is made. */
export class ReviewComments {
  readonly #shelf: ReviewShelf;
  readonly #onChange: () => void;
  readonly #threads = new Set<CommentThread>();
  #review: Review | undefined;

  constructor(session: Session, shelf: ReviewShelf, onChange: () => void) {
    this.#shelf = shelf;
    this.#onChange = onChange;
    controller ??= makeController(session);
    open.set(shelf.name, this);
  }

  /** Says what is reviewed, and puts remarks of an earlier sitting back on their lines. */
  show(review: Review, earlier: readonly ReplyComment[]): void {
    this.#review = review;
    if (this.#threads.size > 0 || !controller) return;
    for (const { branch, path, side, line, text } of earlier) {
      const uri = this.#shelf.sideUri(review, branch, path, side);
      if (!uri) continue;
      const thread = controller.createCommentThread(uri, new Range(line - 1, 0, line - 1, 0), []);
      this.add({ thread, text });
    }
  }

  add({ thread, text }: CommentReply): void {
    if (text.trim() === "") return;
    thread.comments = [...thread.comments, new OwnComment(thread, text)];
    thread.label = "Travels with your answer";
    thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
    this.#threads.add(thread);
    this.#onChange();
  }

  remove(comment: OwnComment): void {
    const { thread } = comment;
    thread.comments = thread.comments.filter((other) => other !== comment);
    if (thread.comments.length === 0) {
      this.#threads.delete(thread);
      thread.dispose();
    }
    this.#onChange();
  }

  /** Begins to edit a remark, or ends it: with what was typed, or with what it said before. */
  edit(comment: OwnComment, to: "editing" | "saved" | "cancelled"): void {
    if (to === "saved") comment.saved = comment.body;
    if (to === "cancelled") comment.body = comment.saved;
    comment.mode = to === "editing" ? CommentMode.Editing : CommentMode.Preview;
    comment.thread.comments = [...comment.thread.comments];
    if (to === "saved") this.#onChange();
  }

  /** Every remark as it travels, by branch, path and line. */
  async list(): Promise<ReplyComment[]> {
    const all = [...this.#threads].flatMap((thread) =>
      thread.comments.map((comment) => this.#bind(thread, (comment as OwnComment).saved)),
    );
    const bound = (await Promise.all(all)).filter((comment) => comment !== undefined);
    const key = ({ branch, path, line }: ReplyComment) => `${branch}\0${path}\0${String(line).padStart(9, "0")}`;
    return bound.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  /** Whether remarks can be made in a document: it is one side of a changed file that is text. */
  takes(uri: Uri): boolean {
    return this.#shelf.placeOf(uri) !== undefined;
  }

  dispose(): void {
    open.delete(this.#shelf.name);
    for (const thread of this.#threads) thread.dispose();
    this.#threads.clear();
  }

  async #bind({ uri, range }: CommentThread, text: string): Promise<ReplyComment | undefined> {
    const place = this.#shelf.placeOf(uri);
    const branch = this.#review?.branches.find(({ name }) => name === place?.branch);
    const file = branch?.files.find(
      ({ path, oldPath = path }) => (place?.side === "base" ? oldPath : path) === place?.path,
    );
    if (!place || !file || !range) return undefined;
    const line = range.end.line;
    const words = linesOf(sideText(file, place.side) ?? "")[line] ?? "";
    return { ...place, line: line + 1, line_sha256: await lineDigest(words), text };
  }
}

/** The remarks of the bundle that a comment's document belongs to. */
export function commentsAround({ uri }: CommentThread): ReviewComments | undefined {
  return open.get(uri.authority);
}

function makeController({ context }: Session): CommentController {
  const made = editorComments.createCommentController("embargo.review", "Remarks on a fix");
  made.options = { prompt: "Remark on this line…", placeHolder: "It travels with your answer, encrypted." };
  made.commentingRangeProvider = {
    provideCommentingRanges: ({ uri, lineCount }) =>
      uri.scheme === REVIEW_SCHEME && open.get(uri.authority)?.takes(uri) ? [new Range(0, 0, lineCount - 1, 0)] : [],
  };
  context.subscriptions.push(made);
  return made;
}
