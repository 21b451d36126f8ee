import { isOpened, requireOpened, type CaseRecord } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import type { CaseId, Oid } from "../../model/ids";
import type { Plan } from "../../model/plan";
import { findCase, listCases } from "../../tools/cases/store";
import { branchTip } from "../../tools/git/worktrees";
import { casePlaces, type CasePlaces, type Home } from "../../tools/home";

/** The case that commits move to. */
export interface Target {
  readonly record: CaseRecord;
  readonly places: CasePlaces;
  /** What is left to do to open it; absent when it is open. */
  readonly opening?: Plan;
}

/** What a new case is opened with. */
export interface Beginning {
  readonly title: string;
  /** The public commit that the moved ones stand on, and the public branch they are for. */
  readonly base: Oid;
  readonly branch: string;
  readonly rootCommits: readonly Oid[];
}

/** Plans the opening of a case, or of the rest of an interrupted one (`id`). Handed in: stages do not know each other. */
export type PlanOpening = (
  beginning: Beginning & { readonly id?: CaseId },
) => Promise<{ readonly plan: Plan; readonly record: CaseRecord; readonly places: CasePlaces }>;

/**
 * An existing case, or a new one. A case that an interrupted move began (the same title on the same commit, and nothing in
 * it) is gone on with.
 *
 * @throws EmbargoError `case-missing`, `case-damaged`, `case-unfinished`; `refused` for a case of another project; and what
 *   `planOpening` throws
 */
export async function chooseTarget(
  home: Home,
  beginning: Beginning,
  planOpening: PlanOpening,
  to: string | undefined,
): Promise<Target> {
  if (to !== undefined) return await existing(home, to, beginning);
  const begun = await findBegun(home, beginning);
  if (begun && isOpened(begun.record)) return begun;
  const { plan, record, places } = await planOpening({ ...beginning, ...(begun ? { id: begun.record.id } : {}) });
  return { record, places, opening: plan };
}

async function existing(home: Home, id: string, { rootCommits }: Beginning): Promise<Target> {
  const { record, places } = await findCase(home, id);
  requireOpened(record);
  if (casePlaces(home, rootCommits, record.id).dir === places.dir) return { record, places };
  throw new EmbargoError("refused", `The case ${record.id} is of another project.`, "See: embargo list");
}

async function findBegun(home: Home, { title, base, rootCommits }: Beginning): Promise<Target | undefined> {
  for (const entry of await listCases(home)) {
    if ("problem" in entry || entry.record.title !== title || entry.record.base.commit !== base) continue;
    if (casePlaces(home, rootCommits, entry.id).dir !== entry.places.dir || entry.record.bundles.length > 0) continue;
    const tip = await branchTip(entry.record, entry.places).catch(() => undefined);
    if (!isOpened(entry.record) || tip?.commit === base) return entry;
  }
  return undefined;
}
