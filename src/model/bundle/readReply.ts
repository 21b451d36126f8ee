import type { Decision } from "../case";
import { EmbargoError } from "../errors";
import type { Fingerprint, Oid } from "../ids";
import { asCaseId, asOid, asSha256 } from "../ids";
import { isBranchName } from "./branchName";
import type { Reply, ReplyComment, ReplyHeader } from "./replyShape";
import { COMMENTS_LINE, replyInstructions } from "./replyShape";

const LARGEST_REPLY = 2 ** 20;
/** Blanks that end a line. */
const END_BLANKS = /(?<![ \t])[ \t]+$/;
const SINGLE = ["Embargo-Reply", "Bundle", "Bundle-Version", "Manifest-SHA256", "Reply-To-Key", "For-Key", "Decision"];
const DECISIONS: readonly string[] = ["confirmed", "rejected", "changes-requested"] satisfies Decision[];

/**
 * Reads an answer, ours or one typed by hand (FORMAT section 7): a byte order mark, CRLF line ends, trailing blanks and a
 * header quoted as a whole are forgiven; every other deviation in the header is refused.
 *
 * @throws EmbargoError `too-large` above 1 MiB, `header`, `decision` when none of the three words was left
 */
export function readReply(bytes: Uint8Array): Reply {
  if (bytes.length > LARGEST_REPLY) {
    throw new EmbargoError(
      "too-large",
      `The answer has ${bytes.length} bytes; at most ${LARGEST_REPLY} are read.`,
      "Ask for a shorter answer; attachments belong in a mail of their own.",
    );
  }
  const lines = new TextDecoder().decode(bytes).replaceAll("\r\n", "\n").split("\n");
  const quoted = lines[0]!.startsWith(">");
  const end = lines.findIndex((line) => (quoted ? /^>?[ \t]*$/ : /^[ \t]*$/).test(line));
  const header = (end < 0 ? lines : lines.slice(0, end)).map((line) => unquote(line, quoted));
  const fields = readFields(header);
  const bound = readHeader(fields);
  const body = readBody(end < 0 ? [] : lines.slice(end + 1), replyInstructions(bound.header));
  const notes = quoted ? ["The header of the answer was quoted; it was read without the quotation marks."] : [];
  return { ...bound, ...body, notes: [...notes, ...body.notes] };
}

function unquote(line: string, quoted: boolean): string {
  if (quoted && !line.startsWith("> ")) throw refusal("only a part of its header is quoted");
  return (quoted ? line.slice(2) : line).replace(END_BLANKS, "");
}

function readFields(lines: readonly string[]): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const { key, value } = /^(?<key>[A-Za-z0-9-]+): (?<value>.+)$/u.exec(line)?.groups ?? {};
    if (!key || !value) throw refusal("a line of its header is not a key, a colon, a blank and a value");
    if (!SINGLE.includes(key) && key !== "Tree") throw refusal("its header has a line that does not belong there");
    if (/[\p{Cc}\ufffd]/u.test(value)) throw refusal("its header has a character that cannot stand there");
    fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  for (const key of SINGLE) if (fields.get(key)?.length !== 1) throw refusal(`it needs the line ${key} exactly once`);
  return fields;
}

function readHeader(fields: ReadonlyMap<string, readonly string[]>): Pick<Reply, "header" | "decision"> {
  const field = <T>(key: string, parse: (text: string) => T | undefined): T => {
    const parsed = parse(fields.get(key)?.[0] ?? "");
    if (parsed === undefined) throw refusal(`${key} is not what such a line holds`);
    return parsed;
  };
  field("Embargo-Reply", (text) => (text === "1" ? text : undefined));
  const header: ReplyHeader = {
    bundle: field("Bundle", asCaseId),
    bundleVersion: field("Bundle-Version", (text) => (/^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined)),
    manifestSha256: field("Manifest-SHA256", asSha256),
    replyToKey: field("Reply-To-Key", exactFingerprint),
    forKey: field("For-Key", (text) => (text === "passphrase" ? text : exactFingerprint(text))),
    trees: readTrees(fields.get("Tree") ?? []),
  };
  return { header, decision: field("Decision", asDecision) };
}

function readTrees(values: readonly string[]): ReplyHeader["trees"] {
  const trees = values.map((value) => {
    const [branch, oid, more] = value.split(" ");
    const tree: Oid | undefined = asOid(oid ?? "");
    if (!branch || !tree || more !== undefined || !isBranchName(branch))
      throw refusal("Tree is not a branch and an id");
    return { branch, tree };
  });
  if (trees.length === 0 || new Set(trees.map(({ branch }) => branch)).size !== trees.length) {
    throw refusal("it needs one line Tree a branch");
  }
  return trees;
}

/** A fingerprint as the template spells it; nothing is forgiven, because it is compared as text. */
function exactFingerprint(text: string): Fingerprint | undefined {
  return /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/.test(text) ? (text as Fingerprint) : undefined;
}

function asDecision(text: string): Decision {
  if (DECISIONS.includes(text)) return text as Decision;
  throw new EmbargoError(
    "decision",
    "The Decision line does not hold exactly one of confirmed, rejected, changes-requested.",
    "Ask the sender to leave one of the three words there, and to sign and encrypt the file again.",
  );
}

function readBody(lines: readonly string[], instructions: string): Pick<Reply, "message" | "comments" | "notes"> {
  const mark = lines.findIndex((line) => line.replace(END_BLANKS, "") === COMMENTS_LINE);
  const text = lines.slice(0, mark < 0 ? undefined : mark);
  const comments: ReplyComment[] = [];
  const others: string[] = [];
  for (const line of mark < 0 ? [] : lines.slice(mark + 1)) {
    const comment = asComment(line);
    if (comment) comments.push(comment);
    else if (line.trim() !== "") others.push(line);
  }
  const message = [...text, ...others].join("\n").replace(instructions, "").trim();
  const notes =
    others.length > 0 ? ["Some lines below the comments mark are no comments; they are shown as text."] : [];
  return { message, comments, notes };
}

const COMMENT_KEYS = ["branch", "line", "line_sha256", "path", "side", "text"].join();

function asComment(line: string): ReplyComment | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Object.keys(value).sort().join() !== COMMENT_KEYS)
    return undefined;
  const comment = value as Record<keyof ReplyComment, unknown>;
  const { branch, path, side, line: number, line_sha256, text } = comment;
  const texts = typeof branch === "string" && typeof path === "string" && typeof text === "string";
  const place = (side === "base" || side === "result") && Number.isSafeInteger(number) && (number as number) >= 1;
  const digest = typeof line_sha256 === "string" && asSha256(line_sha256) !== undefined;
  return texts && place && digest ? (comment as unknown as ReplyComment) : undefined;
}

function refusal(reason: string): EmbargoError {
  return new EmbargoError(
    "header",
    `The answer's header is refused: ${reason}.`,
    "Ask the sender to fill in REPLY.txt of the bundle and change nothing above the empty line but the decision.",
  );
}
