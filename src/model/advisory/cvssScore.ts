import { Cvss2, Cvss3P0, Cvss3P1, Cvss4P0 } from "ae-cvss-calculator";
import { cvssProblem, cvssVersion } from "./cvss";
import type { SeverityLabel } from "./frontMatter";

/** The words of the rating scale (CVSS 3.1 and 4.0 specifications, section 5 and 6). */
export type CvssBand = "none" | "low" | "medium" | "high" | "critical";

/** A score as it is shown beside its vector. */
export interface CvssScore {
  /** 0.0 to 10.0, one decimal. */
  readonly score: number;
  readonly band: CvssBand;
  /** Of the base metrics alone; what CVE and CSAF call baseScore. */
  readonly baseScore: number;
  readonly baseBand: CvssBand;
}

const CALCULATORS = { "2.0": Cvss2, "3.0": Cvss3P0, "3.1": Cvss3P1, "4.0": Cvss4P0 } as const;

/** While an advisory is typed, the same vectors are scored again at each pause. */
const scored = new Map<string, CvssScore | undefined>();
const MOST_SCORED = 100;

/** The score of a vector, computed as FIRST does; `undefined` when the vector is not in order. */
export function scoreOf(vector: string): CvssScore | undefined {
  if (scored.has(vector)) return scored.get(vector);
  const score = compute(vector);
  if (scored.size >= MOST_SCORED) scored.clear();
  scored.set(vector, score);
  return score;
}

/** The word for a band in `severity.label`; `undefined` for a score of 0, which has none. */
export function labelOf(band: CvssBand): SeverityLabel | undefined {
  if (band === "none") return undefined;
  return band === "medium" ? "moderate" : band;
}

function compute(vector: string): CvssScore | undefined {
  const version = cvssVersion(vector);
  if (cvssProblem(vector) !== undefined || version === undefined) return undefined;
  const { overall, base } = new CALCULATORS[version](vector).calculateScores();
  const score = round(overall);
  // In 4.0 there is one score, of all metrics that the vector holds.
  const baseScore = version === "4.0" ? score : round(base ?? overall);
  return { score, band: bandOf(score), baseScore, baseBand: bandOf(baseScore) };
}

function round(score: number): number {
  return Number(score.toFixed(1));
}

function bandOf(score: number): CvssBand {
  if (score === 0) return "none";
  if (score < 4) return "low";
  if (score < 7) return "medium";
  return score < 9 ? "high" : "critical";
}
