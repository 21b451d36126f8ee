import { escapeLine } from "../../escape";
import type { Advisory } from "../advisory";
import { findIn, publicLines, publicTexts, sectionText, type PublicLine, type Rule } from "./rule";

/** Bidirectional controls, zero-width and other format characters: the reader sees something else than stands there. */
export const INVISIBLE = /\p{Cf}|[\u2028\u2029\u{e0000}-\u{e007f}]/u;
const RELATIVE_TIME = /\b(?:recently|last (?:week|month|year)|next (?:week|month|release)|yesterday|tomorrow|soon)\b/i;

/** Tags that run, load or ask something; attributes that do; tags so long, or over lines, that nobody sees what they do. */
const ACTIVE_TAG =
  /<\/?(?:script|style|iframe|frame|frameset|object|embed|applet|base|meta|link|form|input|button|textarea|select|svg|math|template)\b|<[a-z][a-z0-9-]*(?=[\s/])[^>]{0,2000}?[\s/"'](?:on[a-z]+|style|srcdoc|srcset|formaction)\s*=|<[a-z][a-z0-9-]*\s[^>]{0,2000}&#|<[a-z][a-z0-9-]*[\s/][^>]{2000}|<[a-z][a-z0-9-]*(?:\s[^>]*)?$/i;
/** Where a link leads: in brackets, after them, or alone; then its scheme. */
const LINK = /(?:\][(:][\s<]*|<\s*|\b(?:href|src|action|data|poster)\s*=[\s"']*)([a-z][a-z0-9+.-]*)\s*:/gi;
const LINKED: ReadonlySet<string> = new Set(["http", "https", "mailto", "irc", "ircs", "xmpp"]);

/** Between as many backticks as there were before (CommonMark 0.31, section 6.1). */
const CODE_SPAN = /(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)/g;

/** How it reads. Published advisories break these so often that none of them is an error. */
export const textRules: readonly Rule[] = [
  {
    id: "text/invisible",
    why: "Characters that nobody sees can make a text read otherwise than it is.",
    severity: "warning",
    phase: "always",
    source: "Unicode Technical Standard 55",
    hint: "Remove it, or write it as an escape.",
    check: (advisory) =>
      findIn(publicTexts(advisory), INVISIBLE, (found) => {
        return `An invisible character (U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}).`;
      }),
  },
  {
    id: "text/active-html",
    why: "Where the text is shown as a page of HTML, this could run or load something at every reader's.",
    severity: "error",
    phase: "always",
    stopsExport: true,
    source: "CommonMark 0.31, section 6.6: raw HTML goes through unchanged",
    hint: "Put it into `backticks`, or take it out.",
    check: (advisory) =>
      findIn(proseOf(advisory), ACTIVE_TAG, (found) => `This could run or load something: ${short(found)}.`),
  },
  {
    id: "text/unsafe-link",
    why: "A link of another kind can run something in a browser, an editor or a mail program.",
    severity: "error",
    phase: "always",
    stopsExport: true,
    source: "OWASP, Cross Site Scripting Prevention Cheat Sheet: allow only schemes that are known to be safe",
    hint: "Link to https://…, or write the address as `code`.",
    check: function* (advisory) {
      for (const { text, at } of proseOf(advisory)) {
        for (const { index, 1: scheme = "" } of withoutEntities(text).matchAll(LINK)) {
          if (LINKED.has(scheme.toLowerCase())) continue;
          yield {
            at: { line: at.line, column: at.column + index },
            message: `This link begins with ${short(scheme)}: instead of https:.`,
          };
        }
      }
    },
  },
  {
    id: "text/html",
    why: "Most places that copy advisories drop tags or show them as text.",
    severity: "warning",
    phase: "always",
    source: "CommonMark 0.31, section 6.6; CVE descriptions are plain text",
    hint: "Write Markdown: most readers drop or show tags.",
    check: (advisory) =>
      findIn(
        proseOf(advisory).filter(({ text }) => !ACTIVE_TAG.test(text)),
        /<\/?[a-z][a-z0-9-]*(?:\s[^>]{0,2000})?\/?>/i,
        (found) => `The tag ${found.slice(0, 40)} in the text.`,
      ),
  },
  {
    id: "text/no-impact",
    why: "Readers weigh an update against what could happen to them.",
    severity: "warning",
    phase: "publish",
    source: "GitHub advisory template",
    hint: "Say what somebody can do, to whom, and what they need for it.",
    check: function* (advisory) {
      const impact = sectionText(advisory, "Impact");
      if (impact?.text && impact.text.length < 40) yield { at: impact.at, message: "The impact is hardly described." };
    },
  },
  {
    id: "text/no-upgrade",
    why: "What to do is the first thing that readers look for.",
    severity: "warning",
    phase: "publish",
    source: "Alpha-Omega disclosure guide",
    hint: "Name the version to upgrade to.",
    check: function* (advisory) {
      const patches = sectionText(advisory, "Patches");
      if (patches?.text && !/\d\.\d|upgrad|updat/i.test(patches.text)) {
        yield { at: patches.at, message: "Nothing says what to upgrade to." };
      }
    },
  },
  {
    id: "text/title-period",
    why: "Titles stand in lists and subjects of mails.",
    severity: "info",
    phase: "always",
    source: "Go vulnerability database",
    hint: "A title is no sentence: leave the full stop out.",
    check: function* ({ title, placeOf }) {
      if (title?.endsWith(".")) yield { at: placeOf("title"), message: "The title ends with a full stop." };
    },
  },
  {
    id: "text/length",
    why: "Lists cut longer titles off.",
    severity: "info",
    phase: "always",
    source: "Go vulnerability database; CVE cuts at 256 characters",
    hint: "Name the package and the weakness; the rest belongs into the Summary.",
    check: function* ({ title, placeOf }) {
      if (title && title.length > 120)
        yield { at: placeOf("title"), message: `The title has ${title.length} characters.` };
    },
  },
  {
    id: "text/first-person",
    why: "The text is copied to places where nobody knows who speaks.",
    severity: "info",
    phase: "publish",
    source: "Embargo, docs/formats.md, section 6",
    hint: "Name the project instead: the text is copied to places where nobody knows who speaks.",
    check: (advisory) =>
      findIn(
        publicLines(advisory).filter(({ code }) => !code),
        /\b(?:we|our|us)\b/i,
        (found) => `"${found}" in the text.`,
      ),
  },
  {
    id: "text/relative-time",
    why: "The text is read for years.",
    severity: "info",
    phase: "publish",
    source: "Embargo, docs/formats.md, section 6",
    hint: "Write the date: the text is read for years.",
    check: (advisory) => findIn(publicLines(advisory), RELATIVE_TIME, (found) => `"${found}" in the text.`),
  },
];

/** The public lines without code; what stands in backticks is blanked out. */
function proseOf(advisory: Advisory): PublicLine[] {
  return publicLines(advisory)
    .filter(({ code }) => !code)
    .map((line) => ({ ...line, text: line.text.replace(CODE_SPAN, (span) => " ".repeat(span.length)) }));
}

/** With the references that could spell a scheme read as what they stand for (HTML, character references). */
function withoutEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(colon)|(?:tab|newline));?/gi,
    (_all, hex?: string, decimal?: string, colon?: string) => {
      const code = hex ? parseInt(hex, 16) : decimal ? Number(decimal) : colon ? 58 : 32;
      return code > 31 && code < 127 ? String.fromCharCode(code) : "";
    },
  );
}

function short(found: string): string {
  return escapeLine(found.trim().slice(0, 40));
}
