import { isCode } from "../../../model/advisory/derive/besideTheCode";
import { git, type GitOptions } from "../run";

/**
 * The code of a tree, of the same kind as `path`, that holds one of these lines (git-grep(1), `-F`); the lines go in by the
 * standard input, because everybody on the machine can see arguments. None where the clone lacks contents.
 */
export async function filesHolding(
  where: GitOptions,
  tree: string,
  path: string,
  lines: readonly string[],
): Promise<string[]> {
  const patterns = lines.filter((line) => line !== "" && !line.includes("\n"));
  if (patterns.length === 0) return [];
  const ending = /\.[^./]+$/.exec(path)?.[0];
  const pathspec = ending === undefined ? [] : ["--", `*${ending}`];
  const args = ["grep", "-l", "-z", "-F", "--no-color", "--full-name", "-f", "-", tree, ...pathspec];
  const { exitCode, stdout } = await git(args, { ...where, stdin: `${patterns.join("\n")}\n`, expect: [1, 128] });
  if (exitCode !== 0) return [];
  const names = stdout.toString("utf8").split("\0");
  return names.map((name) => name.slice(tree.length + 1)).filter((name) => name !== "" && isCode(name));
}
