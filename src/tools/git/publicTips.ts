import type { Oid } from "../../model/ids";
import { readOid } from "./repository";
import { git, gitLines, type GitOptions } from "./run";

/**
 * What public remotes are known to have: the remote-tracking branches, but for those of remotes that were declared private
 * and those that hold a commit of a case (a private repository that somebody fetched from is not the public).
 *
 * @param privateUrls - final URLs of private remotes
 * @param caseCommits - every commit of the open cases
 */
export async function readPublicTips(
  options: GitOptions,
  privateUrls: readonly string[],
  caseCommits: readonly Oid[],
): Promise<Oid[]> {
  const [remotes, leaked] = await Promise.all([gitLines(["remote", "-v"], options), presentIn(options, caseCommits)]);
  const hidden = remotes.flatMap((line) => {
    const [name = "", url = ""] = line.replace(/ \((?:fetch|push)\)$/, "").split("\t");
    return privateUrls.includes(url) ? [`refs/remotes/${name}/`] : [];
  });
  const without = leaked.flatMap((oid) => ["--no-contains", oid]);
  const refs = await gitLines(
    ["for-each-ref", "--format=%(objectname) %(refname)", ...without, "refs/remotes"],
    options,
  );
  return refs
    .map((line) => line.split(" "))
    .filter(([, name = ""]) => !hidden.some((prefix) => name.startsWith(prefix)))
    .map(([oid = ""]) => readOid(oid));
}

/** Those of `commits` that this repository has. A partial clone does not ask its remote for them, which would name them. */
async function presentIn(options: GitOptions, commits: readonly Oid[]): Promise<Oid[]> {
  if (commits.length === 0) return [];
  const args = ["rev-list", "--no-walk=unsorted", "--ignore-missing", "--missing=allow-any", "--stdin"];
  const { stdout } = await git(args, { ...options, stdin: commits.map((oid) => `${oid}\n`).join("") });
  return stdout.toString("utf8").split("\n").filter(Boolean).map(readOid);
}
