import type { CaseRecord } from "../../model/case";
import type { EmbargoError } from "../../model/errors";
import type { CaseId } from "../../model/ids";
import { findCase, listCases } from "../../tools/cases/store";
import { exists, readTextIfThere } from "../../tools/files";
import { readCurrentBranch } from "../../tools/git/currentBranch";
import { isWorktreeThere } from "../../tools/git/worktrees";
import { hasUncommittedChanges } from "../../tools/git/worktreeState";
import type { CasePlaces, Home } from "../../tools/home";
import { caseView, type CaseView } from "./caseView";

/** How many problems an advisory has. Handed in, because stages do not know each other. */
export type CountProblems = (advisory: string) => Promise<number>;

/** A case and its folder, or what is wrong with it. */
export type OverviewEntry =
  | { readonly id: CaseId; readonly view: CaseView & { readonly worktree: string } }
  | { readonly id: CaseId; readonly problem: EmbargoError };

/** Every case of the home as a view, by id; a damaged case is an entry too. */
export async function readOverview(home: Home, countProblems: CountProblems): Promise<OverviewEntry[]> {
  const entries = await listCases(home);
  return Promise.all(
    entries.map(async (entry) =>
      "problem" in entry
        ? { id: entry.id, problem: entry.problem }
        : { id: entry.id, view: await viewOf(entry.record, entry.places, countProblems) },
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
  return viewOf(record, places, countProblems);
}

async function viewOf(record: CaseRecord, places: CasePlaces, countProblems: CountProblems) {
  const [branch, worktreeIsThere, hasChanges, acknowledgementIsDrafted, advisory] = await Promise.all([
    readCurrentBranch(record, places).catch(() => undefined), // the view then says that nothing can be read
    isWorktreeThere(places),
    hasUncommittedChanges(places.worktree),
    exists(places.acknowledgement),
    readTextIfThere(places.advisory),
  ]);
  const view = caseView({
    record,
    commits: branch?.commits.length ?? 0,
    worktreeIsThere,
    hasChanges,
    acknowledgementIsDrafted,
    ...(branch ? { branch } : {}),
    ...(advisory === undefined ? {} : { advisoryProblems: await countProblems(advisory) }),
  });
  return { ...view, worktree: places.worktree };
}
