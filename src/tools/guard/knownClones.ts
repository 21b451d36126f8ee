import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { toInstant, type Instant } from "../../model/ids";
import { exists, readTextIfThere, writeFileAtomic } from "../files";

/** A clone of a project that was seen on this machine: one file each in `<home>/<project>/guard/clones/`. */
export interface KnownClone {
  readonly format: "embargo-clone/1";
  /** The common git directory, absolute. */
  readonly gitDir: string;
  readonly seenAt: Instant;
  /** When a canary was last stopped in each of its checkouts; absent when that was never tried, or failed last. */
  readonly provenAt?: Instant;
}

/** Written again only after this long, so that looking is not writing. */
const SEEN_AGAIN_MS = 24 * 60 * 60 * 1000;

/**
 * The clones of a project that were seen here and are still where they were, by path.
 *
 * @param project - `<home>/<project>`
 */
export async function knownClones(project: string): Promise<KnownClone[]> {
  const folder = folderOf(project);
  const names = await readdir(folder).catch(() => []);
  const clones = await Promise.all(names.map(async (name) => parse(await readTextIfThere(join(folder, name)))));
  const there = await Promise.all(clones.map(async (clone) => clone && (await exists(join(clone.gitDir, "HEAD")))));
  return clones.flatMap((clone, index) => (clone && there[index] ? [clone] : [])).sort(byPath);
}

/**
 * Remembers that a clone of the project was seen.
 *
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function rememberClone(project: string, gitDir: string, now = new Date()): Promise<void> {
  const known = await readClone(project, gitDir);
  if (known && now.getTime() - Date.parse(known.seenAt) < SEEN_AGAIN_MS) return;
  await write(project, { ...known, format: "embargo-clone/1", gitDir, seenAt: toInstant(now) });
}

/**
 * Remembers how a proof of the guard in this clone ended.
 *
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function rememberProof(
  project: string,
  gitDir: string,
  isProven: boolean,
  now = new Date(),
): Promise<void> {
  const seen = { format: "embargo-clone/1", gitDir, seenAt: toInstant(now) } as const;
  await write(project, isProven ? { ...seen, provenAt: toInstant(now) } : seen);
}

async function readClone(project: string, gitDir: string): Promise<KnownClone | undefined> {
  return parse(await readTextIfThere(fileOf(project, gitDir)));
}

async function write(project: string, clone: KnownClone): Promise<void> {
  await writeFileAtomic(fileOf(project, clone.gitDir), `${JSON.stringify(clone)}\n`);
}

/** A damaged file is as good as none: the clone is seen again. */
function parse(text: string | undefined): KnownClone | undefined {
  try {
    const clone = JSON.parse(text ?? "") as KnownClone;
    const isWhole = typeof clone.gitDir === "string" && typeof clone.seenAt === "string";
    return clone.format === "embargo-clone/1" && isWhole ? clone : undefined;
  } catch {
    return undefined;
  }
}

function fileOf(project: string, gitDir: string): string {
  const name = createHash("sha256").update(gitDir).digest("hex").slice(0, 16);
  return join(folderOf(project), `${name}.json`);
}

function folderOf(project: string): string {
  return join(project, "guard", "clones");
}

function byPath(a: KnownClone, b: KnownClone): number {
  return a.gitDir < b.gitDir ? -1 : 1;
}
