/**
 * Marks by which projects tag their own security work, in a commit's message (stage1.sh looks for the same ones). A
 * trailer that names a case is one too: the case may be on another machine.
 */
const TAGS = [/^(?:CVE-ID|Embargo):.*$/im, /\[SECURITY-\d+\]/i, /^changelog: *security.*$/im];

/** Words that only hint at it. */
const WORDS = [/\bCVE-\d{4}-\d{4,}\b/i, /\bGHSA(?:-[0-9a-z]{4}){3}\b/i];

/** The trailer that the private worktree adds to every commit. */
const TRAILER = /^Embargo: *(\S+) *$/gim;

/** What tags the message as security work, as it stands there; `undefined` when nothing does. */
export function tagIn(message: string): string | undefined {
  return firstMatch(TAGS, message);
}

/** What in the message hints at security work; `undefined` when nothing does. */
export function wordIn(message: string): string | undefined {
  return firstMatch(WORDS, message);
}

/** The cases that the message's trailers name. */
export function trailersIn(message: string): string[] {
  return [...message.matchAll(TRAILER)].map((match) => match[1] ?? "");
}

function firstMatch(patterns: readonly RegExp[], message: string): string | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(message)?.[0].trim();
    if (found !== undefined) return found;
  }
  return undefined;
}
