import { escapeLine } from "../../escape";
import type { Advisory } from "../advisory";
import { cvssProblem, cvssVersion } from "../cvss";
import type { Problem, Rule } from "./rule";

const PLACEHOLDER = /^CVE-\d{4}-(?:TBD|X+|PENDING)$/i;

/** How bad it is, what kind it is, what it is called. */
export const identityRules: readonly Rule[] = [
  {
    id: "cvss/syntax",
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
    id: "cwe/syntax",
    severity: "error",
    phase: "always",
    source: "CWE list",
    hint: "Write the number of the weakness: CWE-601.",
    check: function* ({ weaknesses, placeOf }) {
      for (const [index, weakness] of weaknesses.entries()) {
        const message = `"${escapeLine(weakness)}" is no CWE id.`;
        if (!/^CWE-[1-9]\d{0,4}$/.test(weakness)) yield { at: placeOf(`weaknesses.${index}`), message };
      }
    },
  },
  {
    id: "cwe/missing",
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
    severity: "error",
    phase: "publish",
    hint: "Put in the assigned number, or remove the line.",
    check: eachAlias((alias) => (PLACEHOLDER.test(alias) ? `${alias} stands for a number to come.` : undefined)),
  },
  {
    id: "cve/missing",
    severity: "warning",
    phase: "publish",
    hint: "Ask your CNA (GitHub, or another one) for a number; scanners find advisories by it.",
    check: function* ({ aliases, placeOf }) {
      if (!aliases.some((alias) => /^CVE-/i.test(alias))) {
        yield { at: placeOf("aliases"), message: "There is no CVE id." };
      }
    },
  },
  {
    id: "alias/duplicate",
    severity: "warning",
    phase: "always",
    source: "OSV linter REC:002 to REC:004",
    hint: "Keep it in one of aliases, related and upstream.",
    check: repeatedIds,
  },
  {
    id: "alias/self",
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
