import { withoutSpace } from "../../../model/advisory/derive/fragments";
import type { Oid } from "../../../model/ids";
import { gitText, undefinedUnlessCancelled, type GitOptions } from "../run";
import { readCommits, type CommitWords } from "./commits";
import { readContents } from "./contents";
import { firstParent } from "./fixDiff";
import { filesHolding } from "./grep";
import { changingCommits, countOf, literal, pathList, type Count } from "./occurrences";

/** A commit, and where in its tree the fragment stood. */
export interface Picked {
  readonly commit: CommitWords;
  readonly path: string;
}

/** A fragment that wandered through more files than this is not followed on. */
const MOST_MOVES = 5;

/**
 * The commit that first wrote a fragment, however it is wrapped and indented. Where it came out of another
 * file or name of that moment, that one is followed; `undefined` when the history of the path never wrote it.
 *
 * @param fragment - on one line
 */
export async function firstToWrite(
  where: GitOptions,
  from: Oid,
  path: string,
  fragment: string,
): Promise<Picked | undefined> {
  let picked: Picked | undefined;
  let start = from;
  let at = path;
  let count = countOf(fragment);
  for (let moves = 0; moves <= MOST_MOVES; moves += 1) {
    const commit = await oldestWith(where, count, start, at);
    if (!commit) return picked;
    picked = { commit, path: at };
    start = await firstParent(where, commit.oid);
    const [text = ""] = await readContents(where, [`${start}:${at}`]);
    // A regular expression costs much more: only where the fragment stood there before, wrapped otherwise.
    const isRewrapped = withoutSpace(text).includes(withoutSpace(fragment));
    const before = isRewrapped ? at : await pathWith(where, start, at, fragment);
    if (before === undefined) return picked;
    if (isRewrapped) count = countWrapped(fragment);
    at = before;
  }
  return picked;
}

/** Counts the fragment with any white space, or none, between its words. */
function countWrapped(fragment: string): Count {
  const words = fragment.match(/\w+|[^\w\s]/gu) ?? [];
  const pattern = new RegExp(words.map((word) => (/\w/.test(word) ? word : signPattern(word))).join("\\s*"), "gu");
  return (content) => content.toString("utf8").match(pattern)?.length ?? 0;
}

/** Formatters change one kind of quotes into the other. */
function signPattern(sign: string): string {
  return /["']/.test(sign) ? `["']` : sign.replace(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");
}

async function oldestWith(where: GitOptions, count: Count, from: Oid, path: string): Promise<CommitWords | undefined> {
  const range = ["--reverse", "--topo-order", "--no-merges", from];
  const oldest = await changingCommits(where, range, [path], count, 1);
  return (await readCommits(where, oldest))[0];
}

/** Another file of that tree with the fragment, of the same kind. */
async function pathWith(where: GitOptions, tree: Oid, path: string, fragment: string): Promise<string | undefined> {
  const found = (await filesHolding(where, tree, path, [fragment])).filter((name) => name !== path);
  const last = (name: string) => name.split("/").at(-1);
  return found.find((name) => last(name) === last(path)) ?? found[0];
}

/**
 * The names a file had before, newest first, with the one it has now (git-log(1), `--follow`); that one alone where the clone
 * lacks the contents to compare.
 */
export async function namesBefore(where: GitOptions, from: Oid, path: string): Promise<string[]> {
  const args = ["log", "--follow", "-z", "--format=", "--name-status", "--diff-filter=R", from, "--stdin"];
  const options = { ...where, ...literal(where), stdin: pathList([path]) };
  const said = await gitText(args, options).catch(undefinedUnlessCancelled);
  const fields = said?.split("\0") ?? [];
  const names = [path];
  for (let index = 0; index < fields.length; index += 1) {
    if (/^\n?R\d+$/.test(fields[index]!)) names.push(fields[index + 1] ?? "");
  }
  return [...new Set(names.filter((name) => name !== ""))];
}
