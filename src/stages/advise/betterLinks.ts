import { repositoryOf } from "../../model/advisory/rules/linkRules";
import { asOid, type Oid } from "../../model/ids";
import { presentCommits } from "../../tools/git/history/commits";
import { publicBranchesWith } from "../../tools/git/history/tags";
import { resolveCommit } from "../../tools/git/repository";
import { git, type GitOptions } from "../../tools/git/run";
import type { AdvisoryRepository } from "./advisoryRepository";

/** The file behind a link that follows a branch, and the commit in a link to one. */
const BRANCH_LINK = /^(https?:\/\/\S+?\/(?:blob|tree|raw)\/)(main|master|develop|trunk|HEAD)\/([^?#\s]+)(#\S*)?$/;
const COMMIT_LINK = /^(https?:\/\/\S+?\/commits?\/)([0-9a-f]{4,64})((?:[/?#.]\S*)?)$/;

/**
 * For those addresses that can be said better, the better one: a commit where a branch stands that moves on, the full id of
 * a commit where a short one stands, the package's own repository where a fork stands. Only commits on a public branch of this
 * repository are linked to, and only files that they hold; no address is opened.
 *
 * @throws EmbargoError `git-failed`
 */
export async function readBetterLinks(
  { where, url: own }: AdvisoryRepository,
  urls: readonly string[],
): Promise<Map<string, string>> {
  const better = new Map<string, string>();
  for (const url of own === undefined ? [] : urls) {
    const found = (await pinned(where, own!, url)) ?? (await whole(where, own!, url));
    if (found !== undefined && found !== url) better.set(url, found);
  }
  return better;
}

async function pinned(where: GitOptions, own: string, url: string): Promise<string | undefined> {
  const [, before, branch, path = "", anchor = ""] = BRANCH_LINK.exec(url) ?? [];
  if (before === undefined || branch === undefined || !isIn(own, url)) return undefined;
  const commit = await resolveCommit(where.gitDir!, `refs/remotes/origin/${branch}`);
  if (commit === undefined || !(await holds(where, commit, path))) return undefined;
  return `${before}${commit}/${path}${anchor}`;
}

async function whole(where: GitOptions, own: string, url: string): Promise<string | undefined> {
  const [, before, short, after = ""] = COMMIT_LINK.exec(url) ?? [];
  const [linked, original] = [repositoryOf(url), repositoryOf(own)];
  if (before === undefined || short === undefined || linked?.host !== original?.host || linked?.name !== original?.name)
    return undefined;
  const commit = await publicCommit(where, short);
  const place = isIn(own, url) ? before : before.replace(/^https?:\/\/[^/]+\/[^/]+\/[^/]+/, own);
  return commit && `${place}${commit}${after}`;
}

/** The only commit whose id begins so, when a public branch holds it. */
async function publicCommit(where: GitOptions, beginning: string): Promise<Oid | undefined> {
  const [commit] = await presentCommits(
    where,
    [asOid(beginning) ?? (await resolveCommit(where.gitDir!, beginning))].flatMap((one) => one ?? []),
  );
  if (commit === undefined || !commit.startsWith(beginning)) return undefined;
  return (await publicBranchesWith(where, commit)).size > 0 ? commit : undefined;
}

async function holds(where: GitOptions, commit: Oid, path: string): Promise<boolean> {
  const name = decoded(path);
  if (name === undefined) return false;
  const { exitCode } = await git(["cat-file", "-e", `${commit}:${name}`], { ...where, expect: [1, 128] });
  return exitCode === 0;
}

function decoded(path: string): string | undefined {
  try {
    const name = decodeURIComponent(path);
    return name.includes("\0") ? undefined : name;
  } catch {
    return undefined;
  }
}

function isIn(own: string, url: string): boolean {
  const [one, other] = [repositoryOf(own), repositoryOf(url)];
  return one !== undefined && one.host === other?.host && one.owner === other.owner && one.name === other.name;
}
