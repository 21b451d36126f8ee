import { EmbargoError } from "../errors";
import { pathRefusal } from "./changedPath";
import { checkPatchShape, declaredBytes } from "./patchShape";

/** 64 MiB: what the binary changes of a branch may become. */
const LARGEST_CHANGE = 64 * 2 ** 20;

/**
 * What must hold of a branch's patches before git sees them (FORMAT section 5); the maker checks it as the reader does.
 *
 * @throws EmbargoError `patch-fails`, `too-large`
 */
export async function checkPatches(patches: readonly Uint8Array[]): Promise<void> {
  patches.forEach(checkPatchShape);
  let declared = 0;
  for (const patch of patches) declared += await declaredBytes(patch);
  if (declared <= LARGEST_CHANGE) return;
  throw new EmbargoError(
    "too-large",
    `The patches would become ${declared} bytes of binary files; at most ${LARGEST_CHANGE} are read.`,
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
