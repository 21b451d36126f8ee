import { EmbargoError } from "../errors";
import { byteText } from "./bytes";

export { declaredBytes } from "./declaredBytes";

const FIRST_LINE = /^From (?:[0-9a-f]{40}|[0-9a-f]{64}) Mon Sep 17 00:00:00 2001$/;
const REQUIRED = ["From", "Date", "Subject"];
/** Headers that may stand besides, with the only value each may have. */
const OPTIONAL = new Map([
  ["MIME-Version", /^1\.0$/],
  // A charset is a bare name: git looks for `boundary=` anywhere in this line, and would decode the parts of a multipart mail.
  ["Content-Type", /^text\/plain(?:; ?charset=(?:[\w.:+/()-]+|"[\w.:+/()-]+"))?$/],
  ["Content-Transfer-Encoding", /^8bit$/],
]);
const DIFF_BEGINS = /^(?:diff |Index: |--- )/;

/**
 * Refuses a patch file that is not exactly one mail as `git format-patch` writes it, with its diff where git looks for it:
 * no second mail, no diff in the message, no header that makes git decode or divide it (FORMAT section 5).
 *
 * @throws EmbargoError `patch-fails`
 */
export function checkPatchShape(bytes: Uint8Array): void {
  const lines = byteText(bytes).split("\n");
  const end = lines.indexOf("");
  if (!FIRST_LINE.test(lines[0]!)) throw refusal("its first line is not that of git format-patch");
  if (end < 0) throw refusal("its headers do not end");
  checkHeaders(lines.slice(1, end));
  if (lines.slice(1).some((line) => line.startsWith("From "))) {
    throw refusal("it holds more than one mail");
  }
  const diff = lines.slice(end).find((line) => DIFF_BEGINS.test(line));
  if (diff !== undefined && !diff.startsWith("diff --git ")) throw refusal("its message holds a diff");
}

/**
 * Whether the message begins with a line that `git mailinfo` takes for a header (author, date, subject) of the commit, or for
 * the mark before one: the warning `in-body-from`.
 */
export function hasInBodyHeader(bytes: Uint8Array): boolean {
  const lines = byteText(bytes).split("\n");
  const first = lines.slice(lines.indexOf("")).find((line) => line.trim() !== "") ?? "";
  return /^(?:(?:From|Date|Subject):|>?From[ \t]|\[PATCH\]\s)/i.test(first);
}

function checkHeaders(lines: readonly string[]): void {
  if (lines.some((line) => line.includes("\r"))) throw refusal("its headers have carriage returns");
  const unfolded = lines
    .join("\n")
    .replace(/\n(?=[ \t])/g, "")
    .split("\n");
  const names = unfolded.map((line) => {
    const { name, value } = /^(?<name>[A-Za-z-]+):(?<value>.*)$/.exec(line)?.groups ?? {};
    const known = name !== undefined && (REQUIRED.includes(name) || OPTIONAL.get(name)?.test(value!.trim()));
    if (!known) throw refusal("it has a header that does not belong there");
    return name;
  });
  if (new Set(names).size !== names.length) throw refusal("it has a header twice");
  for (const name of REQUIRED) if (!names.includes(name)) throw refusal(`it has no header ${name}`);
}

function refusal(reason: string): EmbargoError {
  return new EmbargoError(
    "patch-fails",
    `A patch in the bundle is refused: ${reason}.`,
    "Nothing was applied. Ask the sender to make the bundle again with Embargo.",
  );
}
