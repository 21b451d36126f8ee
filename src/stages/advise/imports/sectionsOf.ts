import { headingText, markdownLines } from "../../../model/advisory/markdownLines";
import { SECTIONS, type SectionName } from "../../../model/advisory/sections";
import type { ImportedSection, Source } from "./imported";

/** What others call our sections, in lower case. */
const NAMES: Readonly<Record<string, SectionName>> = {
  summary: "Summary",
  overview: "Summary",
  description: "Summary",
  impact: "Impact",
  "affected usage": "Affected usage",
  "am i affected?": "Affected usage",
  patches: "Patches",
  patch: "Patches",
  fix: "Patches",
  solution: "Patches",
  remediation: "Patches",
  workarounds: "Workarounds",
  workaround: "Workarounds",
  mitigation: "Workarounds",
  mitigations: "Workarounds",
  details: "Details",
  "technical details": "Details",
  detection: "Detection",
  poc: "Proof of concept",
  "proof of concept": "Proof of concept",
};

const HEADING = /^ {0,3}(#{1,6})[ \t](.*)$/;

/**
 * Somebody's Markdown as sections of ours: known headings become sections, others stay headings inside them, text before
 * the first one goes into `first`. Nothing in it can begin or end a section of its own.
 */
export function sectionsOf(source: Source, markdown: string, first: SectionName = "Summary"): ImportedSection[] {
  const texts = new Map<SectionName, string[]>();
  const add = (name: SectionName, line: string) => texts.set(name, [...(texts.get(name) ?? []), line]);
  let current = first;
  const clean = markdown.replace(/\r\n?/g, "\n").replace(CONTROL, " ").replace(/<!--/g, "&lt;!--");
  const { lines, openedIn } = markdownLines(clean.split("\n"), 1);
  for (const { text, code } of lines) {
    const [, marks = "", heading = ""] = (!code && HEADING.exec(text)) || [];
    const title = headingText(heading);
    const name = marks === "" ? undefined : NAMES[title.replace(/[:*_]/g, "").trim().toLowerCase()];
    if (name !== undefined) current = name;
    else if (marks !== "" && marks.length < 3) add(current, `### ${title}`);
    else add(current, code && isOurHeading(text) ? `    ${text}` : text);
  }
  if (openedIn !== undefined) add(current, closingFence(lines[openedIn - 1]!.text));
  if (texts.has("Proof of concept")) {
    source.note("A proof of concept was put under Proof of concept, which is never exported.");
  }
  return SECTIONS.flatMap(({ name }) => {
    const text = (texts.get(name) ?? []).join("\n").trim();
    return text === "" ? [] : [{ name, text }];
  });
}

/** C0 but tab and line feed, C1, lone surrogates, the replacement character: the file could not be read back with them. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]|\p{Cs}/gu;

/** One that the file's own check takes for a hidden heading. */
function isOurHeading(text: string): boolean {
  return /^ {0,3}##(?!#)/.test(text);
}

function closingFence(opening: string): string {
  return /^ {0,3}(`{3,}|~{3,})/.exec(opening)?.[1] ?? "```";
}
