import { escapeLine } from "../../escape";
import { cvssProblem, cvssVersion } from "../cvss";
import { labelOf, scoreOf } from "../cvssScore";
import type { Rule } from "./rule";

/** How bad it is. */
export const severityRules: readonly Rule[] = [
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
      if (!label || rationale || bands.length === 0 || bands.some((band) => labelOf(band) === label)) return;
      yield {
        at: placeOf("severity.label"),
        message: `The label is ${label}, the vectors come to ${bands.join(", ")}.`,
      };
    },
  },
  {
    id: "cvss/v2-only",
    why: "Current tools compare scores of CVSS 3.1 and 4.0.",
    severity: "info",
    phase: "publish",
    source: "FIRST, CVSS: version 2 is archived",
    hint: "Add a vector of CVSS 3.1 or 4.0.",
    check: ofVersions((versions) =>
      versions.length > 0 && versions.every((version) => version === "2.0")
        ? "There is only a vector of CVSS 2."
        : undefined,
    ),
  },
  {
    id: "cvss/v3.0",
    why: "CVSS 3.1 says more clearly what each value means, and has the same metrics.",
    severity: "info",
    phase: "publish",
    source: "FIRST, CVSS 3.1",
    hint: "Look at the values again and write it as CVSS:3.1.",
    check: ofVersions((versions) =>
      versions.includes("3.0") && !versions.includes("3.1") ? "The vector is one of CVSS 3.0." : undefined,
    ),
  },
  {
    id: "cvss/no-v4",
    why: "Some databases and customers ask for the newest version.",
    severity: "info",
    phase: "publish",
    source: "FIRST, CVSS 4.0",
    hint: "Add one of CVSS 4.0, or leave it: no record needs both.",
    check: ofVersions((versions) =>
      versions.length > 0 && !versions.includes("4.0") ? "There is no vector of CVSS 4.0." : undefined,
    ),
  },
];

function ofVersions(judge: (versions: readonly string[]) => string | undefined): Rule["check"] {
  return function* ({ severity, placeOf }) {
    const message = judge(severity.cvss.flatMap((vector) => cvssVersion(vector) ?? []));
    if (message) yield { at: placeOf("severity.cvss"), message };
  };
}
