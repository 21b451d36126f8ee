import { parseAdvisory, type Advisory } from "../../model/advisory/advisory";
import { labelOf, scoreOf } from "../../model/advisory/cvssScore";
import type { SeverityLabel } from "../../model/advisory/frontMatter";
import type { Finding } from "../../model/advisory/finding";
import { vectorOf, writtenRatings, type Rating, type WrittenRating } from "../../model/advisory/rating";
import { EmbargoError } from "../../model/errors";
import { YamlEdit } from "./yamlEdit";

/** What an advisory says of its severity. */
export interface WrittenSeverity {
  readonly ratings: readonly WrittenRating[];
  readonly label: SeverityLabel | undefined;
  /** Whether somebody wrote why the label is what it is. */
  readonly reasoned: boolean;
}

/** A rating put beside what the advisory says. */
export interface LabelAdvice {
  /** The word for the score of the rating; absent for one that is not whole, and for a score of 0. */
  readonly label?: SeverityLabel;
  /** What the label in the advisory is, when neither this rating nor one of another version comes to it. */
  readonly differsFrom?: SeverityLabel;
}

/**
 * The vectors and the label of an advisory.
 *
 * @throws EmbargoError `advisory-invalid` when its front matter cannot be read
 */
export async function readSeverity(text: string): Promise<WrittenSeverity> {
  const { severity } = await readable(text);
  const { cvss, label, rationale } = severity;
  return { ratings: writtenRatings(cvss), label, reasoned: rationale !== undefined };
}

/**
 * The vectors of an advisory, right or wrong, in its order.
 *
 * @throws EmbargoError `advisory-invalid` when its front matter cannot be read
 */
export async function readVectors(text: string): Promise<readonly string[]> {
  return (await readable(text)).severity.cvss;
}

/** Which label goes with a rating, and whether the advisory has another one without saying why. */
export function adviseLabel(rating: Rating, { ratings, label, reasoned }: WrittenSeverity): LabelAdvice {
  const word = labelFor(vectorOf(rating));
  if (word === undefined) return {};
  const others = ratings.filter(({ version }) => version !== rating.version).map(({ vector }) => labelFor(vector));
  const fits = label === undefined || reasoned || label === word || others.includes(label);
  return { label: word, ...(fits ? {} : { differsFrom: label }) };
}

/**
 * The advisory with this rating in place of the vector of its version, or behind the other vectors; with `label` that one,
 * too. Nothing else of the text is touched.
 *
 * @param rating - a whole one
 * @throws EmbargoError `advisory-invalid` when the front matter cannot be read, or is written in a way that cannot be changed
 */
export async function writeRating(text: string, rating: Rating, label?: SeverityLabel): Promise<string> {
  const before = await readable(text);
  const vector = vectorOf(rating);
  const { cvss } = before.severity;
  const same = writtenRatings(cvss).find(({ version }) => version === rating.version);
  const edit = await YamlEdit.open(text);
  const root = edit.map();
  if (!root) throw notWritable();
  const severity = edit.map("severity");
  if (!severity || severity.items.length === 0) {
    edit.setMap(root, "severity", { ...(label && { label }), cvss: `[${vector}]` }, ["disclosure", "aliases", "title"]);
  } else {
    if (!same) edit.addItem(severity, "cvss", vector, ["label"]);
    else if (same.vector !== vector) edit.replaceItem(severity, "cvss", same.vector, vector);
    if (label) edit.setScalar(severity, "label", label);
  }
  const fresh = edit.result();
  const wanted = same ? cvss.map((one, index) => (index === same.index ? vector : one)) : [...cvss, vector];
  // An edit that does not read back as exactly this is never written.
  const after = await parseAdvisory(fresh);
  const expected = { ...before.severity, cvss: wanted, ...(label && { label }) };
  if (said(after) !== said({ ...before, severity: expected })) throw notWritable();
  return fresh;
}

function labelFor(vector: string): SeverityLabel | undefined {
  const score = scoreOf(vector);
  return score && labelOf(score.band);
}

/** What the front matter says, and what is wrong with it, wherever it stands. */
function said({ findings, sections: _sections, ...frontMatter }: Advisory): string {
  const wrong = findings.filter(({ rule }) => rule.startsWith("fm/"));
  return JSON.stringify([frontMatter, wrong.map(({ rule, message }) => [rule, message])]);
}

/** Mistakes in single values leave the others readable. */
const OF_VALUES: ReadonlySet<string> = new Set(["fm/type", "fm/unknown-key"]);

async function readable(text: string): Promise<Advisory> {
  const advisory = await parseAdvisory(text);
  const unread = advisory.findings.find(({ rule }) => rule.startsWith("fm/") && !OF_VALUES.has(rule));
  if (unread) throw unreadable(unread);
  return advisory;
}

function unreadable({ rule, line }: Finding): EmbargoError {
  return new EmbargoError(
    "advisory-invalid",
    `The front matter of the advisory cannot be read from line ${line} on (${rule}).`,
    "Correct that line first; the lint of the advisory says what is wrong with it.",
  );
}

function notWritable(): EmbargoError {
  return new EmbargoError(
    "advisory-invalid",
    "The severity of the advisory is written in a way that cannot be changed without touching more than it.",
    "Nothing was written. Write the vector by hand, as an entry of cvss under severity.",
  );
}
