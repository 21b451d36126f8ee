import { cvssVersion } from "../../model/advisory/cvss";
import { scoreOf } from "../../model/advisory/cvssScore";
import {
  missingMetrics,
  RATED_VERSIONS,
  vectorOf,
  type Choices,
  type RatedVersion,
  type Rating,
  type WrittenRating,
} from "../../model/advisory/rating";
import { adviseLabel, type WrittenSeverity } from "../../stages/advise/rate";

/** What a person chose so far, for each version. */
export interface SeverityForm {
  readonly version: RatedVersion;
  readonly choices: Readonly<Record<RatedVersion, Choices>>;
}

/** What the form of a severity shows; media/severity.js puts it in its places. */
export interface SeverityState {
  readonly texts: Readonly<Record<"score" | "vector" | "state" | "labelWords", string>>;
  readonly offersLabel: boolean;
  readonly withLabel: boolean;
  readonly canWrite: boolean;
  /** Whether the form says something else than the advisory, for either version. */
  readonly differs: boolean;
}

/** The form as the advisory has it; a version that it has none of is empty. */
export function formOf({ ratings }: WrittenSeverity, version?: RatedVersion): SeverityForm {
  const of = (wanted: RatedVersion) => ratings.find((rating) => rating.version === wanted)?.choices ?? {};
  return { version: version ?? ratings.at(-1)?.version ?? "3.1", choices: { "3.1": of("3.1"), "4.0": of("4.0") } };
}

/** The rating of the version in front. */
export function ratingOf({ version, choices }: SeverityForm): Rating {
  return { version, choices: choices[version] };
}

/**
 * The form in words.
 *
 * @param written - what the advisory says, or in a sentence why that cannot be read
 * @param withLabel - whether the person wants the label changed, too; `undefined` while they did not say
 */
export function severityState(
  form: SeverityForm,
  written: WrittenSeverity | string,
  withLabel: boolean | undefined,
): SeverityState {
  const rating = ratingOf(form);
  const vector = vectorOf(rating);
  const score = scoreOf(vector);
  const shown = score ? scoreWords(vector) : unfinished(missingMetrics(rating));
  if (typeof written === "string") {
    const texts = { score: shown, vector, state: written, labelWords: "" };
    return { texts, offersLabel: false, withLabel: false, canWrite: false, differs: false };
  }
  const there = written.ratings.find(({ version }) => version === form.version);
  const { label, differsFrom } = adviseLabel(rating, written);
  const offersLabel = label !== undefined && label !== written.label;
  const setsLabel = offersLabel && (withLabel ?? (written.label === undefined || differsFrom !== undefined));
  const now = written.label === undefined ? "it has none" : `now ${written.label}`;
  return {
    texts: {
      score: shown,
      vector,
      state: stateWords(rating, there),
      labelWords: offersLabel ? `Set the label to ${label}, too (${now})` : "",
    },
    offersLabel,
    withLabel: setsLabel,
    canWrite: score !== undefined && (setsLabel || !there || !isSame(rating, there)),
    differs: RATED_VERSIONS.some(
      (version) => vectorOf(ratingOf({ ...form, version })) !== vectorOf(ratingOf(formOf(written, version))),
    ),
  };
}

/** The score of a whole vector: `7.5 high`, with the base score where it is another one. */
function scoreWords(vector: string): string {
  const { score, band, baseScore } = scoreOf(vector)!;
  return `${score.toFixed(1)} ${band}${baseScore === score ? "" : ` (base score ${baseScore.toFixed(1)})`}`;
}

function unfinished(missing: readonly string[]): string {
  return `No score yet: ${missing.length} base metric${missing.length === 1 ? " is" : "s are"} open`;
}

function stateWords(rating: Rating, there: WrittenRating | undefined): string {
  const missing = missingMetrics(rating);
  const open = missing.length > 0 ? `Still to choose: ${firstOf(missing)}. ` : "";
  if (!there) return `${open}The advisory has no vector of CVSS ${rating.version}.`;
  if (there.problem !== undefined) return `${open}The vector in the advisory is not whole: ${there.problem}.`;
  if (isSame(rating, there)) return "The advisory says the same.";
  const as = cvssVersion(there.vector) === rating.version ? "" : ", in a vector of CVSS 3.0";
  return `${open}The advisory says ${scoreWords(there.vector)}${as}.`;
}

function firstOf(names: readonly string[]): string {
  if (names.length <= MOST_NAMED) return names.join(", ");
  return `${names.slice(0, MOST_NAMED).join(", ")} and ${names.length - MOST_NAMED} more`;
}

/** As many as one line holds. */
const MOST_NAMED = 3;

/** Whether a vector says the same, in whatever order. */
function isSame(rating: Rating, { vector, version, choices, problem }: WrittenRating): boolean {
  if (problem !== undefined || cvssVersion(vector) !== rating.version) return false;
  return vectorOf({ version, choices }) === vectorOf(rating);
}
