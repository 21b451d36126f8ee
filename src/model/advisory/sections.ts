import { escapeLine } from "../escape";
import { shapeFinding, type Finding, type Place } from "./finding";
import { headingText, markdownLines, type MarkdownLine } from "./markdownLines";
import { didYouMean } from "./nearest";

interface SectionRule {
  readonly name: string;
  /** Private ones leave the machine in no export. */
  readonly exported: boolean;
  /** Readers miss it when it is not there. */
  readonly expected: boolean;
  /** What the draft asks, as a comment. */
  readonly prompt: string;
}

/** The `##` sections of an advisory, in their order; there are no others. */
export const SECTIONS = [
  {
    name: "Summary",
    exported: true,
    expected: true,
    prompt: "Two sentences: what is wrong, and who should do what now.",
  },
  {
    name: "Impact",
    exported: true,
    expected: true,
    prompt: "What can somebody do to whom, and what do they need for it?",
  },
  {
    name: "Affected usage",
    exported: true,
    expected: false,
    prompt: "Which settings, calls or platforms are affected, and which are not? How does a reader find out?",
  },
  {
    name: "Patches",
    exported: true,
    expected: true,
    prompt: "Which versions hold the fix, and what does upgrading change?",
  },
  {
    name: "Workarounds",
    exported: true,
    expected: true,
    prompt: "What helps those who cannot upgrade today? If nothing does, say so.",
  },
  {
    name: "Details",
    exported: true,
    expected: false,
    prompt: "How the flaw works, as far as it helps to judge it; no copy-and-paste exploit.",
  },
  {
    name: "Detection",
    exported: true,
    expected: false,
    prompt: "How does a reader see whether it was used against them?",
  },
  {
    name: "Proof of concept",
    exported: false,
    expected: false,
    prompt: "For the people of this case only. Never exported.",
  },
  {
    name: "Internal notes",
    exported: false,
    expected: false,
    prompt: "For us. Never exported, and not sent with a bundle.",
  },
] as const satisfies readonly SectionRule[];

/** The name of a section, exactly as in its heading. */
export type SectionName = (typeof SECTIONS)[number]["name"];

/** A section as it stands in the file. */
export interface Section {
  readonly name: SectionName;
  readonly at: Place;
  /** False for what leaves the machine in no export. */
  readonly exported: boolean;
  /** Without the heading. */
  readonly lines: readonly MarkdownLine[];
}

const HEADING = /^ {0,3}##(?!#)(.*)$/;
const NAMES: readonly string[] = SECTIONS.map(({ name }) => name);

/**
 * The body cut at its `##` headings. What could move private text into a public section is refused: unknown or repeated
 * headings, text outside, a heading of ours inside a code block or comment, a block that never ends.
 *
 * Findings: `sec/unknown`, `sec/duplicate`, `sec/outside`, `sec/hidden-heading`, `sec/open-block`.
 */
export function splitSections(
  body: readonly string[],
  bodyLine: number,
): { sections: readonly Section[]; findings: readonly Finding[] } {
  const { lines, openedIn } = markdownLines(body, bodyLine);
  const sections: (Omit<Section, "lines"> & { lines: MarkdownLine[] })[] = [];
  const findings: Finding[] = [];
  for (const markdown of lines) {
    const heading = HEADING.exec(markdown.text)?.[1];
    const title = heading === undefined ? undefined : headingText(heading);
    const at = { line: markdown.line, column: 1 };
    if (title !== undefined && !markdown.code && !markdown.comment) {
      const rule = SECTIONS.find(({ name }) => name === title);
      if (!rule) findings.push(unknownHeading(title, at));
      else {
        if (sections.some(({ name }) => name === rule.name)) findings.push(repeated(rule.name, at));
        sections.push({ name: rule.name, exported: rule.exported, at, lines: [] });
      }
      continue;
    }
    if (title !== undefined && isSectionName(title)) findings.push(hiddenHeading(title, at));
    const section = sections.at(-1);
    if (section) section.lines.push(markdown);
    else if (markdown.visible?.trim()) findings.push(outside(at));
  }
  if (openedIn !== undefined) findings.push(openBlock({ line: openedIn, column: 1 }));
  return { sections, findings };
}

/** What readers of an export get of a section: without comments, trimmed; empty when nothing was written. */
export function visibleText(section: Section): string {
  return section.lines
    .flatMap(({ visible }) => visible ?? [])
    .join("\n")
    .replace(/^(?:[ \t]*\n)+/, "")
    .trimEnd();
}

/** The comment that the draft puts under a heading. */
export function promptComment(prompt: string): string {
  return `<!-- ${prompt} -->`;
}

/** Also with the end of a comment behind it. */
function isSectionName(title: string): boolean {
  const bare = title.split("-->", 1)[0]!.trimEnd().toLowerCase();
  return NAMES.some((name) => name.toLowerCase() === bare);
}

function unknownHeading(title: string, at: Place): Finding {
  const message = `"${escapeLine(title.slice(0, 80))}" is not a section of an advisory.${didYouMean(title, NAMES)}`;
  return shapeFinding("sec/unknown", at, message, `Sections: ${NAMES.join(", ")}. Use ### for headings of your own.`);
}

function repeated(name: string, at: Place): Finding {
  return shapeFinding(
    "sec/duplicate",
    at,
    `The section ${name} stands here twice.`,
    "Put both texts under one heading.",
  );
}

function outside(at: Place): Finding {
  return shapeFinding("sec/outside", at, "This text belongs to no section.", "Put it under one of the ## headings.");
}

function hiddenHeading(title: string, at: Place): Finding {
  const message = `The heading ${title} stands inside a code block or a comment, so it begins no section.`;
  return shapeFinding("sec/hidden-heading", at, message, "Close the block above it, or word this line differently.");
}

function openBlock(at: Place): Finding {
  return shapeFinding("sec/open-block", at, "This code block or comment never ends.", "Close it.");
}
