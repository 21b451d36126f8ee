import { escapeLine } from "../../escape";
import type { Advisory } from "../advisory";
import { cvssProblem, cvssVersion } from "../cvss";
import { scoreOf } from "../cvssScore";
import type { CweCatalog } from "../cweCatalog";
import type { Problem, Rule } from "./rule";

const CWE = /^CWE-[1-9]\d{0,4}$/;
const BAND = { low: "low", moderate: "medium", high: "high", critical: "critical" } as const;
const PLACEHOLDER = /^CVE-\d{4}-(?:TBD|X+|PENDING)$/i;

/** How bad it is, what kind it is, what it is called. */
export const identityRules: readonly Rule[] = [
  {
    id: "cvss/syntax",
    why: "Programs compute the score from it and drop what they cannot read.",
    severity: "error",
    phase: "always",
    source: "FIRST, CVSS 3.0, 3.1 and 4.0 specifications",
    stopsExport: true,
    hint: "Copy the vector from a CVSS calculator; scores are computed from it.",
    check: function* ({ severity, placeOf }) {
      for (const [index, vector] of severity.cvss.entries()) {
        const problem = cvssProblem(vector);
        const message = `This is no CVSS vector: ${escapeLine(problem ?? "")}.`;
        if (problem) yield { at: placeOf(`severity.cvss.${index}`), message };
      }
    },
  },
  {
    id: "cvss/duplicate-version",
    why: "Two scores of one kind contradict each other.",
    severity: "error",
    phase: "always",
    source: "CVE record format, metrics",
    hint: "Keep one vector for each version of CVSS.",
    check: function* ({ severity, placeOf }) {
      const versions = severity.cvss.map(cvssVersion);
      for (const [index, version] of versions.entries()) {
        if (version && versions.indexOf(version) < index) {
          yield { at: placeOf(`severity.cvss.${index}`), message: `There are two vectors of CVSS ${version}.` };
        }
      }
    },
  },
  {
    id: "cvss/label-mismatch",
    why: "Readers who see two severities trust neither.",
    severity: "warning",
    phase: "always",
    source: "FIRST, CVSS 3.1 and 4.0, qualitative severity rating scale",
    hint: "Change the label, or say under severity.rationale why it differs.",
    check: function* ({ severity, placeOf }) {
      const { label, rationale, cvss } = severity;
      const bands = cvss.flatMap((vector) => scoreOf(vector)?.band ?? []);
      if (!label || rationale || bands.length === 0 || bands.includes(BAND[label])) return;
      yield {
        at: placeOf("severity.label"),
        message: `The label is ${label}, the vectors come to ${bands.join(", ")}.`,
      };
    },
  },
  {
    id: "cvss/old-only",
    why: "Current tools compare scores of CVSS 3.1 and 4.0.",
    severity: "info",
    phase: "publish",
    source: "FIRST, CVSS",
    hint: "Add a vector of CVSS 3.1 or 4.0.",
    check: function* ({ severity, placeOf }) {
      const versions = severity.cvss.map(cvssVersion);
      if (versions.length > 0 && !versions.some((version) => version === "3.1" || version === "4.0")) {
        yield { at: placeOf("severity.cvss"), message: "There is only a vector of an old version." };
      }
    },
  },
  {
    id: "cwe/syntax",
    why: "Databases refuse other forms.",
    severity: "error",
    phase: "always",
    source: "CWE list",
    hint: "Write the number of the weakness: CWE-601.",
    check: function* ({ weaknesses, placeOf }) {
      for (const [index, weakness] of weaknesses.entries()) {
        const message = `"${escapeLine(weakness)}" is no CWE id.`;
        if (!CWE.test(weakness)) yield { at: placeOf(`weaknesses.${index}`), message };
      }
    },
  },
  {
    id: "cwe/unknown",
    why: "Databases refuse a weakness that is not in the list.",
    severity: "error",
    phase: "always",
    source: "CWE list 4.17; CSAF 2.0, 6.1.11",
    hint: "Look it up on cwe.mitre.org, or type a word of its name and choose.",
    check: eachWeakness((id, { weaknesses, categories }) =>
      CWE.test(id) && !weaknesses.has(id) && !categories.has(id) ? `${id} is not in the CWE list.` : undefined,
    ),
  },
  {
    id: "cwe/category",
    why: "A category groups weaknesses and says nothing of this one.",
    severity: "error",
    phase: "always",
    source: "CWE list 4.17, categories and views",
    hint: "Choose a weakness of that category.",
    check: eachWeakness((id, { categories }) =>
      categories.has(id) ? `${id} is a category or a view, not a weakness.` : undefined,
    ),
  },
  {
    id: "cwe/prohibited",
    why: "MITRE keeps it for quality of code, not for flaws.",
    severity: "error",
    phase: "always",
    source: "CWE list 4.17, vulnerability mapping notes",
    hint: "Choose a weakness that can be mapped to.",
    check: eachWeakness((id, { weaknesses }) =>
      weaknesses.get(id)?.usage === "prohibited" ? `${id} must not be used for a flaw.` : undefined,
    ),
  },
  {
    id: "cwe/deprecated",
    why: "It was taken out of the list; newer tools do not know it.",
    severity: "warning",
    phase: "always",
    source: "CWE list 4.17, status",
    hint: "Choose what took its place.",
    check: eachWeakness((id, { weaknesses }) =>
      weaknesses.get(id)?.usage === "deprecated" ? `${id} is deprecated.` : undefined,
    ),
  },
  {
    id: "cwe/discouraged",
    why: "It is so general that it tells readers nothing.",
    severity: "warning",
    phase: "always",
    source: "CWE list 4.17, vulnerability mapping notes",
    hint: "Choose a more specific one.",
    check: eachWeakness((id, { weaknesses }) => {
      const weakness = weaknesses.get(id);
      if (weakness?.usage !== "discouraged") return undefined;
      const instead = weakness.instead.length > 0 ? ` MITRE suggests ${weakness.instead.join(", ")}.` : "";
      return `${id} (${weakness.name}) is too general.${instead}`;
    }),
  },
  {
    id: "cwe/missing",
    why: "It tells readers what kind of flaw it is, and others where to look for the same one.",
    severity: "warning",
    phase: "publish",
    source: "CVE record format, problemTypes",
    hint: "Find the weakness on cwe.mitre.org; the most specific one that fits.",
    check: function* ({ weaknesses, placeOf }) {
      if (weaknesses.length === 0) yield { at: placeOf("weaknesses"), message: "No weakness (CWE) is named." };
    },
  },
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

function eachWeakness(judge: (id: string, cwe: CweCatalog) => string | undefined): Rule["check"] {
  return function* ({ weaknesses, placeOf }, { cwe }) {
    for (const [index, id] of weaknesses.entries()) {
      const message = judge(id, cwe);
      if (message) yield { at: placeOf(`weaknesses.${index}`), message };
    }
  };
}

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
