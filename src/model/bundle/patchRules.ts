import { EmbargoError } from "../errors";
import { byteText } from "./bytes";
import { pathRefusal } from "./changedPath";
import { checkPatchShape, declaredBytes } from "./patchShape";

/** 64 MiB: what the binary changes of a bundle may become, all branches together. */
const LARGEST_CHANGE = 64 * 2 ** 20;
/** Each delta must be inflated to see its size: a patch of 3 MB with 200,000 of them would keep us busy for a minute. */
const MOST_DELTAS = 10_000;

/**
 * What must hold of all patches of a bundle before git sees them (FORMAT section 5); the maker checks it as the reader does.
 *
 * @throws EmbargoError `patch-fails`, `too-large`
 */
export async function checkPatches(patches: readonly Uint8Array[]): Promise<void> {
  patches.forEach(checkPatchShape);
  const deltas = patches.reduce((sum, patch) => sum + (byteText(patch).match(/^delta \d/gm)?.length ?? 0), 0);
  if (deltas > MOST_DELTAS) throw tooLarge(`hold ${deltas} binary deltas; at most ${MOST_DELTAS} are read`);
  let declared = 0;
  for (const patch of patches) declared += await declaredBytes(patch);
  if (declared <= LARGEST_CHANGE) return;
  throw tooLarge(`would become ${declared} bytes of binary files; at most ${LARGEST_CHANGE} are read`);
}

function tooLarge(reason: string): EmbargoError {
  return new EmbargoError(
    "too-large",
    `The patches ${reason}.`,
    "Nothing was applied. See how it can be done with less.",
  );
}

/**
 * Refuses a path that a branch must not add or change.
 *
 * @param newMode git's octal mode after the change; absent when it is not known
 * @throws EmbargoError `patch-fails`
 */
export function checkChangedPath(path: string, newMode?: string): void {
  const reason = pathRefusal(path, newMode);
  if (reason) throw patchRefusal(`they add or change ${reason}`);
}

/** Patches that are refused, with the reason as the rest of the sentence. */
export function patchRefusal(reason: string, cause?: unknown): EmbargoError {
  return new EmbargoError(
    "patch-fails",
    `The bundle's patches are refused: ${reason}.`,
    "Nothing in your clone was changed. Ask the sender to make the bundle again.",
    cause,
  );
}
