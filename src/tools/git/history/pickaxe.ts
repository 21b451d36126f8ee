import { withoutSpace } from "../../../model/advisory/derive/fragments";
import { isCode } from "../../../model/advisory/derive/besideTheCode";
import type { Oid } from "../../../model/ids";
import { git, gitText, undefinedUnlessCancelled, type GitOptions } from "../run";
import { logCommits, type CommitWords } from "./commits";
import { readContents } from "./contents";
import { firstParent } from "./fixDiff";

/** A commit, and where in its tree the fragment stood. */
export interface Picked {
  readonly commit: CommitWords;
  readonly path: string;
}

/** A fragment that wandered through more files than this is not followed on. */
const MOST_MOVES = 5;

/**
 * The commit that first wrote a fragment (git-log(1), `-S`), however it is wrapped and indented. Where it came out of another
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
  let search = [`-S${fragment}`];
  for (let moves = 0; moves <= MOST_MOVES; moves += 1) {
    const commit = await oldestWith(where, search, start, at);
    if (!commit) return picked;
    picked = { commit, path: at };
    start = await firstParent(where, commit.oid);
    const [text = ""] = await readContents(where, [`${start}:${at}`]);
    // A regular expression costs twenty times as much: only where the fragment stood there before, wrapped otherwise.
    const isRewrapped = withoutSpace(text).includes(withoutSpace(fragment));
    const before = isRewrapped ? at : await pathWith(where, start, at, fragment);
    if (before === undefined) return picked;
    if (isRewrapped) search = ["--pickaxe-regex", `-S${wrapped(fragment)}`];
    at = before;
  }
  return picked;
}

/** A regular expression (POSIX, extended) for the fragment with any white space, or none, between its words. */
function wrapped(fragment: string): string {
  const words = fragment.match(/\w+|[^\w\s]/g) ?? [];
  return words.map((word) => (/\w/.test(word) ? word : signClass(word))).join("[[:space:]]*");
}

/** Formatters change one kind of quotes into the other. */
function signClass(sign: string): string {
  if (sign === "^") return "\\^";
  return /["']/.test(sign) ? `["']` : `[${sign}]`;
}

async function oldestWith(
  where: GitOptions,
  search: readonly string[],
  from: Oid,
  path: string,
): Promise<CommitWords | undefined> {
  const args = ["--reverse", "--topo-order", "--no-merges", "--no-renames", ...search, from, "--", path];
  return (await logCommits({ ...where, env: { ...where.env, ...LITERAL } }, args))[0];
}

/** Another file of that tree with the fragment, of the same kind. */
async function pathWith(where: GitOptions, tree: Oid, path: string, fragment: string): Promise<string | undefined> {
  const ending = /\.[^./]+$/.exec(path)?.[0];
  const pathspec = ending === undefined ? [] : ["--", `*${ending}`];
  const args = ["grep", "-l", "-z", "-F", "--no-color", "--full-name", "-e", fragment, tree, ...pathspec];
  const { exitCode, stdout } = await git(args, { ...where, expect: [1, 128] });
  if (exitCode !== 0) return undefined;
  const paths = stdout
    .toString("utf8")
    .split("\0")
    .map((name) => name.slice(tree.length + 1));
  const found = paths.filter((name) => name !== "" && name !== path && isCode(name));
  const last = (name: string) => name.split("/").at(-1);
  return found.find((name) => last(name) === last(path)) ?? found[0];
}

/**
 * The names a file had before, newest first, with the one it has now (git-log(1), `--follow`); that one alone where the clone
 * lacks the contents to compare.
 */
export async function namesBefore(where: GitOptions, from: Oid, path: string): Promise<string[]> {
  const args = ["log", "--follow", "-z", "--format=", "--name-status", "--diff-filter=R", from, "--", path];
  const said = await gitText(args, { ...where, env: { ...where.env, ...LITERAL } }).catch(undefinedUnlessCancelled);
  const fields = said?.split("\0") ?? [];
  const names = [path];
  for (let index = 0; index < fields.length; index += 1) {
    if (/^\n?R\d+$/.test(fields[index]!)) names.push(fields[index + 1] ?? "");
  }
  return [...new Set(names.filter((name) => name !== ""))];
}

const LITERAL = { GIT_LITERAL_PATHSPECS: "1" };
