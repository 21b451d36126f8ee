import { dirname } from "node:path";
import { EmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import { listCases } from "../cases/store";
import { rootCommits } from "../git/repository";
import { git } from "../git/run";
import { projectDir, type Home } from "../home";

/** Of a case whose record cannot be read; its private repository may still tell. */
const NOTHING = { rootCommits: [], publicGitDir: undefined };

/**
 * The folder of the project that a clone is of, `<home>/<project>`: by the root commits of its HEAD, or where no case lies
 * there, by an open case that shares history with the clone. A shallow clone begins elsewhere than a whole one, and a
 * branch can have a root of its own.
 *
 * @param gitDir - the common git directory, absolute
 * @throws EmbargoError `no-commit`
 */
export async function findProject(home: Home, gitDir: string): Promise<string> {
  const roots = await rootCommits(gitDir, "HEAD").catch(noCommit);
  const own = projectDir(home, roots);
  const cases = await listCases(home);
  if (cases.some(({ places }) => projectOf(places) === own)) return own;
  for (const entry of cases) {
    const { rootCommits: known, publicGitDir } = "record" in entry ? entry.record.project : NOTHING;
    const isSame =
      (await hasAny(gitDir, known)) ||
      (await hasAny(entry.places.repository, roots)) ||
      (publicGitDir !== undefined && (await hasAny(publicGitDir, roots)));
    if (isSame) return projectOf(entry.places);
  }
  return own;
}

function projectOf({ dir }: { readonly dir: string }): string {
  return dirname(dir);
}

/** Whether a repository has one of these commits. None is asked for over a network, as a partial clone would. */
async function hasAny(gitDir: string, commits: readonly Oid[]): Promise<boolean> {
  if (commits.length === 0) return false;
  const args = ["rev-list", "--no-walk=unsorted", "--ignore-missing", "--missing=allow-any", "--stdin"];
  const found = await git(args, { gitDir, stdin: `${commits.join("\n")}\n` }).catch(() => undefined);
  return found !== undefined && found.stdout.length > 0;
}

function noCommit(error: unknown): never {
  throw new EmbargoError("no-commit", "This repository has no commit yet.", "Make a first commit.", error);
}
