import { createHash } from "node:crypto";
import type { Hunk } from "../git/changes";

/** Whether a squeezed line says something: shorter ones are in every program. */
export function isTelling(line: string): boolean {
  return line.length >= 10 && /[A-Za-z].*[A-Za-z]/.test(line);
}

/** How much a line, or a pair of neighbours, counts: its length, but none outweighs two others. */
export function weightOf(text: string): number {
  return Math.min(text.length, 60);
}

/** The key of two neighbouring lines; `undefined` when one is empty or both are too short to tell. */
export function pairKey(line: string, next: string): string | undefined {
  return line !== "" && next !== "" && line.length + next.length >= 12 ? `${line}\n${next}` : undefined;
}

/** The key of a telling line that is taken away from a file; `undefined` for other lines. */
export function removedKey(path: string, line: string): string | undefined {
  return isTelling(line) ? `${path}\n${line}` : undefined;
}

/** The key of a change of at least 30 characters with both sides, wherever it is made; `undefined` for others. */
export function hunkKey(hunk: Hunk): string | undefined {
  const { removed, added } = hunk;
  return removed.length > 0 && added.length > 0 && bodyOf(hunk).length >= 30 ? keyOf(hunk, "") : undefined;
}

/** The key of a change in its own file; `undefined` for one too small or too common (years, version numbers) to tell. */
export function placedKey(path: string, hunk: Hunk): string | undefined {
  return keyOf(hunk, `${path}\u0002`);
}

function keyOf(hunk: Hunk, place: string): string | undefined {
  const body = bodyOf(hunk);
  if (hunk.isPiece || body.length < 4 || /opyright|ersion/.test(body)) return undefined;
  const text = `${place}${hunk.removed.join("\0")}\u0001${hunk.added.join("\0")}`;
  return createHash("sha256").update(text, "latin1").digest("hex").slice(0, 32);
}

function bodyOf({ removed, added }: Hunk): string {
  return [...removed, ...added].join("");
}
