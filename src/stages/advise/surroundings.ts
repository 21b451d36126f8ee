import type { CaseRecord } from "../../model/case";
import type { ProjectConfig } from "../../model/projectConfig";
import { readProjectConfig } from "../../tools/git/projectConfig";

/** What an export has to know besides the advisory. */
export interface Surroundings {
  readonly project: ProjectConfig;
  /** Addresses of the case's private remotes; they must not get out. */
  readonly privateUrls: readonly string[];
}

/**
 * What the project of a case and the case say. The project as it was at the base of the fix: what a fix does to its
 * configuration is not public yet.
 *
 * @throws EmbargoError `config-invalid`, `git-failed`
 */
export async function caseSurroundings({ project, base, privateRemotes = [] }: CaseRecord): Promise<Surroundings> {
  return {
    project: await readProjectConfig({ gitDir: project.publicGitDir }, base.commit),
    privateUrls: privateRemotes.map(({ url }) => url),
  };
}
