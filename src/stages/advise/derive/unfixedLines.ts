import type { AffectedLine } from "../../../model/advisory/derive/affected";
import { isCode } from "../../../model/advisory/derive/besideTheCode";
import { withoutSpace } from "../../../model/advisory/derive/fragments";
import type { Release } from "../../../model/advisory/derive/releases";
import { readContents } from "../../../tools/git/history/contents";
import type { CommitDiff } from "../../../tools/git/history/fixDiff";
import { linesOf } from "../../../tools/git/history/sameLines";
import { undefinedUnlessCancelled, type GitOptions } from "../../../tools/git/run";

/** What of the flawed code is not in a release line. */
export type Absence = "files" | "lines";

/** A release line with affected versions, and what it lacks. */
export type JudgedLine = AffectedLine & { readonly absent?: Absence };

/**
 * Looks in the newest affected release of each line without a fix whether the code that the fix changes is there. Only a hint:
 * the line stays affected until a person says otherwise.
 */
export async function judgeLines(
  where: GitOptions,
  lines: readonly AffectedLine[],
  releases: readonly Release[],
  diffs: readonly CommitDiff[],
): Promise<JudgedLine[]> {
  const paths = [...new Set(diffs.flatMap(({ hunks }) => hunks).flatMap(({ oldPath }) => oldPath ?? []))].filter(
    isCode,
  );
  const removed = diffs.flatMap((diff) => linesOf(diff).removed).map(withoutSpace);
  if (paths.length === 0) return [...lines];
  const judged: JudgedLine[] = [];
  for (const line of lines) {
    const tip = releases.find(({ version }) => version === line.last)?.commit;
    const open = line.fixed === undefined && tip !== undefined;
    // In a partial clone nothing can be said, and nothing is fetched for it.
    const texts = open
      ? await readContents(
          where,
          paths.map((path) => `${tip}:${path}`),
        ).catch(undefinedUnlessCancelled)
      : undefined;
    const there = (texts ?? []).flatMap((text) => (text === undefined ? [] : [withoutSpace(text)]));
    const hasLine = removed.length === 0 || removed.some((one) => there.some((text) => text.includes(one)));
    const absent = texts && (there.length === 0 ? "files" : hasLine ? undefined : "lines");
    judged.push(absent === undefined ? line : { ...line, absent });
  }
  return judged;
}
