const MOST_MARKS = 5000;
/** More than twenty quotes and lists, one inside the other. */
const NESTED = /^[ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*){20}/m;

/**
 * Whether Markdown is made of so many marks (`*`, `_`, `[`), or nested so deeply, that programs need minutes to show it: their
 * work grows with the square of the number of marks (measured with micromark 4: 8000 marks take a second).
 */
export function isIntricate(markdown: string): boolean {
  let marks = 0;
  for (const letter of markdown) if (letter === "*" || letter === "_" || letter === "[") marks += 1;
  return marks > MOST_MARKS || NESTED.test(markdown);
}
