import type { Decision } from "../case";
import { EmbargoError } from "../errors";
import { sameBytes } from "./bytes";
import type { ReplyComment, ReplyHeader } from "./replyShape";
import { COMMENTS_LINE, replyInstructions } from "./replyShape";

export { readReply } from "./readReply";
export type { Reply, ReplyComment, ReplyHeader } from "./replyShape";

/** The template for a reader: the header with the decision still to be made, an empty line, what to do with it. */
export function writeReplyTemplate(header: ReplyHeader): Uint8Array {
  return encode(`${headerText(header, "confirmed|rejected|changes-requested")}\n${replyInstructions(header)}`);
}

/** The template's header up to and with its first empty line: what `checkReplyTemplate` compares. */
export function replyHeaderBytes(header: ReplyHeader): Uint8Array {
  return encode(`${headerText(header, "confirmed|rejected|changes-requested")}\n`);
}

/**
 * Refuses a bundle whose REPLY.txt does not begin with the header made again from its manifest, signer and reader.
 *
 * @throws EmbargoError `manifest`
 */
export function checkReplyTemplate(template: Uint8Array, header: ReplyHeader): void {
  const expected = replyHeaderBytes(header);
  if (sameBytes(template.subarray(0, expected.length), expected)) return;
  throw new EmbargoError(
    "manifest",
    "The answer template in the bundle does not belong to its manifest, its signer and you.",
    "Nothing of the bundle was used. Ask the sender to make it again.",
  );
}

/** An answer as our own reader writes it. Line ends become line feeds; a message line cannot open the comments. */
export function writeAnswer(
  header: ReplyHeader,
  decision: Decision,
  message: string,
  comments: readonly ReplyComment[] = [],
): Uint8Array {
  const lines = message.trimEnd().split(/\r\n?|\n/);
  const text = lines.map((line) => (line.trimEnd() === COMMENTS_LINE ? ` ${line}` : line)).join("\n");
  const remarks = comments.map((comment) => JSON.stringify(comment));
  const tail = remarks.length > 0 ? [COMMENTS_LINE, ...remarks, ""].join("\n") : "";
  return encode(`${headerText(header, decision)}\n${text}\n${tail}`);
}

function headerText(header: ReplyHeader, decision: string): string {
  const lines = [
    "Embargo-Reply: 1",
    `Bundle: ${header.bundle}`,
    `Bundle-Version: ${header.bundleVersion}`,
    `Manifest-SHA256: ${header.manifestSha256}`,
    `Reply-To-Key: ${header.replyToKey}`,
    `For-Key: ${header.forKey}`,
    ...header.trees.map(({ branch, tree }) => `Tree: ${branch} ${tree}`),
    `Decision: ${decision}`,
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
