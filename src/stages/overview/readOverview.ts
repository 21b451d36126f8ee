import type { CaseRecord } from "../../model/case";
import type { EmbargoError } from "../../model/errors";
import type { CaseId } from "../../model/ids";
import { findCase, listCases } from "../../tools/cases/store";
import { exists, readTextIfThere } from "../../tools/files";
import { branchTip, fixCommits } from "../../tools/git/worktrees";
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

/** The fix as it is now; `undefined` when the private repository cannot be read, which the view then says. */
async function fixState(record: CaseRecord, places: CasePlaces) {
  try {
    const [tip, commits] = await Promise.all([
      branchTip(record, places),
      fixCommits(record, places, record.base.commit),
    ]);
    return { tree: tip.tree, commits: commits.map(({ oid }) => oid) };
  } catch {
    return undefined;
  }
}

async function viewOf(record: CaseRecord, places: CasePlaces, countProblems: CountProblems) {
  const [fix, worktreeIsThere, acknowledgementIsDrafted, advisory] = await Promise.all([
    fixState(record, places),
    exists(places.worktree),
    exists(places.acknowledgement),
    readTextIfThere(places.advisory),
  ]);
  const view = caseView({
    record,
    commits: fix?.commits.length ?? 0,
    worktreeIsThere,
    acknowledgementIsDrafted,
    ...(fix ? { branch: { name: record.base.branch, tree: fix.tree, commits: fix.commits } } : {}),
    ...(advisory === undefined ? {} : { advisoryProblems: await countProblems(advisory) }),
  });
  return { ...view, worktree: places.worktree };
}
