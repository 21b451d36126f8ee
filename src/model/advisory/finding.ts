import { counted } from "../counted";

/** Where something stands in `advisory.md`; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** `draft` while it is written; `publish` asks in addition for what a reader must not miss, and must not see. */
export type LintPhase = "draft" | "publish";

/** What the lint found at one place. */
export interface Finding extends Place {
  /** `group/name`, stable: `ver/order`. */
  readonly rule: string;
  /** An error makes `embargo advisory lint` exit with 1; a warning does so under `--strict`. */
  readonly severity: "error" | "warning" | "info";
  /** What is wrong, one sentence; quotes the advisory, so it is for the screen of the one who writes it. */
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
  /** What goes wrong otherwise, one sentence. */
  readonly why: string;
  /** Who asks for it. */
  readonly source: string;
  /** True when an export would give away a secret or break its format: it is stopped until this is solved. */
  readonly stopsExport: boolean;
}

const SHAPE = {
  why: "Programs read this file: what they do not understand would be lost, or end in the wrong hands.",
  source: "Embargo, docs/formats.md, section 6",
};

/** A finding about the shape of the file itself: always an error, always stops an export. */
export function shapeFinding(rule: string, place: Place, message: string, hint: string): Finding {
  return {
    rule,
    severity: "error",
    message,
    hint,
    ...SHAPE,
    stopsExport: true,
    line: place.line,
    column: place.column,
  };
}

/** `2 errors, 1 note`, the heaviest first; empty without findings. */
export function findingsInWords(findings: readonly Pick<Finding, "severity">[]): string {
  const words = { error: "error", warning: "warning", info: "note" } as const;
  const counts = SEVERITIES.map(
    (severity) => [findings.filter((finding) => finding.severity === severity).length, words[severity]] as const,
  );
  return counts.flatMap(([count, noun]) => (count > 0 ? [counted(count, noun)] : [])).join(", ");
}

/** The heaviest first. */
export const SEVERITIES = ["error", "warning", "info"] as const satisfies readonly Finding["severity"][];
