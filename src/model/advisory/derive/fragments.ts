/** Lines that a change takes away or puts in; both without their sign. */
interface Replaced {
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
}

const SHORTEST = 12;
const LONGEST = 400;

/** A text without white space, with one kind of quotes: what stays the same when a formatter wraps code anew. */
export function withoutSpace(text: string): string {
  return text.replace(/\s+/g, "").replace(/'/g, '"');
}

/** Whether a line is found again only where it was copied to: no comment, no bracket, no word that every file has. */
export function isDistinctive(line: string): boolean {
  const text = line.trim();
  if (withoutSpace(text).length < SHORTEST || text.length > LONGEST) return false;
  if (/^(?:#(?!\s*(?:if|elif|define|include))|\/\/|\/\*|\*|--|;|"""|''')/.test(text)) return false;
  if (/^(?:import|from|using|use|package|include|require)\b/.test(text)) return false;
  return /[A-Za-z_]{3}/.test(text) && /[^A-Za-z\s]/.test(text);
}

/**
 * What to look for in the history of replaced lines, the longest first: each distinctive line taken away, and of a line
 * that was only changed the part that is gone.
 */
export function fragmentsOf({ oldLines, newLines }: Replaced): string[] {
  const kept = new Set(newLines.map(withoutSpace));
  const gone = oldLines.filter((line) => !kept.has(withoutSpace(line)));
  const whole = gone.filter(isDistinctive).map((line) => line.trim());
  const parts = gone.flatMap((line, index) => {
    const part = changedPart(line.trim(), newLines[index]?.trim() ?? "");
    return part === line.trim() || !isDistinctive(part) || !/\w\W+\w+\W+\w/.test(part) ? [] : [part];
  });
  return [...new Set([...whole, ...parts])].sort((a, b) => b.length - a.length);
}

/** What of `before` is not in `after`, when their ends are the same; whole words. */
export function changedPart(before: string, after: string): string {
  const old = before.match(/\w+|\W/g) ?? [];
  const fresh = after.match(/\w+|\W/g) ?? [];
  let start = 0;
  while (start < old.length && old[start] === fresh[start]) start += 1;
  let end = old.length;
  for (let back = fresh.length; end > start && back > start && old[end - 1] === fresh[back - 1]; back -= 1) end -= 1;
  return old.slice(start, end).join("").trim();
}

/** Lines that the fix puts in, or takes away, and that tell whether it is in a file. */
export interface FixMarks {
  /** Distinctive lines that are new with the fix. */
  readonly added: readonly string[];
  /** Distinctive lines that are gone with the fix. */
  readonly removed: readonly string[];
}

/**
 * The lines by which the fix is known in one file.
 *
 * @param before - the file before the fix, `after` with it; empty where it is not there
 */
export function fixMarks(changes: readonly Replaced[], before: string, after: string): FixMarks {
  const [old, fresh] = [withoutSpace(before), withoutSpace(after)];
  const unique = (lines: readonly string[]) => [...new Set(lines.filter(isDistinctive).map((line) => line.trim()))];
  return {
    added: unique(changes.flatMap(({ newLines }) => newLines)).filter(
      (line) => !old.includes(withoutSpace(line)) && fresh.includes(withoutSpace(line)),
    ),
    removed: unique(changes.flatMap(({ oldLines }) => oldLines)).filter(
      (line) => !fresh.includes(withoutSpace(line)) && old.includes(withoutSpace(line)),
    ),
  };
}
