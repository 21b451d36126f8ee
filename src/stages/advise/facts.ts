import { isCode } from "../../model/advisory/derive/besideTheCode";
import type { CaseRecord, Person } from "../../model/case";
import type { CaseId, Instant, Oid } from "../../model/ids";
import { findCase } from "../../tools/cases/store";
import { readFixRange } from "../../tools/git/fixRange";
import { gitText } from "../../tools/git/run";
import { fixCommits } from "../../tools/git/worktrees";
import type { Home } from "../../tools/home";
import { readPackages, readReleases, readRepositoryUrl, type PackageFact } from "./readProject";

/** What a draft of the advisory can know without asking anybody. */
export interface AdviseFacts {
  readonly id: CaseId;
  readonly title: string;
  /** When it was reported, or the case opened without a report. */
  readonly reportedAt: Instant;
  readonly reporter?: Person;
  /** Web address of the public repository; absent when the public remote has none. */
  readonly repo?: string;
  /** Those with changed files; before the first change, that of the top folder. */
  readonly packages: readonly PackageFact[];
  /** Manifests whose package's name could not be read, and why; whole sentences. */
  readonly unread: readonly string[];
  /** Newest first; candidates for a person, never filled in. */
  readonly releases: readonly string[];
  /** Oldest first, with the ids they have in the private repository. */
  readonly fixCommits: readonly Oid[];
  /** Paths the fix changes, without tests and documentation. */
  readonly files: readonly string[];
}

/**
 * What is known now, with the fix as far as it is written.
 *
 * @throws EmbargoError `case-missing`, `case-damaged`, `no-commit`, `base-unknown`, `git-failed`
 */
export async function readAdviseFacts(home: Home, caseId: string): Promise<AdviseFacts> {
  const { record, places } = await findCase(home, caseId);
  const { base, tip } = await readFixRange(record, places);
  const commits = await fixCommits(record, places, base);
  const files = await changedFiles(places.repository, base, tip);
  return {
    ...(await projectFacts(record, places.repository, tip, files)),
    fixCommits: commits.map(({ oid }) => oid),
    files,
  };
}

/**
 * What is known when a case is being opened: the base, and no fix yet.
 *
 * @throws EmbargoError `git-failed`
 */
export async function readOpeningFacts(record: CaseRecord): Promise<AdviseFacts> {
  const { project, base } = record;
  return { ...(await projectFacts(record, project.publicGitDir, base.commit, [])), fixCommits: [], files: [] };
}

async function projectFacts(record: CaseRecord, gitDir: string, commit: Oid, files: readonly string[]) {
  const { id, title, project, reporter } = record;
  const [{ packages, unread }, releases, repo] = await Promise.all([
    readPackages(gitDir, commit, files),
    readReleases(project),
    readRepositoryUrl(project),
  ]);
  return {
    id,
    title,
    reportedAt: record.reportedAt ?? record.createdAt,
    packages,
    unread,
    releases,
    ...(reporter === undefined ? {} : { reporter }),
    ...(repo === undefined ? {} : { repo }),
  };
}

async function changedFiles(gitDir: string, base: Oid, tip: Oid): Promise<string[]> {
  const args = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", base, tip];
  const paths = (await gitText(args, { gitDir })).split("\0").filter((path) => path !== "");
  return paths.filter(isCode);
}
