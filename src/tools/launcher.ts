import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { quoteForShell } from "../model/quoteForShell";
import { writeFileAtomic } from "./files";
import type { Home } from "./home";
import { programDir } from "./program";

/**
 * Writes a small program `embargo` into `<home>/bin` that starts the command line with the runtime of this process; the
 * editor's own binary is told to be Node.
 *
 * @returns its absolute path
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function writeLauncher(home: Home): Promise<string> {
  const program = join(programDir(), "cli.js");
  const isWindows = process.platform === "win32";
  const path = join(home.dir, "bin", isWindows ? "embargo.cmd" : "embargo");
  await writeFileAtomic(path, isWindows ? forWindows(program) : forShell(program));
  await chmod(path, 0o700);
  return path;
}

function forShell(program: string): string {
  return `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${quoteForShell(process.execPath)} ${quoteForShell(program)} "$@"\n`;
}

function forWindows(program: string): string {
  return `@set ELECTRON_RUN_AS_NODE=1\r\n@"${process.execPath}" "${program}" %*\r\n`;
}
