import type { TagFact } from "../../../model/advisory/derive/releases";
import { EmbargoError } from "../../../model/errors";
import { asOid } from "../../../model/ids";
import { gitLines, gitText, type GitOptions } from "../run";

/** Every tag that names a commit. Throws as `git` does. */
export async function readTags(where: GitOptions): Promise<TagFact[]> {
  const format =
    "--format=%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(creatordate:unix)%00%(objecttype)%(*objecttype)";
  const lines = await gitLines(["for-each-ref", format, "refs/tags"], where);
  return lines.flatMap((line) => {
    const [name = "", oid = "", peeled = "", at = "", types = ""] = line.split("\0");
    const commit = asOid(peeled || oid);
    return commit && /^(?:tag)?commit$/.test(types) ? [{ name, commit, atS: Number(at) || 0 }] : [];
  });
}

/**
 * Refuses a repository whose history is cut off: what came first cannot be found in it.
 *
 * @throws EmbargoError `repository-unsupported`
 */
export async function requireFullHistory(where: GitOptions): Promise<void> {
  if ((await gitText(["rev-parse", "--is-shallow-repository"], where)) !== "true") return;
  throw new EmbargoError(
    "repository-unsupported",
    "This clone is shallow: its history is cut off, and so would every answer be about which versions are affected.",
    "Fetch the rest in the public clone (git fetch --unshallow --tags), then open the case anew or write the versions by hand.",
  );
}

/**
 * The names of the tags whose history holds one of these commits; none for no commit. Commits that are not there count as
 * held by none.
 */
export async function tagsWith(where: GitOptions, commits: readonly string[]): Promise<Set<string>> {
  return refsWith(where, commits, "refs/tags", 2);
}

/** The same for remote-tracking branches (`origin/main`) and local ones. */
export async function branchesWith(where: GitOptions, commits: readonly string[]): Promise<Set<string>> {
  const [remote, local] = await Promise.all([
    refsWith(where, commits, "refs/remotes", 2),
    refsWith(where, commits, "refs/heads", 2),
  ]);
  return new Set([...remote, ...local]);
}

/** The remote-tracking branches, by name, whose history holds a commit. */
export async function publicBranchesWith(where: GitOptions, commit: string): Promise<Set<string>> {
  return refsWith(where, [commit], "refs/remotes", 2);
}

async function refsWith(where: GitOptions, commits: readonly string[], below: string, strip: number) {
  if (commits.length === 0) return new Set<string>();
  const contains = commits.map((oid) => `--contains=${oid}`);
  return new Set(await gitLines(["for-each-ref", ...contains, `--format=%(refname:strip=${strip})`, below], where));
}
