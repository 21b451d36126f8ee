import { escapeLine } from "../../escape";
import type { Advisory } from "../advisory";
import type { Problem, Rule } from "./rule";

const PLACEHOLDER = /^CVE-\d{4}-(?:TBD|X+|PENDING)$/i;

/** What it is called. */
export const identityRules: readonly Rule[] = [
  {
    id: "cve/syntax",
    why: "Databases find nothing under another form.",
    severity: "error",
    phase: "always",
    source: "CVE record format, cveId",
    hint: "CVE, the year, and at least four digits: CVE-2026-12345.",
    check: eachAlias((alias) =>
      /^CVE-/i.test(alias) && !/^CVE-\d{4}-\d{4,19}$/.test(alias) && !PLACEHOLDER.test(alias)
        ? `${escapeLine(alias)} is no CVE id.`
        : undefined,
    ),
  },
  {
    id: "cve/placeholder",
    why: "A number to come is no number.",
    severity: "error",
    phase: "publish",
    source: "CVE record format, cveId",
    hint: "Put in the assigned number, or remove the line.",
    check: eachAlias((alias) => (PLACEHOLDER.test(alias) ? `${alias} stands for a number to come.` : undefined)),
  },
  {
    id: "cve/missing",
    why: "Most scanners and distributions find advisories by their CVE id.",
    severity: "warning",
    phase: "publish",
    source: "Alpha-Omega disclosure guide",
    hint: "Ask for one (embargo advisory request FILE --cve fills the form in), or accept cve/missing under lint with the reason.",
    check: function* ({ aliases, placeOf }) {
      if (!aliases.some((alias) => /^CVE-/i.test(alias))) {
        yield { at: placeOf("aliases"), message: "There is no CVE id." };
      }
    },
  },
  {
    id: "cve/year",
    why: "The year in a CVE id is never later than the publication: this is probably a slip.",
    severity: "warning",
    phase: "always",
    source: "CVE program, CVE id syntax",
    hint: "Compare it with the mail that assigned it.",
    check: function* ({ aliases, disclosure, placeOf }, { now }) {
      const published = new Date(disclosure.public ?? now).getUTCFullYear();
      for (const [index, alias] of aliases.entries()) {
        const year = Number(/^CVE-(\d{4})-/.exec(alias)?.[1] ?? published);
        if (year < 1999) yield { at: placeOf(`aliases.${index}`), message: "There were no CVE ids in that year." };
        if (year > published) {
          const message = `The id is one of ${year}, the publication is in ${published}.`;
          yield { at: placeOf(`aliases.${index}`), message };
        }
      }
    },
  },
  {
    id: "id/reserved-elsewhere",
    why: "One id for two flaws sends readers and scanners to the wrong one.",
    severity: "warning",
    phase: "always",
    source: "CVE program, CNA rules 4.2: one id for one vulnerability",
    hint: "Correct the one that is wrong, or make one advisory of both.",
    check: function* ({ id, aliases, placeOf }, { elsewhere }) {
      const paths = [...(id === undefined ? [] : [[id, "id"]]), ...aliases.map((one, nth) => [one, `aliases.${nth}`])];
      for (const [one = "", path = ""] of paths) {
        if (elsewhere?.has(one.toUpperCase())) {
          yield { at: placeOf(path), message: `${escapeLine(one)} stands in another advisory too.` };
        }
      }
    },
  },
  {
    id: "alias/duplicate",
    why: "One id in two lists says two things about it.",
    severity: "warning",
    phase: "always",
    source: "OSV linter REC:002 to REC:004",
    hint: "Keep it in one of aliases, related and upstream.",
    check: repeatedIds,
  },
  {
    id: "alias/self",
    why: "Databases follow aliases and would go in a circle.",
    severity: "error",
    phase: "always",
    source: "OSV linter REC:002 to REC:004",
    hint: "Remove it: an advisory is not an alias of itself.",
    check: function* ({ id, aliases, related, upstream, placeOf }) {
      for (const [key, ids] of Object.entries({ aliases, related, upstream })) {
        const index = id === undefined ? -1 : ids.indexOf(id);
        if (index >= 0) yield { at: placeOf(`${key}.${index}`), message: "This is the advisory's own id." };
      }
    },
  },
];

function eachAlias(judge: (alias: string) => string | undefined): Rule["check"] {
  return function* ({ aliases, placeOf }) {
    for (const [index, alias] of aliases.entries()) {
      const message = judge(alias);
      if (message) yield { at: placeOf(`aliases.${index}`), message };
    }
  };
}

function* repeatedIds({ aliases, related, upstream, placeOf }: Advisory): Generator<Problem> {
  const seen = new Set<string>();
  for (const [key, ids] of Object.entries({ aliases, related, upstream })) {
    for (const [index, id] of ids.entries()) {
      if (seen.has(id)) yield { at: placeOf(`${key}.${index}`), message: `${id} is listed twice.` };
      seen.add(id);
    }
  }
}
