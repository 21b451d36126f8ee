import { randomBytes } from "node:crypto";
import { lstat, readdir, realpath, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EmbargoError } from "../model/errors";
import { toInstant, type Instant } from "../model/ids";
import { unsafePlaceOf, unsafeSentence, type UnsafePlace } from "../model/unsafePlace";
import { makeFolder, readTextIfThere, writeFileAtomic } from "./files";

/** That a person took a place for the home although something speaks against it. */
export interface AcceptedPlace {
  readonly place: string;
  readonly kind: UnsafePlace["kind"];
  readonly acceptedAt: Instant;
}

/** Its name in the home. */
export const ACCEPTED_PLACE = "accepted-place.json";

/**
 * Refuses a home that somebody else gets to see: inside a synced folder or a repository, or on a file system that keeps no
 * permissions; unless a person accepted that for this very place.
 *
 * @throws EmbargoError `home-unsafe`
 */
export async function refuseUnsafePlace(dir: string): Promise<void> {
  const found = await findUnsafePlace(dir);
  if (found === undefined || (await readAcceptedPlace(dir))?.kind === found.kind) return;
  throw new EmbargoError(
    "home-unsafe",
    unsafeSentence(found),
    "Set EMBARGO_HOME to a folder that stays on this machine and is yours alone. If you know better: embargo home accept",
  );
}

/** What speaks against the place of a home; `undefined` when nothing does. */
export async function findUnsafePlace(dir: string): Promise<UnsafePlace | undefined> {
  const place = await realpath(dir);
  const found = unsafePlaceOf(await wayTo(place), syncedRoots());
  if (found) return found;
  return (await keepsPermissions(place)) ? undefined : { kind: "no-permissions" };
}

/** What a person accepted for a home in this place; `undefined` when they did not, or it has moved since. */
export async function readAcceptedPlace(dir: string): Promise<AcceptedPlace | undefined> {
  try {
    const accepted = JSON.parse((await readTextIfThere(join(dir, ACCEPTED_PLACE))) ?? "") as AcceptedPlace;
    return accepted.place === (await realpath(dir)) ? accepted : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Records that a person takes this place all the same.
 *
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function acceptPlace(dir: string, { kind }: UnsafePlace): Promise<void> {
  const accepted: AcceptedPlace = { place: await realpath(dir), kind, acceptedAt: toInstant(new Date()) };
  await writeFileAtomic(join(dir, ACCEPTED_PLACE), `${JSON.stringify(accepted, null, 2)}\n`);
}

async function wayTo(place: string) {
  const paths = [place];
  for (let path = place; dirname(path) !== path; path = dirname(path)) paths.push(dirname(path));
  return Promise.all(paths.map(async (path) => ({ path, names: await readdir(path).catch(() => []) })));
}

/** Variables that OneDrive sets for its folders on Windows. */
function syncedRoots(): Record<string, string> {
  const roots = [process.env.OneDrive, process.env.OneDriveConsumer, process.env.OneDriveCommercial];
  return Object.fromEntries(roots.flatMap((root) => (root ? [[root.toLowerCase(), "OneDrive"]] : [])));
}

/** Tried with a folder of our own, because a home may have been opened to others by hand. */
async function keepsPermissions(place: string): Promise<boolean> {
  if (process.platform === "win32") return true; // access there is that of the user's profile
  const { mode } = await lstat(place);
  if ((mode & 0o077) === 0) return true;
  const probe = join(place, `probe-${randomBytes(4).toString("hex")}`);
  await makeFolder(probe);
  try {
    return ((await lstat(probe)).mode & 0o077) === 0;
  } finally {
    await rmdir(probe);
  }
}
