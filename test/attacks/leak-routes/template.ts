import { mkdir, mkdtemp, readFile, readdir, rename, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { installGuard } from "../../../src/stages/guard";
import { openHome, type CasePlaces } from "../../../src/tools/home";
import { commit, makeProject, run } from "../../support/gitRepo";
import { FIX, TEST } from "../../support/guardedProject";
import { makePrivatePlace } from "../../support/privatePlace";
import { withoutTerminal } from "../../support/pushWith";

/** A place that is copied for each route. */
export interface Template {
  readonly root: string;
  /** Relative paths of the files in which `root` stands. */
  readonly filesWithPath: readonly string[];
  /** Where the fix is made and the repository of that, relative to `root`. */
  readonly worktree: string;
  readonly repository: string;
  readonly fix: readonly [string, string];
  /** Every commit, tree and file that only the fix has. */
  readonly secrets: readonly string[];
}

/**
 * A public clone, and a fix of two commits: with Embargo in a private place, the clone guarded; without it in a linked
 * worktree of the clone. One ordinary commit waits to be pushed, and the guard has looked at one push before.
 */
export async function makeTemplate(base: string, guarded: boolean): Promise<Template> {
  const root = await mkdtemp(join(base, "template-"));
  const project = makeProject();
  await mkdir(join(root, "out"));
  await mkdir(join(root, "person"));
  await rename(project.remote, join(root, "out", "public.git"));
  await rename(project.clone, join(root, "clone"));
  project.cleanup();
  const clone = join(root, "clone");
  run(clone, ["remote", "set-url", "origin", join(root, "out", "public.git")]);
  run(join(root, "out", "public.git"), ["config", "http.receivepack", "true"]);
  // The copies of its files have the same times, and other numbers.
  run(clone, ["config", "core.checkStat", "minimal"]);
  run(clone, ["config", "core.trustCTime", "false"]);
  const { worktree, repository } = guarded ? await privatePlace(root, clone) : linkedWorktree(root, clone);
  const first = commit(worktree, FIX, "Leave cookies out after a redirect to another host");
  const second = commit(worktree, TEST, "Test the redirect");
  const objects = run(worktree, ["rev-list", "--objects", `${first}~1..${second}`]).split("\n");
  if (guarded) await installGuard(await openHome(join(root, "home")), clone);
  commit(clone, { "earlier.txt": "ordinary\n" }, "Earlier work");
  withoutTerminal(clone, ["git", "push", "-q", "origin", "main"]);
  commit(clone, { "work.txt": "ordinary\n" }, "Ordinary work");
  for (const hooks of ["clone/.git/hooks", "out/public.git/hooks"]) await rm(join(root, hooks), { recursive: true });
  return {
    root,
    filesWithPath: await filesWith(root),
    worktree: relative(root, worktree),
    repository: relative(root, repository),
    fix: [first, second],
    secrets: objects.map((line) => line.split(" ", 1)[0]!),
  };
}

async function privatePlace(root: string, clone: string): Promise<CasePlaces> {
  const home = await openHome(join(root, "home"));
  const { places } = await makePrivatePlace(home, clone);
  return places;
}

function linkedWorktree(root: string, clone: string): Pick<CasePlaces, "worktree" | "repository"> {
  const worktree = join(root, "fix");
  run(clone, ["worktree", "add", "-q", "-b", "fix", worktree]);
  return { worktree, repository: join(clone, ".git") };
}

/** The small files in which `text` stands; objects are compressed, and tell no paths. */
async function filesWith(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes("/objects/")) continue;
    if ((await readFile(path, "latin1")).includes(root)) found.push(relative(root, path));
  }
  return found;
}
