import { EmbargoError } from "../model/errors";
import { fileError } from "./files";

/** Waits longer than the lock of a killed process counts. */
const LOCK = { realpath: false, stale: 2000, retries: { retries: 20, minTimeout: 50, maxTimeout: 250 } };

/**
 * Does something while no other process does the same: one waits for the other, so that editor and terminal do not overwrite
 * each other.
 *
 * @param lockPath - a folder that is there only meanwhile; its parent must exist
 * @param busy - the sentence for whoever waited too long
 * @throws EmbargoError `busy`, `home-unwritable`, and what `work` throws
 */
export async function whileLocked<Result>(
  lockPath: string,
  busy: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const { lock } = await import("proper-lockfile"); // only where something is written: a push waits for what loads
  const release = await lock(lockPath, { ...LOCK, lockfilePath: lockPath }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ELOCKED") throw fileError(error);
    throw new EmbargoError("busy", busy, "Try again in a moment.", error);
  });
  try {
    return await work();
  } finally {
    await release();
  }
}
