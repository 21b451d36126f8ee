import type { Oid } from "../../../model/ids";
import { readOid } from "../../../tools/git/repository";
import { gitLines, gitText, type GitOptions } from "../../../tools/git/run";

/** A branch of the public project. */
export interface PublicBranch {
  /** `4.2.x`. */
  readonly name: string;
  /** `origin/4.2.x`. */
  readonly ref: string;
  readonly tip: Oid;
  readonly atS: number;
}

/** A branch of the private repository, and the public one that it was made for. */
export interface PrivateWork {
  readonly name: string;
  readonly forBranch: string;
}

/** Branches older than this at the time of the newest one are nobody's release line any more. */
const STILL_KEPT_S = 550 * 24 * 3600;

const RELEASE_LINE =
  /^(?:v|(?:release|releases|stable|maint|support|branch|rel)[-/]v?)?\d+(?:[._-](?:\d+|x))*(?:[._-](?:stable|maint|branch|lts))?$/i;

/** The public branches, as `refs/remotes/<remote>/` has them; those of `refs/heads/` where there is no remote. */
export async function readPublicBranches(where: GitOptions, remote: string | undefined): Promise<PublicBranch[]> {
  const below = remote === undefined ? "refs/heads/" : `refs/remotes/${remote}/`;
  const format = "--format=%(objectname) %(committerdate:unix) %(symref) %(refname)";
  const lines = (await gitLines(["for-each-ref", format, below], where)).map((line) => line.split(" "));
  return lines
    .filter(([, , symref]) => symref === "")
    .map(([tip = "", at, , ref = ""]) => ({
      name: ref.slice(below.length),
      ref: ref.replace(/^refs\/(?:remotes|heads)\//, ""),
      tip: readOid(tip),
      atS: Number(at) || 0,
    }));
}

/** The branches that get fixes: those the project names, else the base and those called like a release line and still kept. */
export function supportedBranches(
  branches: readonly PublicBranch[],
  named: readonly string[],
  base: string | undefined,
): PublicBranch[] {
  if (named.length > 0) return branches.filter(({ name }) => named.includes(name));
  const newest = Math.max(0, ...branches.map(({ atS }) => atS));
  return branches.filter(({ name, atS }) => name === base || (RELEASE_LINE.test(name) && newest - atS < STILL_KEPT_S));
}

/** Each private branch with the public one that it left last: the one it has fewest commits beyond. */
export async function readPrivateWork(
  where: GitOptions,
  names: readonly string[],
  branches: readonly PublicBranch[],
  base: string | undefined,
): Promise<PrivateWork[]> {
  const first = [...branches].sort((a, b) => Number(b.name === base) - Number(a.name === base));
  const work: PrivateWork[] = [];
  for (const name of names) {
    const counted: { readonly branch: string; readonly beyond: number }[] = [];
    for (const { name: branch, tip } of first) {
      const range = [`refs/heads/${name}`, `^${tip}`];
      counted.push({ branch, beyond: Number(await gitText(["rev-list", "--count", ...range, "--"], where)) });
    }
    const nearest = counted.sort((a, b) => a.beyond - b.beyond)[0];
    if (nearest) work.push({ name, forBranch: nearest.branch });
  }
  return work;
}

/** The tags in a branch's history. */
export async function tagsIn(where: GitOptions, ref: string): Promise<Set<string>> {
  return new Set(
    await gitLines(["for-each-ref", `--merged=${ref}`, "--format=%(refname:strip=2)", "refs/tags"], where),
  );
}
