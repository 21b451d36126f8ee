import { escapeLine } from "../../escape";
import { mayBeNamed, type Credit } from "../frontMatter";
import { publicTexts, type Rule } from "./rule";

/** Who is named, and who agreed to it. */
export const peopleRules: readonly Rule[] = [
  {
    id: "credit/name-missing",
    severity: "error",
    phase: "always",
    source: "OSV schema 1.7, credits.name",
    hint: "Write the name as they want to read it, or remove the entry.",
    check: function* ({ credits, placeOf }) {
      for (const [index, { name }] of credits.entries()) {
        if (!name) yield { at: placeOf(`credits.${index}`), message: "This credit has no name." };
      }
    },
  },
  {
    id: "credit/consent-missing",
    severity: "error",
    phase: "publish",
    source: "Django and OpenStack security processes: ask before naming",
    hint: "Ask them; then write the date of their answer, or declined, or anonymous. Until then exports leave the name out.",
    check: function* ({ credits, placeOf }) {
      for (const [index, { consent }] of credits.entries()) {
        if (consent === undefined || consent === "pending") {
          yield { at: placeOf(`credits.${index}.consent`), message: "They have not agreed to be named yet." };
        }
      }
    },
  },
  {
    id: "credit/named-in-text",
    severity: "error",
    phase: "publish",
    stopsExport: true,
    hint: "Remove it from the text, or record their consent.",
    check: function* (advisory) {
      const lines = publicTexts(advisory);
      for (const credit of advisory.credits.filter((candidate) => !mayBeNamed(candidate))) {
        const found = lines.find(({ text }) => names(text, credit));
        const message = "The text names somebody who has not agreed to it.";
        if (found) yield { at: found.at, message };
      }
    },
  },
  {
    id: "credit/no-reporter",
    severity: "warning",
    phase: "publish",
    hint: "Thank whoever found it; with consent: anonymous when they do not want to be named.",
    check: function* ({ credits, placeOf }) {
      if (!credits.some(({ role }) => role === "reporter" || role === "finder")) {
        yield { at: placeOf("credits"), message: "No finder or reporter is credited." };
      }
    },
  },
  {
    id: "credit/mail-in-text",
    severity: "warning",
    phase: "always",
    hint: "Remove the address; a name is enough.",
    check: function* (advisory) {
      for (const { text, at } of publicTexts(advisory)) {
        const mail = /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/.exec(text)?.[0];
        if (mail && !/^git@/.test(mail))
          yield { at, message: `The mail address ${escapeLine(mail)} would be published.` };
      }
    },
  },
];

/** Short names are ordinary words; a full name or the mail address is looked for. */
function names(text: string, { name, contact }: Credit): boolean {
  const lower = text.toLowerCase();
  return [name, contact].some((word) => word !== undefined && word.length >= 5 && lower.includes(word.toLowerCase()));
}
