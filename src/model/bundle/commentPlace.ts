import type { Sha256 } from "../ids";
import { sha256Hex } from "./manifest";
import type { ReplyComment } from "./replyShape";

/** Where a remark stands in a file as it is now. */
export interface CommentPlace {
  /** From 1; 1 when the line is not there. */
  readonly line: number;
  /** False when no line is as it was: it was changed or removed since. */
  readonly found: boolean;
}

/** The lines of a text without their ends, as an editor numbers them: CRLF, LF and CR each end one. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** What a remark says of its line, so that it is found again after the code moved (FORMAT section 7). */
export function lineDigest(line: string): Promise<Sha256> {
  return sha256Hex(new TextEncoder().encode(line));
}

/** The digests of a text's lines, for `placeComment`: once a file, however many remarks there are. */
export function lineDigests(text: string): Promise<Sha256[]> {
  return Promise.all(linesOf(text).map(lineDigest));
}

/** The line a remark is about, by its digest: of several lines that are alike, the nearest to where it was. */
export function placeComment(
  { line, line_sha256 }: Pick<ReplyComment, "line" | "line_sha256">,
  digests: readonly Sha256[],
): CommentPlace {
  const alike = digests.flatMap((digest, index) => (digest === line_sha256 ? index + 1 : []));
  const [nearest] = alike.sort((a, b) => Math.abs(a - line) - Math.abs(b - line));
  return nearest === undefined ? { line: 1, found: false } : { line: nearest, found: true };
}
