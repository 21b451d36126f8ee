import { readFileSync } from "node:fs";

/** How many tests ended how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 };
export const ONE_PASSED: Counts = { ...NOTHING, passed: 1 };
export const ONE_FAILED: Counts = { ...NOTHING, failed: 1 };

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** What countingReporter.cjs wrote; undefined when the run ended before it could. */
export function readCounts(file: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Counts;
  } catch {
    return undefined;
  }
}
