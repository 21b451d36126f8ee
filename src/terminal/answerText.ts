import type { ReplyComment } from "../model/bundle/reply";
import { escapeLine, escapeText } from "../model/escape";
import type { PlacedComment } from "../stages/overview/readAnswers";

/** What a person wrote: the message, then each remark under its place, indented. */
export function answerText(message: string, comments: readonly (ReplyComment | PlacedComment)[]): string[] {
  return [
    ...indented(message, "    "),
    ...comments.flatMap((one) => [`    ${placeText(one)}`, ...indented(one.text, "      ")]),
  ];
}

/** `src/a.js:12`, as compilers print it; for a remark that moved also where it is now. */
function placeText(comment: ReplyComment | PlacedComment): string {
  const { branch, path, side, line } = comment;
  const where = `${escapeLine(path)}:${side === "base" ? "-" : ""}${line} (${escapeLine(branch)})`;
  if (!("place" in comment)) return where;
  if (!comment.place.found) return `${where}: the line has changed since`;
  return comment.place.line === line ? where : `${where}: now at line ${comment.place.line}`;
}

function indented(text: string, by: string): string[] {
  return text === ""
    ? []
    : escapeText(text)
        .split("\n")
        .map((line) => `${by}${line}`);
}
