import type { AffectedInterval } from "../../../model/advisory/frontMatter";

/** A range in words: `from 2.1.0 before 2.6.0 (fixed in 2.6.0)`. */
export function intervalText({ from = "0", fixed, through, open }: AffectedInterval): string {
  const start = from === "0" ? "" : `from ${from} `;
  const end = fixed
    ? `before ${fixed} (fixed in ${fixed})`
    : through
      ? `up to and including ${through}`
      : open
        ? `${from === "0" ? "all versions" : "and later"}; no fix is planned`
        : from === "0"
          ? "all versions; no fixed version yet"
          : "and later; no fixed version yet";
  return `${start}${end}`;
}
