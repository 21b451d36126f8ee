import type { CaseRecord } from "../../model/case";
import type { EmbargoError } from "../../model/errors";
import type { CaseId, Fingerprint } from "../../model/ids";
import { findCase, listCases } from "../../tools/cases/store";
import { exists, readTextIfThere } from "../../tools/files";
import { readCurrentBranch, readOtherBranches } from "../../tools/git/currentBranch";
import { readPublicWork } from "../../tools/git/publicWork";
import { isWorktreeThere } from "../../tools/git/worktrees";
import { hasUncommittedChanges } from "../../tools/git/worktreeState";
import type { CasePlaces, Home } from "../../tools/home";
import { listContacts } from "../../tools/pgp/keyStore";
import { readOverrides } from "./overrides";
import { caseView, type CaseView } from "./caseView";

/** How many problems an advisory has. Handed in, because stages do not know each other. */
export type CountProblems = (advisory: string) => Promise<number>;

/** A case and its folder, or what is wrong with it. */
export type OverviewEntry =
  | { readonly id: CaseId; readonly view: CaseView & { readonly worktree: string } }
  | { readonly id: CaseId; readonly problem: EmbargoError };

/** Every case of the home as a view, by id; a damaged case is an entry too. */
export async function readOverview(home: Home, countProblems: CountProblems): Promise<OverviewEntry[]> {
  const [entries, compared] = await Promise.all([listCases(home), readComparedKeys(home)]);
  return Promise.all(
    entries.map(async (entry) =>
      "problem" in entry
        ? { id: entry.id, problem: entry.problem }
        : { id: entry.id, view: await viewOf(entry.record, entry.places, compared, countProblems) },
    ),
  );
}

/**
 * One case as a view.
 *
 * @throws EmbargoError `case-missing`, `case-damaged`, `case-newer`
 */
export async function readCaseView(home: Home, id: string, countProblems: CountProblems) {
  const { record, places } = await findCase(home, id);
  return viewOf(record, places, await readComparedKeys(home), countProblems);
}

async function readComparedKeys(home: Home): Promise<ReadonlySet<Fingerprint>> {
  const contacts = await listContacts(home).catch(() => []); // the case is shown all the same, nobody as compared
  return new Set(contacts.flatMap(({ fingerprint, comparedAt }) => (comparedAt === undefined ? [] : fingerprint)));
}

async function viewOf(
  record: CaseRecord,
  places: CasePlaces,
  comparedKeys: ReadonlySet<Fingerprint>,
  countProblems: CountProblems,
) {
  const [branch, otherBranches, worktreeIsThere, hasChanges, acknowledgementIsDrafted, advisory, publicWork] =
    await Promise.all([
      readCurrentBranch(record, places).catch(() => undefined), // the view then says that nothing can be read
      readOtherBranches(record, places),
      isWorktreeThere(places),
      hasUncommittedChanges(places.worktree),
      exists(places.acknowledgement),
      readTextIfThere(places.advisory),
      record.opened.includes("repository") ? readPublicWork(record, places).catch(() => undefined) : undefined,
    ]);
  const view = caseView({
    record,
    commits: branch?.commits.length ?? 0,
    worktreeIsThere,
    hasChanges,
    acknowledgementIsDrafted,
    comparedKeys,
    overrides: await readOverrides(places),
    otherBranches,
    ...(publicWork ? { publicWork } : {}),
    ...(branch ? { branch } : {}),
    ...(advisory === undefined ? {} : { advisoryProblems: await countProblems(advisory) }),
  });
  return { ...view, worktree: places.worktree };
}
