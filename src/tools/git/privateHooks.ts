import { chmod, copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../files";
import { programDir } from "../program";
import { formatConfig, type ConfigEntry } from "./configFile";
import { COMMIT_HOOKS } from "./hookNames";

const REFUSING_HOOKS = ["pre-push", "sendemail-validate"];

/** The settings that lock a submodule, as text of a configuration file, in the same folder. */
const SUBMODULE_LOCKS = "submodule-locks";

/** The refusing program that the private repository names as its mail programs, relative to its hooks folder. */
export const SEND_REFUSER = "refuse-mail";

/**
 * Writes the hooks of a private repository, which add the trailer, run the project's own commit hooks (never its push
 * hooks) and refuse to send, into a folder of our own: `hooks` itself is where other programs (git-lfs)
 * install theirs.
 *
 * @param locks - what the hooks add to the settings of a submodule that somebody puts there by hand

 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function writePrivateHooks(folder: string, locks: readonly ConfigEntry[]): Promise<void> {
  await makeFolder(folder);
  const scripts = join(programDir(), "private");
  await writeFile(join(folder, SUBMODULE_LOCKS), formatConfig(locks));
  await copyProgram(join(scripts, "lockSubmodules.sh"), join(folder, "post-index-change"));
  for (const name of COMMIT_HOOKS) await copyProgram(join(scripts, "commit.sh"), join(folder, name));
  for (const name of [...REFUSING_HOOKS, SEND_REFUSER])
    await copyProgram(join(scripts, "refuse.sh"), join(folder, name));
}

async function copyProgram(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await chmod(to, 0o700);
}
