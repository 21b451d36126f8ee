import { INVISIBLE } from "../rules/textRules";
import { PREFIX } from "../rules/mailRules";
import { instead, valueOf, type Fix, type Maker } from "./fix";

/** Signs of typesetting and what stands for them in ASCII. */
const ASCII: Readonly<Record<string, string>> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201c": "'",
  "\u201d": "'",
  "\u2010": "-",
  "\u2011": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u2026": "...",
  "\u00a0": " ",
};

/** Findings about how the text reads. */
export const textFixes: Readonly<Record<string, Maker>> = {
  "text/invisible": (lines, { line, column }) => {
    const [found] = new RegExp(`^(?:${INVISIBLE.source})`, "u").exec((lines[line - 1] ?? "").slice(column - 1)) ?? [];
    if (found === undefined) return [];
    return [
      { title: "Remove the character", at: { line, column }, end: { line, column: column + found.length }, text: "" },
    ];
  },
  "text/html": asCode,
  "text/active-html": asCode,
  "text/title-period": (lines, finding) => {
    const value = valueOf(lines, finding);
    return [instead(finding, value, value.text.replace(/(?<!\.)\.+$/, ""), "Leave the full stop out")];
  },
  "mail/prefix": (lines, finding) => {
    const value = valueOf(lines, finding);
    const bare = value.text.replace(PREFIX, "").trimStart();
    return /^[\w(]/.test(bare) ? [instead(finding, value, bare, "Leave the prefix out")] : [];
  },
  "mail/non-ascii-subject": (lines, finding) => {
    const value = valueOf(lines, finding);
    const ascii = value.text.replace(/[^ -~]/g, (letter) => ASCII[letter] ?? letter);
    return /[^ -~]/.test(ascii) ? [] : [instead(finding, value, ascii, "Write it in ASCII")];
  },
};

function asCode(...[lines, { line, column }]: Parameters<Maker>): Fix[] {
  const [tag] = /^<\/?[a-z][^<>`]*>/i.exec((lines[line - 1] ?? "").slice(column - 1)) ?? [];
  if (tag === undefined) return [];
  return [
    { title: "Show it as code", at: { line, column }, end: { line, column: column + tag.length }, text: `\`${tag}\`` },
  ];
}
