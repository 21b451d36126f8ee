import type { Ended } from "../../support/pushWith";
import type { Place } from "./place";
import type { Tool } from "./tools";

/** One way out, or one ordinary piece of work. It prepares, then does the thing; the answer is that of the thing. */
export type Go = (place: Place) => Promise<Ended>;

/**
 * What has to happen with Embargo.
 * `refused`: the guard refuses in its own words and nothing arrives. `stopped`: nothing arrives, whoever says no.
 * `open`: it cannot be stopped, and really leaks. `ordinary`: it works, without a word of ours.
 */
export type Expected = "refused" | "stopped" | "open" | "ordinary";

export interface Route {
  readonly expected: Expected;
  readonly go: Go;
  /** Why it cannot be stopped, or what is remarkable about it. */
  readonly note?: string;
  /** Without Embargo nothing leaks this way either: git itself or the way it starts prevents it. */
  readonly safeAnyway?: boolean;
  /** Skipped, with a word, where this is not to be had. */
  readonly needs?: Tool;
  /** Ordinary work that ends with a push: the commit on `main` must be on the remote afterwards. */
  readonly sends?: boolean;
}

/** Routes by their id and name. */
export type Routes = Readonly<Record<string, Route>>;

type More = Partial<Omit<Route, "expected" | "go">>;

export const refused = (go: Go, more: More = {}): Route => ({ expected: "refused", go, ...more });
export const stopped = (go: Go, more: More = {}): Route => ({ expected: "stopped", go, ...more });
export const open = (note: string, go: Go, more: More = {}): Route => ({ expected: "open", go, note, ...more });
/** Ends with a push of the commit on `main`. */
export const sends = (go: Go, more: More = {}): Route => ({ expected: "ordinary", go, sends: true, ...more });
export const works = (go: Go, more: More = {}): Route => ({ expected: "ordinary", go, ...more });
