import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { asOid, isZeroOid, type Oid } from "../../model/ids";
import { readTextIfThere } from "../files";
import { readOid } from "../git/repository";
import { gitLines } from "../git/run";

/** Public work lies in the private repository too; what happened to it is none of the case's. */
const PUBLIC_LOGS = [join("logs", "refs", "remotes") + sep, join("logs", "refs", "tags") + sep];

/** What the private repository of a case names. */
export interface PrivateTips {
  /** Commits of branches, stashes, notes and reflogs, sorted: also what was amended, rebased away or dropped. */
  readonly tips: readonly Oid[];
  /** The commits of the branches, by the branches' names. */
  readonly heads: readonly Oid[];
}

/** Reads branches and reflogs (git-reflog(1)); the private repository keeps its reflogs for ever. */
export async function readPrivateTips(repository: string): Promise<PrivateTips> {
  const args = ["for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/stash", "refs/notes"];
  const [lines, logged] = await Promise.all([gitLines(args, { gitDir: repository }), readReflogs(repository)]);
  const named = lines.map((line) => line.split(" ", 2) as [string, string]);
  const tips = [...named.map(([oid]) => oid), ...logged]
    .flatMap((text) => asOid(text) ?? [])
    .filter((oid) => !isZeroOid(oid));
  const heads = named.filter(([, name]) => name.startsWith("refs/heads/")).map(([oid]) => readOid(oid));
  return { tips: [...new Set(tips)].sort(), heads };
}

async function readReflogs(repository: string): Promise<string[]> {
  const worktrees = await namesIn(join(repository, "worktrees"));
  const folders = [join(repository, "logs"), ...worktrees.map((name) => join(repository, "worktrees", name, "logs"))];
  const files = (await Promise.all(folders.map(filesUnder))).flat();
  const own = files.filter((file) => !PUBLIC_LOGS.some((part) => file.startsWith(join(repository, part))));
  const texts = await Promise.all(own.map((file) => readTextIfThere(file)));
  return texts.flatMap((text) => (text ?? "").split("\n")).flatMap((line) => line.split(" ", 2));
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
