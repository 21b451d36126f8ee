import { escapeLine } from "../../escape";
import type { CweCatalog } from "../cweCatalog";
import type { Rule } from "./rule";

const CWE = /^CWE-[1-9]\d{0,4}$/;

/** What kind it is. */
export const weaknessRules: readonly Rule[] = [
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
];

function eachWeakness(judge: (id: string, cwe: CweCatalog) => string | undefined): Rule["check"] {
  return function* ({ weaknesses, placeOf }, { cwe }) {
    for (const [index, id] of weaknesses.entries()) {
      const message = judge(id, cwe);
      if (message) yield { at: placeOf(`weaknesses.${index}`), message };
    }
  };
}
