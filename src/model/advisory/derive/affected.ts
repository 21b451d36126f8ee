import type { VersionScheme } from "../versions/versionScheme";
import { releaseLine } from "./releases";

/** What is known of one version. */
export interface VersionState {
  readonly version: string;
  /** Whether the commit that brought the flaw is in it; true for all while none was chosen. */
  readonly hasFlaw: boolean;
  /** Whether the whole fix is in it. */
  readonly hasFix: boolean;
  /** True for one that is not released yet. */
  readonly planned: boolean;
}

/** Affected versions from `from` on, up to but without `fixed`, up to and with `through`, or all later ones. */
export interface DerivedRange {
  /** `0` where nothing earlier is known to be without the flaw. */
  readonly from: string;
  readonly fixed?: string;
  readonly through?: string;
  /** True when `fixed` is not released yet. */
  readonly planned: boolean;
}

/** A release line with affected versions. */
export interface AffectedLine {
  /** `4.2` for 4.2.x. */
  readonly line: string;
  readonly first: string;
  readonly last: string;
  /** The smallest version of the line with the fix; absent when it has none. */
  readonly fixed?: string;
}

/** The versions in their registry's order, each once; a planned one gives way to a release of the same number. */
export function inOrder(states: readonly VersionState[], { compare }: VersionScheme): VersionState[] {
  const sorted = [...states].sort((a, b) => compare(a.version, b.version) || Number(a.planned) - Number(b.planned));
  return sorted.filter((state, index) => index === 0 || compare(sorted[index - 1]!.version, state.version) !== 0);
}

/**
 * The ranges that hold exactly the affected versions: one for each run of them in their order.
 *
 * @param states - as `inOrder` gives them
 */
export function affectedRanges(states: readonly VersionState[]): DerivedRange[] {
  const ranges: DerivedRange[] = [];
  let from: string | undefined;
  let last = "";
  for (const [index, state] of states.entries()) {
    if (isAffected(state)) {
      from ??= states.slice(0, index).some(({ hasFlaw, hasFix }) => !hasFlaw || hasFix) ? state.version : "0";
      last = state.version;
    } else if (from !== undefined) {
      const end = state.hasFix ? { fixed: state.version } : { through: last };
      ranges.push({ from, ...end, planned: state.hasFix && state.planned });
      from = undefined;
    }
  }
  return from === undefined ? ranges : [...ranges, { from, planned: false }];
}

/** The released versions that are affected. */
export function affectedVersions(states: readonly VersionState[]): string[] {
  return states.filter((state) => isAffected(state) && !state.planned).map(({ version }) => version);
}

/** Each release line that has affected versions, and where it is fixed. */
export function affectedLines(states: readonly VersionState[]): AffectedLine[] {
  const lines = new Map<string, VersionState[]>();
  for (const state of states) {
    const line = releaseLine(state.version);
    lines.set(line, [...(lines.get(line) ?? []), state]);
  }
  return [...lines].flatMap(([line, members]) => {
    const affected = members.filter(isAffected);
    const fixed = members.find(({ hasFix }) => hasFix)?.version;
    if (affected.length === 0) return [];
    const ends = { first: affected[0]!.version, last: affected.at(-1)!.version };
    return [{ line, ...ends, ...(fixed === undefined ? {} : { fixed }) }];
  });
}

/**
 * The version that comes after `newest` on its line, and is not in use: the last number counts up; `undefined` where the
 * scheme has no such step.
 */
export function nextVersion(newest: string, used: readonly string[], scheme: VersionScheme): string | undefined {
  const numbers = /^\d+(?:\.\d+)*$/.exec(newest)?.[0].split(".").map(BigInt);
  if (!numbers) return undefined;
  if (numbers.length < 3) numbers.push(0n);
  for (;;) {
    numbers[numbers.length - 1]! += 1n;
    const next = numbers.join(".");
    if (!scheme.isVersion(next)) return undefined;
    if (!used.some((version) => scheme.compare(version, next) === 0)) return next;
  }
}

function isAffected({ hasFlaw, hasFix }: VersionState): boolean {
  return hasFlaw && !hasFix;
}
