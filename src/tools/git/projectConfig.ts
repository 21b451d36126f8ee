import { asEmbargoError, EmbargoError } from "../../model/errors";
import {
  MAX_PROJECT_CONFIG_BYTES,
  NO_PROJECT_CONFIG,
  parseProjectConfig,
  PROJECT_CONFIG_FILE,
  type ProjectConfig,
} from "../../model/projectConfig";
import { git, type GitOptions } from "./run";

/**
 * `.embargo.yml` as it stands in a commit of the project; what lies uncommitted in a work tree does not count.
 *
 * @param commit - any name git knows (default: HEAD)
 * @throws EmbargoError `config-invalid`, `git-failed`
 */
export async function readProjectConfig(
  where: Pick<GitOptions, "cwd" | "gitDir">,
  commit = "HEAD",
): Promise<ProjectConfig> {
  const args = ["cat-file", "blob", `${commit}:${PROJECT_CONFIG_FILE}`];
  const { exitCode, stdout } = await git(args, { ...where, expect: [128] });
  if (exitCode !== 0) return NO_PROJECT_CONFIG;
  if (stdout.length > MAX_PROJECT_CONFIG_BYTES) {
    throw new EmbargoError("config-invalid", `The file ${PROJECT_CONFIG_FILE} is larger than 64 KiB.`, "Shorten it.");
  }
  return parseProjectConfig(stdout.toString("utf8"));
}

/**
 * The configuration of the project around a folder; none outside of a repository and where there is no git.
 *
 * @throws EmbargoError `config-invalid`
 */
export async function projectConfigAround(folder: string): Promise<ProjectConfig> {
  return readProjectConfig({ cwd: folder }).catch((error: unknown) => {
    if (asEmbargoError(error).code === "git-missing") return NO_PROJECT_CONFIG;
    throw error;
  });
}
