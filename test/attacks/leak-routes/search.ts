import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MARKER } from "../../support/guardedProject";
import { call, type Place } from "./place";

/**
 * Whether anything of the fix is in the outside world: a word of it or one of `secrets` in any object of any repository
 * there, reachable or not, or in any file.
 */
export async function isOutside(place: Place, secrets: readonly string[]): Promise<boolean> {
  const entries = await readdir(place.out, { recursive: true, withFileTypes: true });
  const repositories = entries
    .filter((entry) => entry.name === "objects" && existsSync(join(entry.parentPath, "HEAD")))
    .map((entry) => entry.parentPath);
  const ids = new RegExp(`^(${secrets.join("|")}) (commit|tree|blob)`, "m");
  for (const repository of repositories) {
    const { code, output } = await everythingIn(place, repository);
    if (code !== 0) throw new Error(`${repository} cannot be searched: ${output}`);
    if (output.includes(MARKER) || ids.test(output)) return true;
  }
  for (const entry of entries) {
    if (
      !entry.isFile() ||
      repositories.some((repository) => dirname(entry.parentPath) === join(repository, "objects"))
    ) {
      continue;
    }
    if ((await readFile(join(entry.parentPath, entry.name), "latin1")).includes(MARKER)) return true;
  }
  return false;
}

function everythingIn(place: Place, repository: string): ReturnType<typeof call> {
  return call(place, repository, "git", [
    "--no-replace-objects",
    "cat-file",
    "--batch-all-objects",
    "--batch",
    "--buffer",
  ]);
}

/** Whether the newest commit of the public clone is on a branch or tag of the public remote. */
export async function hasArrived(place: Place): Promise<boolean> {
  const head = await call(place, place.clone, "git", ["rev-parse", "HEAD"]);
  const { output } = await call(place, place.remote, "git", ["for-each-ref", "--contains", head.output.trim()]);
  return output.includes("refs/");
}
