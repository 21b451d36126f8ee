import type { Oid } from "../../../model/ids";
import { readOid } from "../repository";
import { gitText, type GitOptions } from "../run";
import { eachBlob } from "./contents";

/** How often something stands in the bytes of a file. */
export type Count = (content: Buffer) => number;

/** Blobs that are read at once: enough to make a process worth its start, few enough to stop early. */
const AT_ONCE = 256;

/** Counts a text as it is written; its places do not overlap. */
export function countOf(text: string): Count {
  const bytes = Buffer.from(text);
  return (content) => {
    let count = 0;
    for (let at = content.indexOf(bytes); at >= 0; at = content.indexOf(bytes, at + bytes.length)) count += 1;
    return count;
  };
}

/**
 * The commits that change how often something stands in files, as git-log(1) with `-S` finds them: there the text would be
 * an argument, which everybody on the machine can see.
 *
 * @param range - arguments of git-log(1) besides paths; its order is that of the answer
 * @param most - as many are looked for
 */
export async function changingCommits(
  where: GitOptions,
  range: readonly string[],
  paths: readonly string[],
  count: Count,
  most: number,
): Promise<Oid[]> {
  const changes = await changesOf(where, range, paths);
  const counts = new Map<string, number>([["", 0]]);
  const found = new Set<Oid>();
  for (let start = 0; start < changes.length && found.size < most; start += AT_ONCE) {
    const some = changes.slice(start, start + AT_ONCE);
    const wanted = some.flatMap(({ before, after }) => [before, after]).filter((blob) => !counts.has(blob));
    await eachBlob(where, [...new Set(wanted)], (blob, content) => counts.set(blob, count(content)));
    for (const { oid, before, after } of some) {
      if (found.size < most && counts.get(before) !== counts.get(after)) found.add(oid);
    }
  }
  return [...found];
}

/** One file in one commit: its contents before and after, `""` where it is not there. */
interface FileChange {
  readonly oid: Oid;
  readonly before: string;
  readonly after: string;
}

/** What `git log --raw` says of files (git-diff(1), "Raw output format"). */
async function changesOf(where: GitOptions, range: readonly string[], paths: readonly string[]): Promise<FileChange[]> {
  const args = ["-c", "log.showRoot=true", "log", "-z", "--raw", "--no-abbrev", "--no-renames", "--format=%x01%H"];
  const text = await gitText([...args, ...range, "--stdin"], { ...where, ...literal(where), stdin: pathList(paths) });
  let oid: Oid | undefined;
  return text.split("\0").flatMap((field) => {
    if (field.startsWith("\u0001")) oid = readOid(field.slice(1).trim());
    const [, oldMode, newMode, before = "", after = ""] =
      /^\n?:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/.exec(field) ?? [];
    if (!oid || oldMode === undefined) return [];
    return [{ oid, before: isFile(oldMode) ? before : "", after: isFile(newMode) ? after : "" }];
  });
}

/** Neither absent nor a submodule. */
function isFile(mode: string | undefined): boolean {
  return mode !== "000000" && mode !== "160000";
}

/** Paths as git-log(1) takes them from its standard input: names of files are nobody's business either. */
export function pathList(paths: readonly string[]): string {
  return ["--", ...paths.filter((path) => !path.includes("\n")), ""].join("\n");
}

/** Takes every path as it is written, without patterns. */
export function literal({ env }: GitOptions): Pick<GitOptions, "env"> {
  return { env: { ...env, GIT_LITERAL_PATHSPECS: "1" } };
}
