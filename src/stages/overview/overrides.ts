import { readLog } from "../../tools/cases/log";
import type { CasePlaces } from "../../tools/home";

/** Pushes that a person let go on although the guard had stopped them: when, and whether it had refused or asked. */
export interface Override {
  readonly at: string;
  readonly past: "refusal" | "question";
}

/** The overrides of a case, oldest first, from its log. */
export async function readOverrides(places: CasePlaces): Promise<Override[]> {
  const entries = (await readLog(places)).filter(({ stage }) => stage === "guard");
  const found = entries.flatMap(({ at, event }): Override[] => {
    if (event === "pushed once") return [{ at, past: "refusal" }];
    return event === "pushed anyway" ? [{ at, past: "question" }] : [];
  });
  // One push is written once for each thing that was found in it.
  return found.filter(({ at, past }, index) => found[index - 1]?.at !== at || found[index - 1]?.past !== past);
}

/** One line for people; `undefined` when there was none. */
export function overridesSentence(overrides: readonly Override[]): string | undefined {
  const refused = overrides.filter(({ past }) => past === "refusal");
  const counted = refused.length > 0 ? refused : overrides;
  const last = counted.at(-1);
  if (!last) return undefined;
  const what = refused.length > 0 ? "the fix was pushed past the guard" : "a part of it may have been pushed";
  const often = counted.length > 1 ? `${counted.length} times, last on` : "on";
  return `${what} ${often} ${last.at.slice(0, 16).replace("T", " ")} UTC`;
}
