import type { Oid } from "../../../model/ids";
import { readOid } from "../repository";
import { git, gitText, type GitOptions } from "../run";

/** What is shown of a commit. */
export interface CommitFact {
  readonly oid: Oid;
  /** The day it was written, `2026-01-05`. */
  readonly date: string;
  readonly subject: string;
}

/** A commit with who made it and what its message says. */
export interface CommitWords extends CommitFact {
  readonly author: string;
  readonly authorMail: string;
  readonly message: string;
  /** `Reported-by: Robin Reporter <robin@example.net>`, one a line. */
  readonly trailers: readonly string[];
  readonly isMerge: boolean;
}

const FORMAT = ["%H", "%as", "%s", "%an", "%ae", "%B", "%(trailers:only,unfold)", "%P"].join("%x01");

/** Those commits, in the order they are named. Throws as `git` does, also for one that is not there. */
export async function readCommits(where: GitOptions, oids: readonly Oid[]): Promise<CommitWords[]> {
  if (oids.length === 0) return [];
  return logCommits(where, ["--no-walk=unsorted", "--stdin"], oids.map((oid) => `${oid}\n`).join(""));
}

/** What git-log(1) answers to `args`, merges included. */
export async function logCommits(where: GitOptions, args: readonly string[], stdin?: string): Promise<CommitWords[]> {
  const all = ["-c", "log.showSignature=false", "log", "-z", `--format=${FORMAT}`, "--encoding=UTF-8", ...args];
  const text = await gitText(all, { ...where, ...(stdin === undefined ? {} : { stdin }) });
  return text
    .split("\0")
    .filter((entry) => entry.trim() !== "")
    .map((entry) => {
      const [
        oid = "",
        date = "",
        subject = "",
        author = "",
        authorMail = "",
        message = "",
        trailers = "",
        parents = "",
      ] = entry.split("\u0001");
      return {
        oid: readOid(oid.trim()),
        date,
        subject,
        author,
        authorMail,
        message,
        trailers: trailers.split("\n").filter((line) => line !== ""),
        isMerge: parents.includes(" "),
      };
    });
}

/** Those of `oids` that are commits here. A partial clone does not ask its remote for the others. */
export async function presentCommits(where: GitOptions, oids: readonly Oid[]): Promise<Oid[]> {
  if (oids.length === 0) return [];
  const args = ["rev-list", "--no-walk=unsorted", "--ignore-missing", "--missing=allow-any", "--stdin"];
  const { stdout } = await git(args, { ...where, stdin: oids.map((oid) => `${oid}\n`).join("") });
  const there = new Set(stdout.toString("utf8").split("\n"));
  return oids.filter((oid) => there.has(oid));
}
