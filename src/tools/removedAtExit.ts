import { rmSync } from "node:fs";
import { onExit } from "signal-exit";
import { removeTree } from "./files";

/**
 * Promises that a temporary folder goes away, also when the process exits or a signal ends it before its time.
 *
 * @returns what removes it now
 */
export function removeAtExit(dir: string): () => Promise<void> {
  const forget = onExit(() => rmSync(dir, { recursive: true, force: true }));
  return async () => {
    await removeTree(dir);
    forget();
  };
}
