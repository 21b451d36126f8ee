import type { Advisory } from "../advisory";
import { isIntricate } from "../intricate";
import type { MarkdownLine } from "../markdownLines";
import { promptComment, SECTIONS, visibleText, type Section } from "../sections";
import { findIn, publicTexts, type Problem, type Rule } from "./rule";

const START = { line: 1, column: 1 };

/** What the front matter and the sections must hold. Unknown keys and wrong types are found while reading. */
export const structureRules: readonly Rule[] = [
  {
    id: "fm/missing",
    why: "Without them no program can tell which advisory this is, and whether it may be shown.",
    severity: "error",
    phase: "always",
    stopsExport: true,
    source: "Embargo, docs/formats.md, section 6",
    hint: 'Write the key with a value; embargo is "1", the version of this format.',
    check: function* (advisory) {
      for (const key of ["embargo", "id", "status"] as const) {
        if (advisory[key] === undefined) yield { at: START, message: `The key ${key} is missing.` };
      }
    },
  },
  {
    id: "fm/incomplete",
    why: "Readers decide by these whether to act tonight.",
    severity: "error",
    phase: "publish",
    source: "Embargo, docs/formats.md, section 6",
    hint: "Decide it before the advisory is published.",
    check: function* ({ title, disclosure, severity, placeOf }) {
      if (!title) yield { at: placeOf("title"), message: "The title is missing." };
      if (!disclosure.public) {
        yield { at: placeOf("disclosure.public"), message: "The instant of publication is missing." };
      }
      if (!severity.label) yield { at: placeOf("severity.label"), message: "The severity is missing." };
    },
  },
  {
    id: "fm/withdrawn",
    why: "Databases take an advisory back only when it says since when, and readers want to know why.",
    severity: "error",
    phase: "always",
    source: "OSV schema 1.7, withdrawn",
    hint: "A withdrawn advisory has status withdrawn, and says under withdrawn since when and why.",
    check: function* ({ status, withdrawn, placeOf }) {
      const says = withdrawn.at !== undefined || withdrawn.reason !== undefined;
      if ((status === "withdrawn") !== says) {
        yield { at: placeOf("status"), message: "Status and withdrawn do not say the same." };
      } else if (says && (!withdrawn.at || !withdrawn.reason)) {
        yield { at: placeOf("withdrawn"), message: "The withdrawal lacks its instant or its reason." };
      }
    },
  },
  {
    id: "sec/missing",
    why: "Readers look for the same four answers in every advisory.",
    severity: "warning",
    phase: "always",
    source: "GitHub advisory template, curl advisory checker",
    hint: "Add the heading; readers look for it.",
    check: function* ({ sections }) {
      for (const { name, expected } of SECTIONS) {
        if (expected && !sections.some((section) => section.name === name)) {
          yield { at: sections.at(-1)?.at ?? START, message: `The section ${name} is missing.` };
        }
      }
    },
  },
  {
    id: "sec/order",
    why: "Whoever reads many advisories finds things by their place.",
    severity: "warning",
    phase: "always",
    source: "curl advisory checker",
    hint: `The order is: ${SECTIONS.map(({ name }) => name).join(", ")}.`,
    check: function* ({ sections }) {
      for (const [index, section] of sections.entries()) {
        const before = sections[index - 1];
        if (before && orderOf(section) < orderOf(before)) {
          yield { at: section.at, message: `${section.name} stands after ${before.name}.` };
        }
      }
    },
  },
  {
    id: "sec/unwritten",
    why: "An empty section reads as if nobody had thought about it.",
    severity: "info",
    publishSeverity: "error",
    phase: "always",
    source: "Embargo, docs/formats.md, section 6",
    hint: 'Answer the question below its heading; "none known" is an answer too.',
    check: function* ({ sections }) {
      for (const section of sections.filter(isUnwritten)) {
        yield { at: section.at, message: `The section ${section.name} is not written yet.` };
      }
    },
  },
  {
    id: "sec/size",
    why: "Databases refuse longer texts, and programs that show them stand still.",
    severity: "error",
    phase: "always",
    stopsExport: true,
    source: "GitHub REST, create a repository security advisory: at most 65535 characters",
    hint: "Shorten it, or link to a page with the rest.",
    check: function* (advisory) {
      const length = advisory.sections.map(publicText).join("").length;
      const at = advisory.sections[0]?.at ?? START;
      if (length > MAX_TEXT) {
        yield { at, message: `The text has ${length} characters; at most ${MAX_TEXT} are exported.` };
      } else if (isIntricate(advisory.sections.map(publicText).join(""))) {
        yield { at, message: "The text is made of too many lines or marks, or nested too deeply." };
      }
    },
  },
  {
    id: "sec/template-leftover",
    why: "Advisories were published with the questions of their template still in them.",
    severity: "error",
    phase: "publish",
    source: "GHSA-cp47-r258-q626 was published with the whole template",
    hint: "Answer it, then remove it.",
    check: templateLeftovers,
  },
];

const MAX_TEXT = 65_535;

function publicText({ exported, lines }: Section): string {
  return exported ? lines.map(({ text }) => `${text}\n`).join("") : "";
}

/** Prompts of GitHub's form, placeholders of the OpenSSF templates, and the marks people leave for themselves. */
const LEFTOVER =
  /_?What kind of vulnerability is it\?|Has the problem been patched\?|Is there a way for users to fix|\$CVE[-_]NUMBER|\[(?:VENDOR|PRODUCT|VERSION|COMPONENT|ATTACKER)\]|\b(?:TODO|TBD|FIXME|XXX)\b/;

function* templateLeftovers(advisory: Advisory): Generator<Problem> {
  for (const section of advisory.sections.filter(({ exported }) => exported)) {
    const left = isUnwritten(section) ? undefined : section.lines.find(isPrompt);
    if (left) yield { at: { line: left.line, column: 1 }, message: "A question of the draft is still here." };
  }
  yield* findIn(publicTexts(advisory), LEFTOVER, (found) => `"${found}" is left over from a template.`);
}

function isUnwritten(section: Section): boolean {
  return section.exported && visibleText(section) === "";
}

function isPrompt({ text }: MarkdownLine): boolean {
  return SECTIONS.some(({ prompt }) => promptComment(prompt) === text.trim());
}

function orderOf({ name }: Section): number {
  return SECTIONS.findIndex((rule) => rule.name === name);
}
