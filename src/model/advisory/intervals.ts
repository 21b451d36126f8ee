import { compareVersions, type VersionScheme } from "./versions/versionScheme";

/** Versions from `from` on, up to but without `fixed`, or up to and with `through`; without an end all later ones too. */
export interface Interval {
  readonly from?: string | undefined;
  readonly fixed?: string | undefined;
  readonly through?: string | undefined;
}

/** Whether a version is in one of the ranges; `undefined` when its order is not known. */
export function isAffected(
  version: string,
  intervals: readonly Interval[],
  scheme: VersionScheme,
): boolean | undefined {
  const answers = intervals.map(({ from = "0", fixed, through }) => {
    const start = compareVersions(scheme, from, version);
    const end = fixed ?? through;
    const stop = end === undefined ? -1 : compareVersions(scheme, version, end);
    if (start === undefined || stop === undefined) return undefined;
    return start <= 0 && (through === undefined || fixed !== undefined ? stop < 0 : stop <= 0);
  });
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}
