import { EmbargoError } from "../../../../src/model/errors";
import { Dice, mutate } from "./mutate";
import { makeTargets, type Target } from "./targets";

/** What a run of the fuzzer found. */
export interface FuzzResult {
  readonly mutations: number;
  /** Refusals by their code. */
  readonly codes: Readonly<Record<string, number>>;
  /** Read without a refusal, and rightly: the same contents, or a file that keeps every rule. */
  readonly harmless: number;
  /** What must not be: another content accepted, an error that is none of ours, a reader that took too long. */
  readonly failures: readonly string[];
  /** MiB; the most that the process had in memory. */
  readonly peakMiB: number;
}

/** Codes that say something of this machine or of us, never of a file. */
const NOT_ABOUT_FILES = [
  "internal",
  "git-missing",
  "git-failed",
  "home-unwritable",
  "disk-full",
  "case-damaged",
  "usage",
];
const SLOW_MS = 30_000;

/** Changes true files at random and reads them, until so many were read or the time is over. */
export async function fuzz(most: number, mostMs: number, seed: number): Promise<FuzzResult> {
  const { targets, cleanup } = await makeTargets();
  const dice = new Dice(seed);
  const wheel = targets.flatMap((target) => Array<Target>(Math.max(1, Math.round(target.weight * 5))).fill(target));
  const codes: Record<string, number> = {};
  const failures: string[] = [];
  const end = Date.now() + mostMs;
  let harmless = 0;
  let mutations = 0;
  let peakMiB = 0;
  try {
    for (; mutations < most && Date.now() < end; mutations += 1) {
      const target = dice.pick(wheel);
      const bytes = mutate(target.sample, dice);
      const start = Date.now();
      try {
        const wrong = await target.read(bytes);
        if (wrong === undefined) harmless += 1;
        else failures.push(`${target.name}: ${wrong} (seed ${seed}, mutation ${mutations})`);
      } catch (error) {
        const code = error instanceof EmbargoError ? error.code : "internal";
        codes[code] = (codes[code] ?? 0) + 1;
        if (NOT_ABOUT_FILES.includes(code)) {
          failures.push(`${target.name}: ${String(error)} (seed ${seed}, mutation ${mutations})`);
        }
      }
      if (Date.now() - start > SLOW_MS) failures.push(`${target.name}: slow (seed ${seed}, mutation ${mutations})`);
      if (mutations % 64 === 0) peakMiB = Math.max(peakMiB, Math.round(process.memoryUsage.rss() / 2 ** 20));
    }
  } finally {
    cleanup();
  }
  return { mutations, codes, harmless, failures, peakMiB };
}
