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

/**
 * The commits of all branches and tags whose message holds one of these words, upper or lower case, newest first. For
 * git-log(1), `--grep`, they would be arguments, which everybody on the machine can see.
 */
export async function commitsSaying(where: GitOptions, words: readonly string[]): Promise<Oid[]> {
  const wanted = words.map((word) => word.toLowerCase());
  const found: Oid[] = [];
  let rest: Buffer[] = [];
  const read = (bytes: Buffer) => {
    const entry = bytes.toString("utf8");
    const at = entry.indexOf("\n");
    const message = entry.slice(at + 1).toLowerCase();
    if (wanted.some((word) => message.includes(word))) found.push(readOid(entry.slice(0, at)));
  };
  const onStdout = (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      read(Buffer.concat([...rest, chunk.subarray(start, end)]));
      rest = [];
      start = end + 1;
    }
    rest.push(chunk.subarray(start));
  };
  const args = ["-c", "log.showSignature=false", "log", "-z", "--format=tformat:%H%n%B", "--encoding=UTF-8", "--all"];
  await git(args, { ...where, onStdout });
  return found;
}

/** Those of `oids` that are commits here. A partial clone does not ask its remote for the others. */
export async function presentCommits(where: GitOptions, oids: readonly Oid[]): Promise<Oid[]> {
  if (oids.length === 0) return [];
  const args = ["rev-list", "--no-walk=unsorted", "--ignore-missing", "--missing=allow-any", "--stdin"];
  const { stdout } = await git(args, { ...where, stdin: oids.map((oid) => `${oid}\n`).join("") });
  const there = new Set(stdout.toString("utf8").split("\n"));
  return oids.filter((oid) => there.has(oid));
}
