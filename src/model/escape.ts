/**
 * Everything of a stranger's that is shown passes here: control characters, format characters (bidi, zero width),
 * line and paragraph separators, tags and variation selectors become `\u{…}`; a line feed stays.
 */
export function escapeText(text: string): string {
  return text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufe00-\ufe0f\u{e0000}-\u{e01ef}]|\p{Cf}|\p{Cs}/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** The same for a field that is one line: line feeds are escaped too. */
export function escapeLine(text: string): string {
  return escapeText(text).replace(/\n/g, "\\u{a}");
}
