import { readConfig } from "./configFile";
import { gitLines } from "./run";

/**
 * Whether a repository is a partial clone (git-clone(1), `--filter`) that lacks objects of the history of `commit`.
 *
 * @throws EmbargoError `git-failed`
 */
export async function lacksObjects(gitDir: string, commit: string): Promise<boolean> {
  const config = await readConfig(gitDir);
  if (!config.some(({ key }) => /^remote\..+\.promisor$/.test(key) || key === "extensions.partialclone")) return false;
  const objects = await gitLines(["rev-list", "--objects", "--missing=print", commit, "--"], { gitDir });
  return objects.some((line) => line.startsWith("?"));
}
