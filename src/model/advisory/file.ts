import { shapeFinding, type Finding } from "./finding";

/** `advisory.md` cut into its two halves, not yet understood. */
export interface AdvisoryFile {
  /** What stands between the two `---` lines; it starts in line 2. */
  readonly frontMatter: string;
  readonly body: readonly string[];
  /** Line of the file, from 1, in which the body starts. */
  readonly bodyLine: number;
  readonly findings: readonly Finding[];
}

/** Characters of the whole file, and of its front matter. Far above any real advisory, far below what hurts. */
const MAX_FILE = 1024 * 1024;
const MAX_FRONT_MATTER = 128 * 1024;
const START = { line: 1, column: 1 };

/**
 * Cuts an advisory at its `---` lines. A byte order mark is dropped and CRLF read as LF; nothing else is forgiven.
 *
 * A file that cannot be cut has empty halves and a finding `fm/size`, `fm/encoding`, `fm/start` or `fm/end`.
 */
export function splitFile(text: string): AdvisoryFile {
  if (text.length > MAX_FILE) {
    return unreadable(
      "fm/size",
      `The file has ${text.length} characters; at most ${MAX_FILE} are read.`,
      "Shorten it.",
    );
  }
  const lines = text
    .replace(/^\ufeff/, "")
    .replace(/\r\n/g, "\n")
    .split("\n");
  const odd = lines.findIndex((line) => NOT_TEXT.test(line));
  if (odd >= 0) {
    const column = lines[odd]!.search(NOT_TEXT) + 1;
    return unreadable(
      "fm/encoding",
      "There is a control character, or a byte that is not UTF-8.",
      "Save the file as UTF-8 text without control characters.",
      { line: odd + 1, column },
    );
  }
  if (lines[0] !== "---") {
    return unreadable(
      "fm/start",
      "The first line is not ---.",
      "Begin the file with the front matter, between two lines ---.",
    );
  }
  const end = lines.indexOf("---", 1);
  if (end < 0) return unreadable("fm/end", "The front matter does not end.", "Close it with a line that is only ---.");
  const frontMatter = lines.slice(1, end).join("\n");
  if (frontMatter.length > MAX_FRONT_MATTER) {
    return unreadable("fm/size", `The front matter is longer than ${MAX_FRONT_MATTER} characters.`, "Shorten it.");
  }
  return { frontMatter, body: lines.slice(end + 1), bodyLine: end + 2, findings: [] };
}

/** C0 but tab, C1, lone surrogates, and what a decoder puts where bytes were not UTF-8. */
const NOT_TEXT = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\ufffd]|\p{Cs}/u;

function unreadable(rule: string, message: string, hint: string, place = START): AdvisoryFile {
  return { frontMatter: "", body: [], bodyLine: 1, findings: [shapeFinding(rule, place, message, hint)] };
}
