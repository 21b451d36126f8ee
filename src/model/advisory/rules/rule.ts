import type { Advisory } from "../advisory";
import type { ProjectConfig } from "../../projectConfig";
import type { CweCatalog } from "../cweCatalog";
import type { Finding, Place } from "../finding";
import type { RepositoryFacts } from "../repositoryFacts";
import { visibleText, type Section } from "../sections";

/** One thing the lint looks for. */
export interface Rule {
  /** `group/name`. */
  readonly id: string;
  readonly severity: Finding["severity"];
  /** Where it weighs more once the advisory is about to be published. */
  readonly publishSeverity?: Finding["severity"];
  /** `always`, or only when the advisory is about to be published or exported. */
  readonly phase: "always" | "publish";
  /** What goes wrong otherwise, one sentence. */
  readonly why: string;
  /** Who asks for it. */
  readonly source: string;
  /** True when an export would give away a secret or be malformed. */
  readonly stopsExport?: boolean;
  /** What to do about it. */
  readonly hint: string;
  readonly check: (advisory: Advisory, context: LintContext) => Iterable<Problem>;
}

/** What rules know besides the advisory. */
export interface LintContext {
  readonly now: Date;
  readonly cwe: CweCatalog;
  /** What the project says of itself; absent when no project was asked. */
  readonly project?: ProjectConfig;
  /** What the repository says; absent when nobody looked into one. */
  readonly repository?: RepositoryFacts;
  /** Addresses of private remotes; absent when no case was asked. */
  readonly privateUrls?: readonly string[];
  /** Ids that other advisories carry, in upper case; absent when nobody looked at others. */
  readonly elsewhere?: ReadonlySet<string>;
}

/** One place where a rule is broken. */
export interface Problem {
  readonly at: Place;
  readonly message: string;
}

/** A line that a reader of an export would see, code included. */
export interface PublicLine {
  readonly text: string;
  readonly code: boolean;
  readonly at: Place;
}

/** Every line of the exported sections, without comments. */
export function publicLines(advisory: Advisory): readonly PublicLine[] {
  return once(linesOf, advisory, readPublicLines);
}

/** Every public line, and the one-line texts of the front matter that exports carry. */
export function publicTexts(advisory: Advisory): readonly PublicLine[] {
  return once(textsOf, advisory, readPublicTexts);
}

/** A dozen rules read the same lines. */
const linesOf = new WeakMap<Advisory, readonly PublicLine[]>();
const textsOf = new WeakMap<Advisory, readonly PublicLine[]>();

function once<T>(known: WeakMap<Advisory, T>, advisory: Advisory, read: (advisory: Advisory) => T): T {
  const found = known.get(advisory) ?? read(advisory);
  known.set(advisory, found);
  return found;
}

function readPublicLines({ sections }: Advisory): PublicLine[] {
  return sections
    .filter(({ exported }) => exported)
    .flatMap(({ lines }) => lines)
    .flatMap(({ line, visible, code }) =>
      visible === undefined ? [] : [{ text: visible, code, at: { line, column: 1 } }],
    );
}

function readPublicTexts(advisory: Advisory): PublicLine[] {
  const { placeOf } = advisory;
  const field = (text: string | undefined, path: string): PublicLine[] =>
    (text ?? "").split("\n").map((part) => ({ text: part, code: false, at: placeOf(path) }));
  return [
    ...field(advisory.title, "title"),
    ...field(advisory.severity.rationale, "severity.rationale"),
    ...field(advisory.withdrawn.reason, "withdrawn.reason"),
    ...field(advisory.breaking.what, "breaking.what"),
    ...field(advisory.breaking.why, "breaking.why"),
    ...advisory.packages.flatMap(({ repo, vendor, product, symbols, files, platforms, affected }, index) => [
      ...field(repo, `packages.${index}.repo`),
      ...field(vendor, `packages.${index}.vendor`),
      ...field(product, `packages.${index}.product`),
      ...Object.entries({ symbols, files, platforms }).flatMap(([key, texts]) =>
        texts.flatMap((text, nth) => field(text, `packages.${index}.${key}.${nth}`)),
      ),
      ...affected.flatMap(({ note }, nth) => field(note, `packages.${index}.affected.${nth}.note`)),
    ]),
    ...advisory.references.flatMap(({ url, title }, index) => [
      ...field(url, `references.${index}.url`),
      ...field(title, `references.${index}.title`),
    ]),
    ...advisory.timeline.flatMap(({ text }, index) => field(text, `timeline.${index}.text`)),
    ...publicLines(advisory),
  ];
}

/** A problem wherever `pattern` is found in one of `lines`; the message is made from what was found. */
export function* findIn(
  lines: readonly PublicLine[],
  pattern: RegExp,
  message: (found: string) => string,
): Generator<Problem> {
  for (const { text, at } of lines) {
    const match = pattern.exec(text);
    if (match) yield { at: { line: at.line, column: at.column + match.index }, message: message(match[0]) };
  }
}

/** The section's place and what a reader sees of it; `undefined` when the advisory has no such section. */
export function sectionText({ sections }: Advisory, name: Section["name"]): { at: Place; text: string } | undefined {
  const section = sections.find((candidate) => candidate.name === name);
  return section && { at: section.at, text: visibleText(section) };
}
