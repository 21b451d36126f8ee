import { join } from "node:path";
import { exists } from "../files";
import { openRepository } from "./repository";
import { git } from "./run";

/** A submodule that was set up in a checkout: a repository of its own, with pushes of its own. */
export interface SubmoduleRepository {
  readonly directory: string;
  /** Its common git directory, absolute. */
  readonly gitDir: string;
}

/** The submodules that are set up in these checkouts, and those in them, each repository once. */
export async function readSubmodulesIn(checkouts: readonly string[]): Promise<SubmoduleRepository[]> {
  const found = new Map<string, SubmoduleRepository>();
  for (const checkout of checkouts) await visit(checkout, found);
  return [...found.values()];
}

async function visit(checkout: string, found: Map<string, SubmoduleRepository>): Promise<void> {
  for (const directory of await linkedFolders(checkout)) {
    if (!(await exists(join(directory, ".git")))) continue; // named in the tree, never set up here
    const repository = await openRepository(directory).catch(() => undefined);
    if (!repository || found.has(repository.gitDir)) continue;
    found.set(repository.gitDir, { directory, gitDir: repository.gitDir });
    await visit(directory, found);
  }
}

/** What the index of a checkout links to (mode 160000, gitmodules(5)). */
async function linkedFolders(checkout: string): Promise<string[]> {
  if (!(await exists(join(checkout, ".gitmodules")))) return [];
  const listed = await git(["ls-files", "--stage", "-z", "--full-name"], { cwd: checkout, expect: [128] });
  const entries = listed.stdout.toString("utf8").split("\0");
  return entries
    .filter((entry) => entry.startsWith("160000 "))
    .map((entry) => join(checkout, entry.slice(entry.indexOf("\t") + 1)));
}
