import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { caseBranch, type CaseRecord } from "../../model/case";
import { toInstant, type Instant } from "../../model/ids";
import { isFolder } from "../files";
import type { CasePlaces } from "../home";
import { git } from "./run";

/** The public work that a private place has. */
export interface PublicWork {
  /** When it was fetched from the public remote, as far as the clones tell; absent when they do not. */
  readonly at?: Instant;
  /** Commits of the base's branch that the fix is not on; absent when that branch is not known. */
  readonly newer?: number;
  /** Whether the public clone is where the case knows it. */
  readonly cloneIsThere: boolean;
}

/** How old the public work in the private place of a case is: the public clone's last fetch, or ours from it if that is older. */
export async function readPublicWork(record: CaseRecord, { repository }: CasePlaces): Promise<PublicWork> {
  const { publicGitDir, publicRemote } = record.project;
  const [there, here, newer, cloneIsThere] = await Promise.all([
    lastFetch(publicGitDir),
    lastFetch(repository),
    countNewer(record, repository),
    isFolder(publicGitDir),
  ]);
  const cloned =
    publicRemote === undefined
      ? undefined
      : await changedAt(join(publicGitDir, "logs/refs/remotes", publicRemote, "HEAD"));
  const known = [there ?? cloned, here ?? Date.parse(record.createdAt)];
  const at = known.every((time) => time !== undefined) ? Math.min(...known) : undefined;
  return {
    ...(at === undefined ? {} : { at: toInstant(new Date(at)) }),
    ...(newer === undefined ? {} : { newer }),
    cloneIsThere,
  };
}

/** Milliseconds since 1970. Each linked worktree has a FETCH_HEAD of its own; an empty one is that of a fetch that failed. */
async function lastFetch(gitDir: string): Promise<number | undefined> {
  const names = await readdir(join(gitDir, "worktrees")).catch(() => []);
  const folders = [gitDir, ...names.map((name) => join(gitDir, "worktrees", name))];
  const times = await Promise.all(folders.map((folder) => changedAt(join(folder, "FETCH_HEAD"))));
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

async function changedAt(file: string): Promise<number | undefined> {
  try {
    const { mtimeMs, size } = await stat(file);
    return size === 0 ? undefined : mtimeMs;
  } catch {
    return undefined;
  }
}

async function countNewer({ id, base }: CaseRecord, repository: string): Promise<number | undefined> {
  const range = `refs/heads/${caseBranch(id)}..refs/remotes/origin/${base.branch}`;
  const { exitCode, stdout } = await git(["rev-list", "--count", range, "--"], { gitDir: repository, expect: [128] });
  return exitCode === 0 ? Number(stdout.toString("utf8")) : undefined;
}
