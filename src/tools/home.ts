import { randomBytes } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join, posix, win32 } from "node:path";
import { EmbargoError } from "../model/errors";
import type { CaseId, Oid } from "../model/ids";
import { makeFolder, removeTree } from "./files";
import { readAcceptedPlace, refuseUnsafePlace } from "./homePlace";

/** The private home of all cases: owner-only, never inside a repository. */
export interface Home {
  readonly dir: string;
}

/** Everything of one case, as paths. `docs/architecture.md` draws the tree. */
export interface CasePlaces {
  readonly dir: string;
  readonly record: string;
  readonly log: string;
  readonly advisory: string;
  readonly acknowledgement: string;
  readonly repository: string;
  readonly worktree: string;
  readonly workspace: string;
  readonly bundles: string;
  readonly answers: string;
  readonly evidence: string;
  /** The mail that reported it, as it came; absent when there was none. */
  readonly report: string;
}

/** The part of the environment that decides where the home is. */
export interface HomeEnvironment {
  readonly platform: NodeJS.Platform;
  readonly userHome: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * The home's path: `EMBARGO_HOME`, else the platform's per-user data folder (XDG base directories, `~/Library/Application
 * Support`, `%LOCALAPPDATA%`). Pure, so that each platform's answer is tested on every platform.
 */
export function homePath({ platform, userHome, variables }: HomeEnvironment): string {
  if (variables.EMBARGO_HOME) return variables.EMBARGO_HOME;
  if (platform === "win32") {
    return win32.join(variables.LOCALAPPDATA ?? win32.join(userHome, "AppData", "Local"), "embargo");
  }
  if (platform === "darwin") return posix.join(userHome, "Library", "Application Support", "embargo");
  const data = variables.XDG_DATA_HOME;
  return posix.join(data?.startsWith("/") ? data : posix.join(userHome, ".local", "share"), "embargo");
}

/** The home path of this process. */
export function ownHomePath(): string {
  return homePath({ platform: process.platform, userHome: homedir(), variables: process.env });
}

/**
 * Opens the home, making it when it is not there, and sweeps what a crash left in its `tmp`.
 *
 * @throws EmbargoError `home-unsafe` when others may read it, it is not ours, or lies in an unsafe place, `home-unwritable`, `disk-full`
 */
export async function openHome(dir = ownHomePath()): Promise<Home> {
  await makeFolder(dir);
  await refuseUnsafePlace(dir);
  if ((await readAcceptedPlace(dir))?.kind !== "no-permissions") await refuseOpenFolder(dir);
  const home = { dir };
  await sweepTemporary(home);
  return home;
}

/** The folder of a project, by its smallest root commit: every clone of it finds the same one. */
export function projectDir(home: Home, rootCommits: readonly Oid[]): string {
  const smallest = [...rootCommits].sort()[0];
  if (!smallest) throw new EmbargoError("no-commit", "The repository has no commit yet.", "Make a first commit.");
  return join(home.dir, smallest.slice(0, 16));
}

/** What the guard knows about a project's cases. */
export function guardDir(home: Home, rootCommits: readonly Oid[]): string {
  return join(projectDir(home, rootCommits), "guard");
}

/** The folder of a case and what lies in it. */
export function casePlaces(home: Home, rootCommits: readonly Oid[], id: CaseId): CasePlaces {
  return placesIn(join(projectDir(home, rootCommits), id), id);
}

/** The same from the folder itself. */
export function placesIn(dir: string, id: CaseId): CasePlaces {
  return {
    dir,
    record: join(dir, "case.json"),
    log: join(dir, "log"),
    advisory: join(dir, "advisory.md"),
    acknowledgement: join(dir, "acknowledgement.eml"),
    repository: join(dir, "repo.git"),
    worktree: join(dir, "worktrees", "fix"),
    workspace: join(dir, `${id}.code-workspace`),
    bundles: join(dir, "bundles"),
    answers: join(dir, "answers"),
    evidence: join(dir, "evidence"),
    report: join(dir, "evidence", "report.eml"),
  };
}

/** A new owner-only folder under `<home>/tmp`, named after this process so that a later start can sweep it. */
export async function makeTemporary(home: Home): Promise<string> {
  const dir = join(home.dir, "tmp", `${process.pid}-${randomBytes(6).toString("hex")}`);
  await makeFolder(dir);
  return dir;
}

async function refuseOpenFolder(dir: string): Promise<void> {
  if (process.platform === "win32") return;
  const { mode, uid } = await lstat(dir);
  if ((mode & 0o077) !== 0 || (process.getuid && uid !== process.getuid())) {
    throw new EmbargoError(
      "home-unsafe",
      "The Embargo home can be read by others, or belongs to somebody else.",
      `Make it yours alone (chmod 700 ${dir}), or set EMBARGO_HOME to a folder that is.`,
    );
  }
}

async function sweepTemporary(home: Home): Promise<void> {
  const tmp = join(home.dir, "tmp");
  for (const name of await readdir(tmp).catch(() => [])) {
    if (!isAlive(Number.parseInt(name, 10))) await removeTree(join(tmp, name));
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
