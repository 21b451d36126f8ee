import { escapeLine } from "../../escape";
import { mayBeNamed, type Credit } from "../frontMatter";
import { publicTexts, type Rule } from "./rule";

/** Who is named, and who agreed to it. */
export const peopleRules: readonly Rule[] = [
  {
    id: "credit/name-missing",
    why: "There would be nobody to thank.",
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
    why: "Being named can hurt: employers, attention, attackers. It is theirs to decide.",
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
    id: "credit/declined-but-named",
    why: "Exports leave people without consent out of the credits, but not out of your sentences.",
    severity: "error",
    phase: "publish",
    stopsExport: true,
    source: "Django and OpenStack security processes: ask before naming",
    hint: "Remove it from the text, or record their consent.",
    check: function* (advisory) {
      const lines = publicTexts(advisory);
      const all = lines.map(({ text }) => text.toLowerCase()).join("\n");
      for (const credit of advisory.credits.filter((candidate) => !mayBeNamed(candidate))) {
        const found = names(all, credit) && lines.find(({ text }) => names(text.toLowerCase(), credit));
        const message = "The text names somebody who has not agreed to it.";
        if (found) yield { at: found.at, message };
      }
    },
  },
  {
    id: "credit/no-reporter",
    why: "Thanks are all that most reporters get, and why the next one comes to you first.",
    severity: "warning",
    phase: "publish",
    source: "OSV schema 1.7, credits",
    hint: "Thank whoever found it; with consent: anonymous when they do not want to be named.",
    check: function* ({ credits, placeOf }) {
      if (!credits.some(({ role }) => role === "reporter" || role === "finder")) {
        yield { at: placeOf("credits"), message: "No finder or reporter is credited." };
      }
    },
  },
  {
    id: "credit/no-login",
    why: "GitHub thanks accounts only: without one the name would be lost there.",
    severity: "info",
    phase: "publish",
    source: "GitHub REST, create a repository security advisory, credits",
    hint: "Add github with their login, if they have one; the name stays in the other exports.",
    check: function* ({ credits, aliases, id, placeOf }) {
      if (![id, ...aliases].some((alias) => alias?.startsWith("GHSA-"))) return;
      for (const [index, credit] of credits.entries()) {
        if (mayBeNamed(credit) && !credit.github) {
          yield { at: placeOf(`credits.${index}`), message: "This credit has no GitHub login." };
        }
      }
    },
  },
  {
    id: "credit/email-in-text",
    why: "A published address is harvested for ever.",
    severity: "warning",
    phase: "always",
    source: "Embargo, docs/formats.md, section 6",
    hint: "Remove the address; a name is enough.",
    check: function* (advisory) {
      for (const { text, at } of publicTexts(advisory)) {
        const mail = /(?<![\w.%+-])[\w.%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/.exec(text)?.[0];
        if (mail && !/^git@/.test(mail))
          yield { at, message: `The mail address ${escapeLine(mail)} would be published.` };
      }
    },
  },
];

/** Short names are ordinary words; a full name or the mail address is looked for. */
function names(lower: string, { name, contact }: Credit): boolean {
  return [name, contact].some((word) => word !== undefined && word.length >= 5 && lower.includes(word.toLowerCase()));
}
