import { nearest } from "../nearest";
import { promptComment, SECTIONS, splitSections, type Section } from "../sections";
import { inserted, withoutLines, type Fix, type Maker } from "./fix";

const NAMES: readonly string[] = SECTIONS.map(({ name }) => name);

/** Findings about the `##` sections. */
export const sectionFixes: Readonly<Record<string, Maker>> = {
  "sec/missing": (lines, { message }) => {
    const index = SECTIONS.findIndex(({ name }) => message === `The section ${name} is missing.`);
    const section = SECTIONS[index];
    if (!section || isOpen(lines)) return [];
    const later = SECTIONS.slice(index + 1).map(({ name }): string => name);
    const next = sectionsOf(lines).find(({ name }) => later.includes(name));
    const heading = `## ${section.name}\n\n${promptComment(section.prompt)}\n\n`;
    const title = `Insert the section ${section.name}`;
    if (next) return [inserted(title, next.at, heading)];
    const end = { line: lines.length, column: lines.at(-1)!.length + 1 };
    return [inserted(title, end, `${end.column > 1 ? "\n" : ""}\n${heading.trimEnd()}\n`)];
  },
  "sec/order": (lines) => {
    const sections = sectionsOf(lines);
    const [first] = sections;
    if (!first) return [];
    const blocks = sections.map(({ name, at }, index) => {
      const text = lines.slice(at.line - 1, sections[index + 1] ? sections[index + 1]!.at.line - 1 : undefined);
      return { name, text: `${text.join("\n").trimEnd()}\n` };
    });
    const sorted = blocks.sort((a, b) => NAMES.indexOf(a.name) - NAMES.indexOf(b.name));
    const end = { line: lines.length, column: lines.at(-1)!.length + 1 };
    return [{ title: "Put the sections in order", at: first.at, end, text: sorted.map(({ text }) => text).join("\n") }];
  },
  "sec/unwritten": (lines, finding) => {
    const section = sectionsOf(lines).find(({ at }) => at.line === finding.line);
    if (!section) return [];
    const isExpected = SECTIONS.find(({ name }) => name === section.name)?.expected;
    if (section.name === "Workarounds") return [answered(section, "No workaround is known.")];
    if (isExpected) return [];
    return [
      withoutLines(`Remove the section ${section.name}`, finding.line, section.lines.at(-1)?.line ?? finding.line),
    ];
  },
  "sec/unknown": (lines, { line }) => {
    const written = lines[line - 1] ?? "";
    const title = written.replace(/^ *##[ \t]*/, "").trim();
    const near = nearest(title, NAMES);
    const whole = { at: { line, column: 1 }, end: { line, column: written.length + 1 } };
    if (near !== undefined) return [{ ...whole, title: `Write ${near}`, text: `## ${near}` }];
    const above = sectionsOf(lines.slice(0, line - 1)).at(-1);
    if (!above) return [];
    return [{ ...whole, title: `Make it a heading inside ${above.name}`, text: `### ${title}` }];
  },
  "sec/template-leftover": (lines, { line }) => {
    const isPrompt = SECTIONS.some(({ prompt }) => promptComment(prompt) === lines[line - 1]?.trim());
    if (!isPrompt) return [];
    return [withoutLines("Remove the question", line, lines[line]?.trim() === "" ? line + 1 : line)];
  },
  "leak/internal-section": (lines, finding) => {
    const words = (lines[finding.line - 1] ?? "").toLowerCase();
    const name = SECTIONS.find(
      (rule) => !rule.exported && words.replace(/\s+/g, " ").includes(rule.name.toLowerCase()),
    );
    return name ? keptPrivate(lines, finding.line, name.name) : [];
  },
  "leak/poc": (lines, { line }) => keptPrivate(lines, line, "Proof of concept"),
};

function sectionsOf(lines: readonly string[]): readonly Section[] {
  const end = lines.indexOf("---", 1);
  return end < 0 ? [] : splitSections(lines.slice(end + 1), end + 2).sections;
}

/** Whether a code block or comment never ends: what is added below it would be part of it. */
function isOpen(lines: readonly string[]): boolean {
  const end = lines.indexOf("---", 1);
  return splitSections(lines.slice(end + 1), end + 2).findings.some(({ rule }) => rule === "sec/open-block");
}

/** Puts a sentence where the question of the draft is, or below the heading. */
function answered({ at, lines }: Section, sentence: string): Fix {
  const title = `Write: ${sentence}`;
  const prompt = lines.find(({ text }) => /^<!--.*-->$/.test(text.trim()));
  if (!prompt) return inserted(title, { line: at.line + 1, column: 1 }, `\n${sentence}\n`);
  const { line, text } = prompt;
  return { title, at: { line, column: 1 }, end: { line, column: text.length + 1 }, text: sentence };
}

/** Makes a heading that of a private section, if there is none yet: what stands below it stays here. */
function keptPrivate(lines: readonly string[], line: number, name: string): Fix[] {
  if (sectionsOf(lines).some((section) => section.name === name)) return [];
  const title = `Make it the private section ${name}`;
  return [{ title, at: { line, column: 1 }, end: { line, column: lines[line - 1]!.length + 1 }, text: `## ${name}` }];
}
