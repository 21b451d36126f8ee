import { cvssMetrics, cvssProblem, cvssVersion } from "./cvss";
import { metricWords } from "./cvssWords";

/** The versions in which a severity is rated; older ones are only read. */
export const RATED_VERSIONS = ["3.1", "4.0"] as const;
export type RatedVersion = (typeof RATED_VERSIONS)[number];

/** What was chosen so far, `{ AV: "N" }`; a metric that is not defined is absent. */
export type Choices = Readonly<Record<string, string>>;

/** A rating of one version, whole or not. */
export interface Rating {
  readonly version: RatedVersion;
  readonly choices: Choices;
}

/** A rating that stands in an advisory. */
export interface WrittenRating extends Rating {
  /** Its position in `severity.cvss`. */
  readonly index: number;
  readonly vector: string;
  /** Why it is no whole vector, as the end of a sentence; absent when it is one. */
  readonly problem?: string;
}

/** A pasted vector: its rating, or why it is none, in sentences. */
export type Pasted = { readonly rating: Rating } | { readonly refusal: string };

/** Reads a vector that somebody pasted; one of 3.0 counts as 3.1, whose metrics are the same. Nothing is guessed. */
export function readPasted(text: string): Pasted {
  const vector = text.trim();
  if (vector === "") return { refusal: "Paste a vector first, such as CVSS:3.1/AV:N/…" };
  if (cvssVersion(vector) === "2.0") return { refusal: "This is a vector of CVSS 2. Rate it anew in 3.1 or 4.0." };
  const problem = cvssProblem(vector);
  const version = ratedVersion(vector);
  if (problem !== undefined || !version) return { refusal: `This is no CVSS vector: ${problem}.` };
  return { rating: { version, choices: choicesIn(version, cvssMetrics(vector)) } };
}

/** The ratings in `severity.cvss`, one for each version: a vector of 3.1 before one of 3.0, else the first. */
export function writtenRatings(cvss: readonly string[]): readonly WrittenRating[] {
  return RATED_VERSIONS.flatMap((version) => {
    const ofVersion = cvss.flatMap((vector, index) => (ratedVersion(vector) === version ? [{ vector, index }] : []));
    const found = ofVersion.find(({ vector }) => cvssVersion(vector) === version) ?? ofVersion[0];
    if (!found) return [];
    const problem = cvssProblem(found.vector);
    const choices = choicesIn(version, cvssMetrics(found.vector));
    return [{ ...found, version, choices, ...(problem === undefined ? {} : { problem }) }];
  });
}

/** Of pairs that may be anything, those that are metrics of a version with values of it. */
export function choicesIn(version: RatedVersion, pairs: Iterable<readonly [metric: string, value: unknown]>): Choices {
  const given = new Map(pairs);
  const sound = metricWords(version).flatMap(({ metric, values }) => {
    const value = given.get(metric);
    const isChosen = typeof value === "string" && value !== "X" && Object.hasOwn(values, value);
    return isChosen ? [[metric, value] as const] : [];
  });
  return Object.fromEntries(sound);
}

/** The vector of a rating as far as it goes, in the order of the specification. */
export function vectorOf({ version, choices }: Rating): string {
  const chosen = metricWords(version).filter(({ metric }) => Object.hasOwn(choices, metric));
  return [`CVSS:${version}`, ...chosen.map(({ metric }) => `${metric}:${choices[metric]}`)].join("/");
}

/** The names of the base metrics that are not chosen yet. */
export function missingMetrics({ version, choices }: Rating): string[] {
  const base = metricWords(version).filter(({ group }) => group === "base");
  return base.filter(({ metric }) => !Object.hasOwn(choices, metric)).map(({ name }) => name);
}

function ratedVersion(vector: string): RatedVersion | undefined {
  const version = cvssVersion(vector);
  return version === "3.0" ? "3.1" : RATED_VERSIONS.find((rated) => rated === version);
}
