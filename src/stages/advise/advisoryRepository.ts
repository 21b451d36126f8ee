import { EmbargoError } from "../../model/errors";
import { findCase } from "../../tools/cases/store";
import { openRepository } from "../../tools/git/repository";
import type { GitOptions } from "../../tools/git/run";
import type { Home } from "../../tools/home";
import { readRepositoryUrl } from "./readProject";

/** The repository behind an advisory, as far as looking things up in it needs. */
export interface AdvisoryRepository {
  readonly where: GitOptions;
  /** Its public web address; absent when its remote has none. */
  readonly url?: string;
}

/** Objects that a partial clone lacks are not fetched: nobody asked for that. */
const env = { GIT_NO_LAZY_FETCH: "1" };

/**
 * The private repository of a case: it has the public branches and tags, and those of the release to come.
 *
 * @throws EmbargoError as `findCase`, `git-failed`
 */
export async function caseRepository(home: Home, caseId: string): Promise<AdvisoryRepository> {
  const { record, places } = await findCase(home, caseId);
  const url = await readRepositoryUrl(record.project);
  return { where: { gitDir: places.repository, env }, ...(url === undefined ? {} : { url }) };
}

/** The clone around a folder; `undefined` where there is none. */
export async function cloneRepository(folder: string): Promise<AdvisoryRepository | undefined> {
  try {
    const { gitDir } = await openRepository(folder);
    const url = await readRepositoryUrl({ publicGitDir: gitDir, publicRemote: "origin" });
    return { where: { gitDir, env }, ...(url === undefined ? {} : { url }) };
  } catch (error) {
    if (error instanceof EmbargoError) return undefined;
    throw error;
  }
}
