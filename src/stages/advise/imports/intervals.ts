import type { Interval } from "../../../model/advisory/intervals";
import { compareVersions, type VersionScheme } from "../../../model/advisory/versions/versionScheme";

/** One event of an OSV range (OSV schema 1.7, affected.ranges.events). */
export interface OsvEvent {
  readonly introduced?: string;
  readonly fixed?: string;
  readonly last_affected?: string;
}

/**
 * The intervals that OSV's evaluation gives for events in whatever order: sorted by version, an event that changes nothing
 * is passed over. Versions that cannot be ordered stay in the order of the record.
 */
export function intervalsOf(events: readonly OsvEvent[], scheme: VersionScheme): Interval[] {
  const intervals: Interval[] = [];
  let from: string | undefined;
  for (const { introduced, fixed, last_affected: through } of ordered(events, scheme)) {
    if (introduced !== undefined) from ??= introduced;
    else if (from !== undefined && fixed !== undefined) {
      intervals.push({ from, fixed });
      from = undefined;
    } else if (from !== undefined && through !== undefined) {
      intervals.push({ from, through });
      from = undefined;
    }
  }
  return from === undefined ? intervals : [...intervals, { from }];
}

/**
 * A range of GitHub's advisories: `>= 2.1.0, < 2.6.0`, `= 1.0`; `undefined` when it is none.
 *
 * @returns a single version in place of a range for `=`; `exclusive` when it began with `>`, which no other format knows
 */
export function readRangeText(
  text: string,
): { readonly interval?: Interval; readonly version?: string; readonly exclusive?: boolean } | undefined {
  const parts = text.split(",").map((part) => /^\s*(=|<=|>=|<|>)\s*([^\s,<>=]+)\s*$/.exec(part));
  const of = (operator: string) => parts.find((part) => part?.[1] === operator)?.[2];
  const known = parts.every((part) => part !== null) && new Set(parts.map((part) => part[1])).size === parts.length;
  if (!known || parts.length === 0 || parts.length > 2) return undefined;
  const version = of("=");
  if (version !== undefined) return parts.length === 1 ? { version } : undefined;
  const [from, fixed, through] = [of(">=") ?? of(">") ?? "0", of("<"), of("<=")];
  if (fixed !== undefined && through !== undefined) return undefined;
  const end = fixed !== undefined ? { fixed } : through !== undefined ? { through } : {};
  return { interval: { from, ...end }, ...(of(">") === undefined ? {} : { exclusive: true }) };
}

function ordered(events: readonly OsvEvent[], scheme: VersionScheme): readonly OsvEvent[] {
  const versionOf = ({ introduced, fixed, last_affected: through }: OsvEvent) => introduced ?? fixed ?? through ?? "0";
  const versions = events.map(versionOf);
  if (versions.some((version) => compareVersions(scheme, version, "0") === undefined)) return events;
  if (versions.some((version) => version !== "0" && !scheme.isVersion(version))) return events;
  return [...events].sort((a, b) => compareVersions(scheme, versionOf(a), versionOf(b)) ?? 0);
}
