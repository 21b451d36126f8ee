/**
 * A scalar of YAML that reads back as `value`, plain where that is safe, else quoted. What cannot stand in a line of
 * text (the subject of a mail may hold it) becomes a blank.
 */
export function yamlText(value: string): string {
  const text = value.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffd]+/gu, " ").trim();
  const isPlain = /^[A-Za-z0-9](?:[\w ./()+%-]|:(?=[\w/]))*$/.test(text);
  return isPlain ? text : JSON.stringify(text);
}
