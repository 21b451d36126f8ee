const MOST_MARKS = 3000;
const MOST_LINES = 3000;
/** More than twenty quotes and lists, one inside the other. */
const NESTED = /^[ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*){20}/m;

/**
 * Whether Markdown has so many lines or marks of emphasis and links (`*`, `_`, `[`), or is nested so deeply, that programs need
 * minutes to show it: their work grows with the square of these numbers (micromark 4: 3000 lines, each a quote in a list, take a
 * second; 24,000 take a minute and more).
 */
export function isIntricate(markdown: string): boolean {
  return (
    isMoreThan(MOST_MARKS, /[*_[]/g, markdown) || isMoreThan(MOST_LINES, /\r\n?|\n/g, markdown) || NESTED.test(markdown)
  );
}

function isMoreThan(most: number, mark: RegExp, markdown: string): boolean {
  let found = 0;
  for (const _ of markdown.matchAll(mark)) if (++found > most) return true;
  return false;
}
