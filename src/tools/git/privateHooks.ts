import { copyFile, chmod } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../files";
import { programDir } from "../program";
import { COMMIT_HOOKS } from "./hookNames";

const REFUSING_HOOKS = ["pre-push", "sendemail-validate"];

/** The refusing program that the private repository names as its mail program, relative to its hooks folder. */
export const MAIL_REFUSER = "refuse-mail";

/**
 * Writes the hooks of a private repository, which add the trailer, run the project's own commit hooks (never its push
 * hooks) and refuse to send, into a folder of our own: `hooks` itself is where other programs (git-lfs)
 * install theirs.
 *
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function writePrivateHooks(folder: string): Promise<void> {
  await makeFolder(folder);
  const scripts = join(programDir(), "private");
  for (const name of COMMIT_HOOKS) await copyProgram(join(scripts, "commit.sh"), join(folder, name));
  for (const name of [...REFUSING_HOOKS, MAIL_REFUSER])
    await copyProgram(join(scripts, "refuse.sh"), join(folder, name));
}

async function copyProgram(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await chmod(to, 0o700);
}
