import { publicLines, sectionText, type Rule } from "./rule";

/** What an export writes before the title by itself, and what replies begin with. */
export const PREFIX = /^\s*(?:\[(?:vs|vs-plain|security|embargoed|oss-security)\]|(?:re|fwd?)\s*:)/i;
const ESSENTIAL = ["Summary", "Impact", "Details"] as const;
const MIN_TEXT_LENGTH = 80;
const MAX_LINE_LENGTH = 78;

/** What mailing lists ask for. The mails' own form (prefix, wrapping, attachments) is made by the exports. */
export const mailRules: readonly Rule[] = [
  {
    id: "mail/non-ascii-subject",
    why: "Encoded subjects hide their [prefix] from the programs of mailing lists.",
    severity: "warning",
    phase: "publish",
    source: "RFC 2047; linux-distros list policy",
    hint: "Write the title in ASCII; the text may hold every letter.",
    check: function* ({ title, placeOf }) {
      if (title && /[^ -~]/.test(title)) yield { at: placeOf("title"), message: "The title is not plain ASCII." };
    },
  },
  {
    id: "mail/prefix",
    why: "Lists sort mails by the prefix, and a mail with two goes to the wrong place.",
    severity: "error",
    phase: "publish",
    source: "linux-distros list policy: the subject begins with [vs]",
    hint: "Leave it out of the title: each mail gets the prefix of its list.",
    check: function* ({ title = "", placeOf }) {
      const [found] = PREFIX.exec(title) ?? [];
      if (found) yield { at: placeOf("title"), message: `The title begins with "${found.trim()}".` };
    },
  },
  {
    id: "mail/link-only",
    why: "Lists ask for the essential part in the mail itself: pages vanish, mails stay.",
    severity: "warning",
    phase: "publish",
    source: "oss-security list content guidelines",
    hint: "Say in the text what is wrong, who is affected and what to do.",
    check: function* (advisory) {
      const texts = ESSENTIAL.map((name) => sectionText(advisory, name));
      const text = texts.map((section) => section?.text ?? "").join(" ");
      const words = text.replace(/https?:\/\/\S+/g, "").trim();
      const at = texts.find((section) => section !== undefined)?.at;
      if (at && words !== text.trim() && words.length < MIN_TEXT_LENGTH) {
        yield { at, message: "There is little more than a link." };
      }
    },
  },
  {
    id: "mail/line-length",
    why: "Mail programs break longer lines, and code that was broken no longer works.",
    severity: "warning",
    phase: "publish",
    source: "RFC 5322, section 2.1.1",
    hint: "Break the line yourself; lines of text are wrapped for you.",
    check: function* (advisory) {
      for (const { text, code, at } of publicLines(advisory)) {
        if (code && text.length > MAX_LINE_LENGTH) {
          yield { at, message: `A line of code has ${text.length} characters.` };
        }
      }
    },
  },
];
