const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufe00-\ufe0f\u{e0000}-\u{e01ef}]|\p{Cf}|\p{Cs}/gu;

/**
 * Everything of a stranger's that is shown passes here: control characters, format characters (bidi, zero width),
 * line and paragraph separators, tags and variation selectors become `\u{…}`; a line feed stays.
 */
export function escapeText(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The same for a field that is one line: line feeds are escaped too. */
export function escapeLine(text: string): string {
  return escapeText(text).replace(/\n/g, "\\u{a}");
}

/** JSON on one line in which the same characters are written as JSON's own escapes: a program reads the very text. */
export function escapedJson(value: object): string {
  return JSON.stringify(value).replace(UNSEEN, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
