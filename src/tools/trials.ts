import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { EmbargoError } from "../model/errors";
import type { Sha256 } from "../model/ids";
import { readTextIfThere, removeTree, writeFileAtomic } from "./files";
import { markTrial, trialMark } from "./git/trial";
import type { Home } from "./home";

/** Where a bundle's result is written when the person names no folder. */
export function trialFolder(home: Home, name: string): string {
  return join(home.dir, "reviews", name);
}

/** The folder in which a bundle's result was written; `undefined` when there is none, or it is gone. */
export async function findTrial(home: Home, digest: Sha256): Promise<string | undefined> {
  const dir = (await readTextIfThere(noteOf(home, digest)))?.replace(/\n$/, "");
  return dir !== undefined && (await isTrialOf(dir, digest)) ? dir : undefined;
}

/** Notes that a folder holds a bundle's result: first in it, then in the home. */
export async function noteTrial(home: Home, digest: Sha256, dir: string): Promise<void> {
  await markTrial(dir, digest);
  await writeFileAtomic(noteOf(home, digest), `${dir}\n`);
}

/**
 * Removes the folder with a bundle's result, and whatever the person did in it.
 *
 * @returns the folder; `undefined` when there was none
 */
export async function removeTrial(home: Home, digest: Sha256): Promise<string | undefined> {
  const dir = await findTrial(home, digest);
  if (dir !== undefined) await removeTree(dir);
  await removeTree(noteOf(home, digest));
  return dir;
}

/**
 * Refuses a folder that holds something.
 *
 * @throws EmbargoError `file-exists`
 */
export async function refuseFilled(dir: string): Promise<void> {
  const entries = await readdir(dir).catch((error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? [] : ["?"]));
  if (entries.length === 0) return;
  throw new EmbargoError("file-exists", "The folder for the worktree holds something already.", "Name an empty one.");
}

async function isTrialOf(dir: string, digest: Sha256): Promise<boolean> {
  return (await readTextIfThere(trialMark(dir)).catch(() => undefined)) === `${digest}\n`;
}

function noteOf(home: Home, digest: Sha256): string {
  return join(home.dir, "reviews", `${digest}.folder`);
}
