/** One thing that will happen, said before it happens. */
export interface Step {
  /** Stable name within its plan, for the case file and tests. */
  readonly id: string;
  /** What a person reads: one sentence without a full stop. */
  readonly sentence: string;
  /** The exact command or file; shown on request and by `--dry-run`. */
  readonly detail?: string;
  readonly reversible: boolean;
}

/** Facts turned into steps; `--dry-run` prints it, `run` does exactly it. */
export interface Plan {
  readonly title: string;
  readonly steps: readonly Step[];
  /** What the person should know before saying yes: warnings first. */
  readonly notes: readonly string[];
}

/** How a run tells its face where it is, and how the face stops it. */
export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Called before each step. */
  readonly onStep?: (step: Step) => void;
}
