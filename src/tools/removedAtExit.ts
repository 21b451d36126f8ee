import { rmSync } from "node:fs";
import { removeTree } from "./files";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const folders = new Set<string>();

/**
 * Promises that a temporary folder goes away, also when the process exits or is told to stop before its time.
 *
 * @returns what removes it now
 */
export function removeAtExit(dir: string): () => Promise<void> {
  if (folders.size === 0) watch();
  folders.add(dir);
  return async () => {
    await removeTree(dir);
    folders.delete(dir);
    if (folders.size === 0) unwatch();
  };
}

function watch(): void {
  process.on("exit", removeAll);
  for (const signal of SIGNALS) process.on(signal, removeAndStop);
}

function unwatch(): void {
  process.off("exit", removeAll);
  for (const signal of SIGNALS) process.off(signal, removeAndStop);
}

function removeAll(): void {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
  folders.clear();
}

/** Without us the signal would have ended the process; with us gone again it does, unless somebody else listens too. */
function removeAndStop(signal: NodeJS.Signals): void {
  removeAll();
  unwatch();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
