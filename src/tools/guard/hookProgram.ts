import { constants } from "node:fs";
import { access, chmod, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { EmbargoError } from "../../model/errors";
import { quoteForShell } from "../../model/quoteForShell";
import { fileError, readTextIfThere, writeFileAtomic } from "../files";
import type { Home } from "../home";
import { programDir } from "../program";

/**
 * Copies the second stage into `<home>/bin`, where it survives updates and the removal of the extension, with a starter
 * that knows today's runtime.
 *
 * @throws EmbargoError `program-missing` when Embargo was not built, `disk-full`, `home-unwritable`
 */
export async function installHookProgram(home: Home): Promise<void> {
  const bin = join(home.dir, "bin");
  const program = await readFile(join(programDir(), "hook.js")).catch((error: unknown) => {
    throw new EmbargoError("program-missing", "The guard's program is missing.", "Install Embargo again.", error);
  });
  await writeFileAtomic(join(bin, "hook.js"), program);
  await writeFileAtomic(join(bin, "hook"), starter(process.execPath));
  await chmod(join(bin, "hook"), 0o700).catch((error: unknown) => {
    throw fileError(error);
  });
}

/** What the starter of the second stage will run. */
export interface HookRuntime {
  /** The program that was recorded at the last install; `undefined` when no guard was installed yet. */
  readonly recorded?: string;
  readonly isThere: boolean;
  /** The Node on the PATH, which stands in for it; `undefined` when there is none. */
  readonly other?: string;
}

/** Reads what the second stage will be run with, and whether it is there. */
export async function readHookRuntime(home: Home): Promise<HookRuntime> {
  const text = (await readTextIfThere(join(home.dir, "bin", "hook"))) ?? "";
  const quoted = /^runtime='(.*)'$/m.exec(text)?.[1];
  if (quoted === undefined) return { isThere: false };
  const recorded = quoted.replaceAll("'\\''", "'");
  const candidates = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "node"));
  const [isThere, ...found] = await Promise.all([recorded, ...candidates].map(mayRun));
  const other = candidates.find((_, index) => found[index]);
  return { recorded, isThere: isThere === true, ...(other === undefined ? {} : { other }) };
}

async function mayRun(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Whichever program is recorded: an Electron one (the editor's) is told to be Node, Node itself does not mind. When an
 * update took it away, any Node will do; what a debugger or a person puts into every Node of theirs stays out.
 */
function starter(runtime: string): string {
  return [
    "#!/bin/sh",
    "# Starts the second stage of the push guard; written anew by: embargo guard install",
    "unset NODE_OPTIONS",
    `runtime=${quoteForShell(runtime)}`,
    '[ -x "$runtime" ] || runtime=node',
    'ELECTRON_RUN_AS_NODE=1 exec "$runtime" "${0%/*}/hook.js" "$@"',
    "",
  ].join("\n");
}
