/** Nobody writes longer lines by hand; in one that a program wrote only the place is shown. */
export const MAX_LINE = 2000;

/** A value as it stands in one line of the front matter. */
export interface Written {
  /** Without its quotes, escapes left as they are. */
  readonly text: string;
  /** Where `text` begins and ends in the line, from 0; the quotes are outside. */
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/**
 * The value that begins at a column (from 1) of a line of front matter, without a comment behind it. Inside brackets it ends
 * at their comma; a collection that is closed in the line is one value.
 */
export function writtenAt(line: string, column: number): Written {
  const start = column - 1;
  const quote = line[start];
  if (quote === '"' || quote === "'") {
    const end = endOfQuoted(line, start);
    return { text: line.slice(start + 1, end), start: start + 1, end, quoted: true };
  }
  const inFlow = itemsAround(line, start) !== undefined;
  let end = start;
  for (let depth = 0; end < line.length; end += 1) {
    const letter = line[end]!;
    if (letter === "#" && /\s/.test(line[end - 1] ?? " ")) break;
    if (depth === 0 && inFlow && /[,\]}]/.test(letter)) break;
    if (/[[{]/.test(letter)) depth += 1;
    if (/[\]}]/.test(letter)) depth -= 1;
  }
  const text = line.slice(start, end).trimEnd();
  return { text, start, end: start + text.length, quoted: false };
}

/**
 * What to underline for a finding at an index (from 0) of a line: the value there without a comment behind it, the key where
 * nothing is written yet, in the text a tag or a whole line.
 */
export function extentOf(line: string, index: number): readonly [start: number, end: number] {
  if (line.length > MAX_LINE) return [index, line.length];
  const [tag] = /^<[^>]*>/.exec(line.slice(index)) ?? [];
  if (tag !== undefined) return [index, index + tag.length];
  const { start, end } = writtenAt(line, index + 1);
  if (end > start) return [index, end + (start > index ? 1 : 0)];
  const key = /(?<![A-Za-z_-])(["']?[A-Za-z_-]+["']?) *: *$/.exec(line.slice(0, index));
  return key ? [key.index, key.index + key[1]!.length] : [index, line.length];
}

/** The innermost brackets around a place of a line, cut at their commas. */
export interface Items {
  readonly open: "[" | "{";
  /** Where each item begins and ends in the line, from 0, blanks included. */
  readonly spans: readonly (readonly [start: number, end: number])[];
  /** False when the line ends before the brackets do. */
  readonly closed: boolean;
}

/**
 * The brackets around an index (from 0) of a line of front matter; `undefined` outside of all.
 *
 * @param kind - which brackets; default: the innermost of any kind
 */
export function itemsAround(line: string, index: number, kind?: Items["open"]): Items | undefined {
  const open: OpenItems[] = [];
  const isWanted = ({ letter, at }: OpenItems) => at < index && (kind === undefined || kind === letter);
  for (let at = firstOfValue(line); at < line.length; at += 1) {
    const letter = line[at]!;
    const innermost = open.at(-1);
    if (isQuote(line, at)) at = endOfQuoted(line, at);
    else if (letter === "#" && /\s/.test(line[at - 1] ?? " ")) break;
    else if ((letter === "[" || letter === "{") && (innermost || /(?:^|\s)$/.test(line.slice(0, at)))) {
      open.push({ letter, at, from: at + 1, spans: [] });
    } else if (innermost && /[,\]}]/.test(letter)) {
      innermost.spans.push([innermost.from, at]);
      innermost.from = at + 1;
      if (letter === ",") continue;
      open.pop();
      if (index <= at && isWanted(innermost)) return { open: innermost.letter, spans: innermost.spans, closed: true };
    }
  }
  const around = open.reverse().find(isWanted);
  return around && { open: around.letter, spans: [...around.spans, [around.from, line.length]], closed: false };
}

interface OpenItems {
  readonly letter: Items["open"];
  readonly at: number;
  from: number;
  readonly spans: [number, number][];
}

/** An apostrophe inside a word is none. */
function isQuote(line: string, at: number): boolean {
  return line[at] === '"' || (line[at] === "'" && !/\w/.test(line[at - 1] ?? ""));
}

function firstOfValue(line: string): number {
  return /^ *(?:- +)*(?:["']?[A-Za-z_-]+["']?: +)?/.exec(line)![0].length;
}

/** The index of the closing quote, or the line's length. */
function endOfQuoted(line: string, start: number): number {
  const quote = line[start];
  for (let at = start + 1; at < line.length; at += 1) {
    if (quote === '"' && line[at] === "\\") at += 1;
    else if (line[at] === quote) {
      if (quote === "'" && line[at + 1] === "'") at += 1;
      else return at;
    }
  }
  return line.length;
}
