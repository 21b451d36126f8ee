import { delimiter, join } from "node:path";
import type { CaseId, Oid } from "../../model/ids";
import { readOid } from "./repository";
import { git, gitText, type GitOptions } from "./run";

/** A commit and where it stood. */
export interface ReplayedCommit {
  readonly oid: Oid;
  readonly parent: Oid;
  readonly tree: Oid;
}

/** What came of it: the new tip and the commits whose change was there already; or the first that does not fit. */
export type Replay = { readonly tip: Oid; readonly present: readonly Oid[] } | { readonly stuck: Oid };

/** Where new objects go, which repository is meant, and a file name for an index of our own. */
export interface ReplayPlace extends GitOptions {
  readonly index: string;
}

export interface ReplayOptions {
  /** Adds the trailer of this case to each message. */
  readonly trailer?: CaseId;
  /** Leaves out a change that is there already. */
  readonly skipPresent?: boolean;
}

/**
 * A place in which objects of several repositories can be read, and new ones go to `folder`, so that trying changes none of
 * them (git(1), GIT_OBJECT_DIRECTORY).
 */
export function apartFrom(folder: string, gitDirs: readonly [string, ...string[]]): ReplayPlace {
  const quoted = gitDirs.map((gitDir) => `"${join(gitDir, "objects").replace(/["\\]/g, "\\$&")}"`);
  const env = {
    GIT_OBJECT_DIRECTORY: join(folder, "objects"),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted.join(delimiter),
    GIT_NO_LAZY_FETCH: "1",
  };
  return { gitDir: gitDirs[0], env, index: join(folder, "index") };
}

/**
 * Makes commits again on top of another one, in order, with authors, committers, dates and messages as they were; the same
 * input gives the same ids. Without a work tree and without hooks. A change must fit with its context, as for git-apply(1).
 *
 * @throws EmbargoError `git-failed`
 */
export async function replay(
  place: ReplayPlace,
  onto: Oid,
  commits: readonly ReplayedCommit[],
  options: ReplayOptions = {},
): Promise<Replay> {
  let tip = onto;
  let tree = readOid(await gitText(["rev-parse", `${onto}^{tree}`], place));
  const present: Oid[] = [];
  for (const commit of commits) {
    const next = await replayTree(place, tree, commit, options);
    if (next === "stuck") return { stuck: commit.oid };
    if (next === "present") {
      present.push(commit.oid);
      continue;
    }
    tree = next;
    tip =
      commit.parent === tip && !options.trailer ? commit.oid : await writeCommit(place, commit.oid, tip, tree, options);
  }
  return { tip, present };
}

async function replayTree(
  place: ReplayPlace,
  tree: Oid,
  commit: ReplayedCommit,
  { skipPresent }: ReplayOptions,
): Promise<Oid | "stuck" | "present"> {
  const parentTree = await gitText(["rev-parse", `${commit.parent}^{tree}`], place);
  if (parentTree === tree) return commit.tree;
  const { stdout: diff } = await git([...DIFF, commit.parent, commit.oid], place);
  if (diff.length === 0) return tree;
  const inIndex = { ...place, env: { ...place.env, GIT_INDEX_FILE: place.index }, stdin: diff, expect: [1, 128] };
  await git(["read-tree", tree], { ...inIndex, expect: [] });
  if (skipPresent && (await git([...APPLY, "--check", "--reverse"], inIndex)).exitCode === 0) return "present";
  if ((await git(APPLY, inIndex)).exitCode !== 0) return "stuck";
  return readOid(await gitText(["write-tree"], { ...inIndex, expect: [] }));
}

/** Byte for byte but for the tree, the parent, the trailer and a signature, which would no longer hold. */
async function writeCommit(
  place: ReplayPlace,
  oid: Oid,
  parent: Oid,
  tree: Oid,
  { trailer }: ReplayOptions,
): Promise<Oid> {
  const raw = (await git(["cat-file", "commit", oid], place)).stdout;
  const end = raw.indexOf("\n\n");
  const kept = raw
    .subarray(0, end)
    .toString("latin1")
    .split("\n")
    .filter((line) => /^(?:author|committer|encoding) /.test(line));
  const header = [`tree ${tree}`, `parent ${parent}`, ...kept, "", ""].join("\n");
  const message = raw.subarray(end + 2);
  const body = trailer === undefined ? message : await withTrailer(place, message, trailer);
  const stdin = Buffer.concat([Buffer.from(header, "latin1"), body]);
  return readOid(await gitText(["hash-object", "-t", "commit", "-w", "--stdin"], { ...place, stdin }));
}

async function withTrailer(place: ReplayPlace, message: Buffer, id: CaseId): Promise<Buffer> {
  const whole = message.at(-1) === 0x0a ? message : Buffer.concat([message, Buffer.from("\n")]);
  const args = ["interpret-trailers", "--no-divider", "--if-exists", "addIfDifferent", "--trailer", `Embargo: ${id}`];
  return (await git(args, { ...place, stdin: whole })).stdout;
}

const DIFF = [
  ...["-c", "core.quotePath=true", "-c", "diff.orderFile=/dev/null", "-c", "diff.suppressBlankEmpty=false"],
  ...["diff-tree", "-p", "--binary", "--full-index", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"],
  ...["--src-prefix=a/", "--dst-prefix=b/", "--submodule=short", "--unified=3", "--inter-hunk-context=0"],
];

const APPLY = ["-c", "apply.ignoreWhitespace=no", "apply", "--cached", "--whitespace=nowarn"];
