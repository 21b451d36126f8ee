import { nextVersion } from "../../../model/advisory/derive/affected";
import type { Release } from "../../../model/advisory/derive/releases";
import type { VersionScheme } from "../../../model/advisory/versions/versionScheme";
import { isAncestor, mergeBase } from "../../../tools/git/repository";
import type { GitOptions } from "../../../tools/git/run";
import type { FixPlaces } from "./fixIn";

/** A branch with the fix in it, and the tags of its history. */
export interface FixedBranch {
  readonly name: string;
  /** As git finds it here: `origin/main`, or a local branch. */
  readonly ref: string;
  readonly tags: ReadonlySet<string>;
}

/** Versions to come. */
export interface Planned {
  readonly planned: readonly { readonly version: string; readonly branch: string }[];
  /** Branches that are ahead of every release line: nobody knows which version they will be. */
  readonly ahead: readonly string[];
}

/** The next version of each branch that has the fix and no release with it, where the branch has a release line. */
export async function plannedVersions(
  where: GitOptions,
  releases: readonly Release[],
  fix: FixPlaces,
  branches: readonly FixedBranch[],
  scheme: VersionScheme,
): Promise<Planned> {
  const used = releases.map(({ version }) => version);
  const planned: { version: string; branch: string }[] = [];
  const ahead: string[] = [];
  for (const { name, ref, tags } of branches) {
    const newest = releases.findLast(({ tag }) => tags.has(tag));
    if (!newest || fix.tags.has(newest.tag)) continue;
    if (await isAhead(where, ref, newest, releases.at(-1)!)) {
      ahead.push(name);
      continue;
    }
    const version = nextVersion(newest.version, used, scheme);
    if (version !== undefined) planned.push({ version, branch: name });
  }
  return { planned, ahead };
}

/** Whether the last release left the branch after the newest one in its own history: then releases are made elsewhere. */
async function isAhead(where: GitOptions, ref: string, newest: Release, last: Release): Promise<boolean> {
  if (newest.commit === last.commit) return false;
  const fork = await mergeBase(where, ref, last.commit);
  return fork !== undefined && (await isAncestor(where, newest.commit, fork));
}
