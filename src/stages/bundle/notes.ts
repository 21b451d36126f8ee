import type { SinceLast } from "./sinceLast";

/** What the maker tells the readers of a version beside the patches. */
export interface NotesWishes {
  /** What to test or look at. */
  readonly test?: string;
  /** Questions besides those that are always asked. */
  readonly questions?: readonly string[];
  /** Whether the reader is asked how to credit them; by default when somebody reported the flaw. */
  readonly askCredit?: boolean;
}

/** All that readers are told and asked, ready to be written. */
export interface Notes {
  readonly sinceLast?: SinceLast;
  readonly test?: string;
  readonly questions: readonly string[];
  /** What the case's own `notes.md` says besides. */
  readonly more?: string;
}

const ALWAYS = ["Does this fix what you reported?", "Does it break anything that you can see?"];
const CREDIT = "How shall we credit you: by name (which?), anonymous, or none?";

/** The questions of a version, in their order. */
export function questionsOf({ questions = [], askCredit = true }: NotesWishes): string[] {
  const own = questions.map((question) => question.trim()).filter(Boolean);
  return [...ALWAYS, ...own, ...(askCredit ? [CREDIT] : [])];
}

/** `notes.md`: what the editor shows beside the changes. */
export function writeNotes({ sinceLast, test, questions, more }: Notes): string {
  const sections = [
    sinceLast && [`## What changed since version ${sinceLast.version}`, ...sinceLines(sinceLast)],
    test && ["## What to test", test.trim()],
    ["## We ask", ...questions.map((question) => `- ${question}`)],
    more?.trim() && [more.trim()],
  ];
  const text = sections.flatMap((lines) => (lines ? [[lines[0], "", ...lines.slice(1)].join("\n").trim()] : []));
  return `${text.join("\n\n")}\n`;
}

/** The same for `README.txt`, which must do without the editor. */
export function notesForReadme({ sinceLast, test, questions }: Notes): string {
  const sections = [
    sinceLast && [`Since version ${sinceLast.version}:`, ...indented(sinceLines(sinceLast))],
    test && ["What to test:", ...indented(test.trim().split("\n"))],
    ["We ask:", ...indented(questions.map((question) => `- ${question}`))],
  ];
  return sections.flatMap((lines) => (lines ? [lines.join("\n")] : [])).join("\n\n");
}

function sinceLines({ branches }: SinceLast): string[] {
  return branches.flatMap(({ name, summary, commits }) => [
    `- ${name}: ${summary}`,
    ...commits.map((commit) => `  - ${commit}`),
  ]);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`.trimEnd());
}
