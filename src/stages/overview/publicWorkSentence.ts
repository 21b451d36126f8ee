import type { PublicWork } from "../../tools/git/publicWork";

const MINUTE_MS = 60_000;

/** How old the public work in a private place is: "public work of 3 hours ago, 2 newer commits than the fix's base". */
export function publicWorkSentence({ at, newer, cloneIsThere }: PublicWork, now = Date.now()): string {
  if (!cloneIsThere) return "the public clone is not where it was: run embargo fetch in its new place";
  const age = at === undefined ? "public work of an unknown day" : `public work ${ageInWords(now - Date.parse(at))}`;
  if (newer === undefined || newer === 0) return age;
  return `${age}, ${newer} ${newer === 1 ? "commit" : "commits"} newer than what the fix is on`;
}

function ageInWords(ageMs: number): string {
  const minutes = Math.max(0, Math.floor(ageMs / MINUTE_MS));
  if (minutes < 2) return "of just now";
  if (minutes < 120) return `of ${minutes} minutes ago`;
  if (minutes < 48 * 60) return `of ${Math.floor(minutes / 60)} hours ago`;
  return `of ${Math.floor(minutes / (24 * 60))} days ago`;
}
