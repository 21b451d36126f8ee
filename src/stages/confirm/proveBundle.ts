import type { Home } from "../../tools/home";
import { openQuarantine } from "../../tools/git/quarantine";
import type { Opener } from "../../tools/pgp/opener";
import type { ReplyHeader } from "../../model/bundle/reply";
import { EmbargoError } from "../../model/errors";
import { checkBranches } from "./checkBranches";
import { openBundle } from "./openBundle";

/** What the maker kept of a file that was just made. */
export interface JustMade {
  readonly opener: Opener;
  /** Whom the file is for. */
  readonly forKey: ReplyHeader["forKey"];
  /** The maker's own certificate, armored. */
  readonly signer: string;
  /** The object folder that has the bases. */
  readonly objects: string;
}

/**
 * Opens a file of our own as its reader will, with every check of `reviewBundle`, before it is handed out. Nothing is noted
 * as seen.
 *
 * @param isWhole false: without the branches, which were checked in another file of the same version
 * @throws EmbargoError what `reviewBundle` throws, and `round-trip-differs` when a branch cannot be checked
 */
export async function proveBundle(home: Home, message: Uint8Array, made: JustMade, isWhole: boolean): Promise<void> {
  const { opener, forKey, signer, objects } = made;
  const keys = { signers: [signer], made: { opener, forKey } };
  const { manifest, files } = await openBundle(message, keys, () => Promise.resolve(undefined));
  if (!isWhole) return;
  const quarantine = await openQuarantine(home, manifest.object_format, objects);
  try {
    const branches = await checkBranches(quarantine, manifest, files);
    if (branches.every(({ checked }) => checked)) return;
  } finally {
    await quarantine.close();
  }
  throw new EmbargoError(
    "round-trip-differs",
    "What was packed could not be checked: a base is missing in the private repository.",
    "Nothing was handed out. Fetch in the private worktree, then make the bundle again.",
  );
}
