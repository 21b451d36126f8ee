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
  const list = (...without: readonly string[]) =>
    gitLines(["for-each-ref", "--format=%(objectname) %(refname)", ...without, "refs/remotes"], options);
  const [remotes, leaked, all] = await Promise.all([
    privateUrls.length > 0 ? gitLines(["remote", "-v"], options) : [], // nothing of theirs is to be found
    presentIn(options, caseCommits),
    list(), // mostly the answer, and a person waits
  ]);
  const hidden = remotes.flatMap((line) => {
    const [name = "", url = ""] = line.replace(/ \((?:fetch|push)\)$/, "").split("\t");
    return privateUrls.includes(url) ? [`refs/remotes/${name}/`] : [];
  });
  const refs = leaked.length === 0 ? all : await list(...leaked.flatMap((oid) => ["--no-contains", oid]));
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
