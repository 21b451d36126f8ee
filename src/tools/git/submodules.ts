import { join } from "node:path";
import type { Oid } from "../../model/ids";
import { exists } from "../files";
import { lacksObjects } from "./missingObjects";
import { readOid } from "./repository";
import { git, gitText } from "./run";

/** A submodule of one commit (gitsubmodules(7)). */
export interface Submodule {
  readonly name: string;
  /** Relative to the top of the work tree around it. */
  readonly path: string;
  /** The commit of it that the work tree wants. */
  readonly commit: Oid;
  /** Absolute path of the git directory that has this commit whole; absent when the public clone has none. */
  readonly gitDir?: string;
}

/** A public repository, and the work tree that somebody looked at it in. */
export interface PublicPlace {
  /** Absolute path of the common git directory. */
  readonly gitDir: string;
  /** Absolute path; absent for a bare one. */
  readonly worktree?: string;
}

/**
 * The submodules that a commit names, and where the public clone keeps each. Those whose name would leave git's folder
 * for them (git refuses them too) are left out.
 *
 * @param gitDir - a repository with the commit
 * @param from - the public clone; none of them is found when it is absent
 * @throws EmbargoError `git-failed`
 */
export async function readSubmodules(gitDir: string, commit: string, from?: PublicPlace): Promise<Submodule[]> {
  const listed = await readPaths(gitDir, commit);
  if (listed.length === 0) return [];
  const commits = await readLinks(gitDir, commit, listed);
  return Promise.all(
    listed.flatMap(({ name, path }) => {
      const wanted = commits.get(path);
      return wanted === undefined ? [] : describe({ name, path, commit: wanted }, from);
    }),
  );
}

async function describe(submodule: Submodule, from: PublicPlace | undefined): Promise<Submodule> {
  for (const gitDir of from ? await candidates(from, submodule) : []) {
    const { exitCode } = await git(["cat-file", "-e", `${submodule.commit}^{commit}`], { gitDir, expect: [1, 128] });
    if (exitCode === 0 && !(await lacksObjects(gitDir, submodule.commit))) return { ...submodule, gitDir };
  }
  return submodule;
}

/** The repository in its place in the work tree, then the one that git keeps for all checkouts. */
async function candidates({ gitDir, worktree }: PublicPlace, { name, path }: Submodule): Promise<string[]> {
  const place = worktree === undefined ? undefined : join(worktree, path);
  const inPlace =
    place !== undefined && (await exists(join(place, ".git")))
      ? [await gitText(["rev-parse", "--path-format=absolute", "--git-common-dir"], { cwd: place })]
      : [];
  const kept = join(gitDir, "modules", name);
  return [...inPlace, ...((await exists(join(kept, "HEAD"))) ? [kept] : [])];
}

async function readPaths(gitDir: string, commit: string): Promise<{ name: string; path: string }[]> {
  const args = ["config", "--blob", `${commit}:.gitmodules`, "-z", "--get-regexp", "^submodule\\..*\\.path$"];
  const { stdout } = await git(args, { gitDir, expect: [1, 128] });
  return stdout
    .toString("utf8")
    .split("\0")
    .flatMap((entry) => {
      const [, name = "", path = ""] = /^submodule\.(.*)\.path\n(.*)$/s.exec(entry) ?? [];
      return isSafeName(name) && path !== "" ? [{ name, path }] : [];
    });
}

function isSafeName(name: string): boolean {
  return name !== "" && !/^[/\\]/.test(name) && !name.split(/[/\\]/).includes("..");
}

/** Only what the tree calls a submodule counts: its path leads through no link of the work tree. */
async function readLinks(
  gitDir: string,
  commit: string,
  listed: readonly { readonly path: string }[],
): Promise<Map<string, Oid>> {
  const list = ["--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--"];
  const text = await gitText([...list, ...listed.map(({ path }) => path)], { gitDir });
  return new Map(
    text.split("\0").flatMap((line) => {
      const [, oid, path] = /^160000 commit ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      return oid === undefined || path === undefined ? [] : [[path, readOid(oid)] as const];
    }),
  );
}
