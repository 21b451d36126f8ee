import {
  CommentMode,
  comments,
  CommentThreadCollapsibleState,
  Range,
  Uri,
  type CommentController,
  type CommentThread,
} from "vscode";
import { escapeLine, escapeText } from "../../model/escape";
import type { CaseId } from "../../model/ids";
import { readAnswers, type PlacedComment, type ReadAnswer } from "../../stages/overview/readAnswers";
import { openHome } from "../../tools/home";
import type { Session } from "../session";

let controller: CommentController | undefined;
let threads: CommentThread[] = [];
let shown = "";

/** Shows the remarks of the answers that count today in the private worktree, each where its line is now. */
export async function showAnswerThreads({ context }: Session, id: CaseId): Promise<void> {
  const answers = await readAnswers(await openHome(), id).catch(() => []); // the list of cases says what is wrong with it
  const wanted = answers.filter(({ standing }) => standing === "counts" || standing === "cannot-confirm");
  const state = JSON.stringify(wanted.map((answer) => [answer.sha256, answer.comments]));
  if (state === shown) return;
  shown = state;
  for (const thread of threads) thread.dispose();
  threads = wanted.flatMap((answer) => answer.comments.flatMap((comment) => thread(context, answer, comment)));
}

function thread(
  context: Session["context"],
  { name, version }: ReadAnswer,
  { file, place, side, line, text }: PlacedComment,
): CommentThread[] {
  if (file === undefined) return [];
  if (!controller) {
    controller = comments.createCommentController("embargo.answers", "Answers to the fix");
    context.subscriptions.push(controller);
  }
  const body = { author: { name: escapeLine(name) }, body: escapeText(text), mode: CommentMode.Preview };
  const made = controller.createCommentThread(Uri.file(file), new Range(place.line - 1, 0, place.line - 1, 0), [body]);
  const was = side === "base" ? `line ${line} before the fix` : `line ${line} of version ${version}`;
  made.label = place.found ? `On ${was}` : `On ${was}: the line has changed`;
  made.canReply = false;
  made.collapsibleState = CommentThreadCollapsibleState.Expanded;
  return [made];
}
