import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../../src/model/ids";
import { readOid } from "../../src/tools/git/repository";
import { git, gitLines, gitText } from "../../src/tools/git/run";

/** A public history to try the guard on. */
export interface History {
  readonly name: string;
  /** A bare repository of our own that borrows the history's objects: what is tried is written here. */
  readonly scratch: string;
  readonly main: Oid;
}

/** A real fix of the history, and what people made of it elsewhere. */
export interface RealFix {
  readonly commit: Oid;
  readonly parent: Oid;
  readonly at: number;
  readonly subject: string;
  /** The same subject on other branches, within 120 days. */
  readonly backports: readonly Oid[];
  /** Made here: the fix cherry-picked onto bases of 3, 6 and 12 months before, where it applies. */
  readonly picked: readonly Oid[];
}

const DAY_S = 86_400;
const WITHIN_S = 120 * DAY_S;
const PICKED_AFTER_S = [90, 180, 365].map((days) => days * DAY_S);
const NAMES_FLAW = "CVE-[0-9]{4}-[0-9]{4}";
/** Change logs, release notes and documentation alone make no fix. */
const PROSE =
  /(^|\/)(change|news|history|release|readme|security|advisor)|\.(md|rst|txt|adoc|html|svg)$|^(docs?|documentation)\//i;

/** Opens a history beside its repository, which is only read. */
export async function openHistory(gitDir: string, name: string, folder: string): Promise<History> {
  const scratch = join(folder, `${name}.git`);
  await git(["init", "-q", "--bare", scratch]);
  mkdirSync(join(scratch, "objects", "info"), { recursive: true });
  const objects = await gitText(["rev-parse", "--path-format=absolute", "--git-path", "objects"], { gitDir });
  writeFileSync(join(scratch, "objects", "info", "alternates"), `${objects}\n`);
  return { name, scratch, main: readOid(await gitText(["rev-parse", "HEAD^{commit}"], { gitDir })) };
}

/** The newest `most` fixes of the main branch, newest first. */
export async function findFixes(history: History, gitDir: string, most: number): Promise<RealFix[]> {
  const format = "--format=%H %P %ct %s";
  const log = ["log", "--no-merges", "-i", "-E", `--grep=${NAMES_FLAW}`, format];
  const [named, elsewhere] = await Promise.all([
    gitLines([...log, "HEAD"], { gitDir }),
    gitLines(["log", "--no-merges", format, "--branches", "--not", "HEAD"], { gitDir }),
  ]);
  const bySubject = new Map<string, { oid: Oid; at: number }[]>();
  for (const line of elsewhere) {
    const { oid, at, subject } = parse(line);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), { oid, at }]);
  }
  const fixes: RealFix[] = [];
  for (const line of named) {
    const { oid, parents, at, subject } = parse(line);
    if (fixes.length === most) break;
    if (parents.length !== 1 || !(await changesCode(history, oid))) continue;
    const others = (bySubject.get(subject) ?? []).filter((other) => Math.abs(other.at - at) < WITHIN_S);
    const backports: Oid[] = [];
    for (const other of others) if (await changesCode(history, other.oid)) backports.push(other.oid);
    const picked = await pickOntoOlder(history, oid, at);
    fixes.push({ commit: oid, parent: parents[0]!, at, subject, backports, picked });
  }
  return fixes;
}

function parse(line: string): { oid: Oid; parents: Oid[]; at: number; subject: string } {
  const [ids = "", at = "", subject = ""] = /^((?:[0-9a-f]{40,64} )+) ?(\d+) (.*)$/.exec(line)?.slice(1) ?? [];
  const [oid, ...parents] = ids.trim().split(" ").map(readOid);
  return { oid: oid!, parents, at: Number(at), subject };
}

async function changesCode({ scratch }: History, oid: Oid): Promise<boolean> {
  const files = await gitLines(["diff-tree", "-r", "--root", "--no-commit-id", "--name-only", oid], {
    gitDir: scratch,
  });
  return files.some((file) => !PROSE.test(file));
}

/**
 * A cherry-pick without a work tree: `git merge-tree` of two commits made for it, whose common parent has the tree that
 * the fix was made on.
 */
async function pickOntoOlder({ scratch }: History, fix: Oid, at: number): Promise<Oid[]> {
  const picked: Oid[] = [];
  for (const before of PICKED_AFTER_S) {
    const args = ["rev-list", "-1", "--first-parent", `--before=${at - before}`, `${fix}^`];
    const base = await gitText(args, { gitDir: scratch });
    if (base === "") continue;
    const shared = await commitTree(scratch, `${fix}^^{tree}`);
    const [ours, theirs] = [
      await commitTree(scratch, `${base}^{tree}`, shared),
      await commitTree(scratch, `${fix}^{tree}`, shared),
    ];
    const merged = await git(["merge-tree", "--write-tree", ours, theirs], { gitDir: scratch, expect: [1] });
    if (merged.exitCode !== 0) continue;
    const tree = merged.stdout.toString("utf8").trim();
    const isEmpty = tree === (await gitText(["rev-parse", `${base}^{tree}`], { gitDir: scratch }));
    if (!isEmpty) picked.push(await commitTree(scratch, tree, base));
  }
  return picked;
}

async function commitTree(gitDir: string, tree: string, ...parents: readonly string[]): Promise<Oid> {
  const env = { GIT_AUTHOR_NAME: "R", GIT_AUTHOR_EMAIL: "r@x", GIT_COMMITTER_NAME: "R", GIT_COMMITTER_EMAIL: "r@x" };
  const oid = await gitText(["rev-parse", "--verify", tree], { gitDir });
  const args = ["commit-tree", ...parents.flatMap((parent) => ["-p", parent]), "-m", "Replay", oid];
  return readOid(await gitText(args, { gitDir, env }));
}
