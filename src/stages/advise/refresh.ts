import type { AdviseFacts } from "./facts";
import { yamlText } from "./yamlText";

/** The comment that makes a list ours: as long as it stands there, the list follows the fix. */
const OURS = "# kept current by Embargo; delete this comment to keep a list of your own";
const OUR_LIST = new RegExp(`^( *)(fixed|files): ${OURS}\\r?$`);
const PURL = /^ *- purl: "?([^"#\s]+)/;

/** A list of the draft that `refreshAdvisory` may rewrite. */
export function derivedList(key: "fixed" | "files", items: readonly string[], indent: number): string[] {
  const blanks = " ".repeat(indent);
  return [`${blanks}${key}: ${OURS}`, ...items.map((item) => `${blanks}  - ${yamlText(item)}`)];
}

/**
 * The advisory with the lists that are still ours brought up to date: commits of the fix, changed files. Every other
 * byte stays; without such a list the text comes back as it was.
 */
export function refreshAdvisory(text: string, facts: AdviseFacts): string {
  const lines = text.split("\n");
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---");
  const fresh: string[] = [];
  let purl: string | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    purl = PURL.exec(line)?.[1] ?? purl;
    const [, indent, key] = (index < end && OUR_LIST.exec(line)) || [];
    if (indent === undefined) {
      fresh.push(line);
      continue;
    }
    while (lines[index + 1]?.startsWith(`${indent}  - `)) index += 1;
    const items =
      key === "fixed"
        ? derivedList("fixed", facts.fixCommits, indent.length)
        : derivedList("files", changedIn(purl, facts), indent.length);
    fresh.push(...items.map((item) => (line.endsWith("\r") ? `${item}\r` : item)));
  }
  return fresh.join("\n");
}

/** Whether the list under a key follows the fix by itself. */
export function isKeptCurrent(text: string, key: string): boolean {
  return text.split("\n").some((line) => OUR_LIST.exec(line)?.[2] === key);
}

function changedIn(purl: string | undefined, { packages, files }: AdviseFacts): readonly string[] {
  return packages.find((candidate) => candidate.purl === purl)?.files ?? files;
}
