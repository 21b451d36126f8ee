import type { Oid } from "../../model/ids";
import { LOG_CHANGES, parseChanges, PLAIN_HISTORY, wholeFile, type CommitChanges, type FileChange } from "./changes";
import { readOid } from "./repository";
import { git, gitLines, type GitOptions } from "./run";
import { visitTreeLines } from "./treeLines";

/** What a push would add to what the public has: ends of history, and where the known part begins. */
export interface PushedRange {
  readonly tips: readonly Oid[];
  /** May name objects that this repository does not have. */
  readonly known: readonly Oid[];
}

/** A commit's message, whole. */
export interface PushedMessage {
  readonly commit: Oid;
  readonly message: string;
}

/** Something pushed by itself: an annotated tag, a tree, a file. */
export interface PushedObject {
  readonly oid: Oid;
  readonly type: "tag" | "tree" | "blob";
  /** A tag's message; everything in a tree or a file. */
  readonly files: readonly FileChange[];
  /** The ids of all files and folders in it, and of what a tag points to. */
  readonly contents: readonly Oid[];
}

/** The new commits with their messages, newest first. Throws `git-failed` when something cannot be read. */
export async function readPushedMessages(options: GitOptions, range: PushedRange): Promise<PushedMessage[]> {
  const args = [...PLAIN_HISTORY, "log", "-z", "--format=%H%n%B", "--encoding=UTF-8", ...REVISIONS];
  const { stdout } = await git(args, { ...options, stdin: revisions(range) });
  const entries = stdout.toString("utf8").split("\0").filter(Boolean);
  return entries.map((entry) => {
    const end = entry.indexOf("\n");
    return { commit: readOid(entry.slice(0, end)), message: entry.slice(end + 1) };
  });
}

/** What each new commit changes, merges compared with all their parents. Throws `git-failed`. */
export async function readPushedChanges(options: GitOptions, range: PushedRange): Promise<Iterable<CommitChanges>> {
  const { stdout } = await git([...LOG_CHANGES, ...REVISIONS], { ...options, stdin: revisions(range) });
  return parseChanges(stdout);
}

/** What is pushed by itself among `tips`; commits are not. Throws `git-failed`. */
export async function readPushedObjects(options: GitOptions, tips: readonly Oid[]): Promise<PushedObject[]> {
  const stdin = tips.map((oid) => `${oid}\n`).join("");
  const described = await gitLines(["cat-file", "--batch-check=%(objecttype) %(objectname)"], { ...options, stdin });
  const objects: PushedObject[] = [];
  for (const line of described) {
    const [type, name = ""] = line.split(" ");
    const oid = readOid(name); // "<oid> missing" ends here
    if (type === "tag" || type === "tree" || type === "blob") objects.push(...(await readObject(options, oid, type)));
  }
  return objects;
}

const REVISIONS = ["--ignore-missing", "--stdin"];

function revisions({ tips, known }: PushedRange): string {
  return [...tips, ...known.map((oid) => `^${oid}`), ""].join("\n");
}

/** A tag and whatever it points to, down to a commit. */
async function readObject(options: GitOptions, oid: Oid, type: PushedObject["type"]): Promise<PushedObject[]> {
  switch (type) {
    case "blob": {
      const { stdout } = await git(["cat-file", "blob", oid], options);
      return [{ oid, type, files: [wholeFile("(a file)", stdout)], contents: [] }];
    }
    case "tree":
      return [{ oid, type, ...(await readTree(options, oid)) }];
    case "tag": {
      const { stdout } = await git(["cat-file", "tag", oid], options);
      const target = readOid(/^object ([0-9a-f]+)\n/.exec(stdout.toString("latin1"))?.[1] ?? "");
      const tag = { oid, type, files: [wholeFile("(a tag's message)", stdout)], contents: [target] };
      return [tag, ...(await readPushedObjects(options, [target]))];
    }
  }
}

async function readTree(options: GitOptions, tree: Oid): Promise<Pick<PushedObject, "files" | "contents">> {
  const entries = await gitLines(["ls-tree", "-r", "-t", "--full-tree", tree], options);
  const added: string[] = [];
  await visitTreeLines(options, tree, (line) => added.push(line));
  return {
    files: [{ path: "(a tree)", hunks: [{ removed: [], added, addedAt: 1 }] }],
    contents: entries.map((entry) => readOid(entry.split("\t", 1)[0]!.split(" ")[2] ?? "")),
  };
}
