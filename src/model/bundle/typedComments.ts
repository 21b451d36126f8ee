import { EmbargoError } from "../errors";

/** A remark as a person types it, before anybody knows whether there is such a line. */
export interface TypedComment {
  /** Absent where only one branch has the path. */
  readonly branch?: string;
  readonly path: string;
  readonly side: "base" | "result";
  readonly line: number;
  readonly text: string;
  /** The line of the typed text it began on, from 1. */
  readonly from: number;
}

const START = /^(?:\[(?<branch>[^\]]+)\] )?(?<path>[^\s:][^:]*):(?<minus>-?)(?<line>[1-9]\d{0,8}): ?(?<text>.*)$/u;

/**
 * Reads remarks typed the way compilers and grep print them: `src/a.js:12: text`, `src/a.js:-12: text` for a line that the
 * fix removes, `[branch] ` before it where several branches have the path. What is indented goes on with the text; `#`
 * begins a line that is not read.
 *
 * @throws EmbargoError `usage` with the number of the line that is none of these
 */
export function readTypedComments(text: string): TypedComment[] {
  const comments: TypedComment[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line.startsWith("#")) continue;
    const last = comments.at(-1);
    const { branch, path, minus, line: number, text: words = "" } = START.exec(line)?.groups ?? {};
    if (path !== undefined) {
      const side = minus === "-" ? "base" : "result";
      const where = { ...(branch === undefined ? {} : { branch }), path, side, line: Number(number) } as const;
      comments.push({ ...where, text: words.trimEnd(), from: index + 1 });
    } else if (last && /^\s/.test(line)) {
      comments[comments.length - 1] = { ...last, text: `${last.text}\n${line.trim()}`.trim() };
    } else if (line.trim() !== "") throw commentRefusal(index + 1, "it is not PATH:LINE: TEXT");
  }
  for (const { text: words, from } of comments) if (words === "") throw commentRefusal(from, "there is no text");
  return comments;
}

/** What is wrong with a remark, by the line it was typed on. */
export function commentRefusal(from: number, reason: string): EmbargoError {
  return new EmbargoError(
    "usage",
    `Line ${from} of the comments cannot be used: ${reason}.`,
    "Write one a line, such as src/redirect.js:12: Why not the port too? (src/redirect.js:-12: for a line that the fix removes).",
  );
}
