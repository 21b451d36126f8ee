import type { Step } from "../../src/model/plan";
import { findOnBranch } from "../../src/stages/guard";
import {
  planMove,
  readMoveFacts,
  runMove,
  type MovePlan,
  type MoveResult,
  type PlanOpening,
} from "../../src/stages/move";
import { planOpen, readOpenFacts, runOpen, type OpenPlan } from "../../src/stages/open";
import type { Home } from "../../src/tools/home";

/** What a face does for a move, in one call. */
export interface Moving {
  readonly plan: MovePlan;
  readonly run: (onStep?: (step: Step) => void) => Promise<MoveResult>;
}

export interface MovingOptions {
  readonly commits?: readonly string[];
  readonly to?: string;
}

/** Plans a move of the branch that is checked out in `directory`. */
export async function planMoving(home: Home, directory: string, options: MovingOptions = {}): Promise<Moving> {
  let opening: OpenPlan | undefined;
  const planOpening: PlanOpening = async ({ title, base, branch, id }) => {
    const facts = await readOpenFacts(home, { directory, title, base, ...(id === undefined ? {} : { id }) });
    opening = planOpen({ ...facts, record: { ...facts.record, base: { ...facts.record.base, branch } } });
    return { plan: opening, record: opening.record, places: opening.places };
  };
  const find = () => findOnBranch(home, directory);
  const plan = planMove(await readMoveFacts(home, { directory, find, planOpening, ...options }));
  const draftAdvisory = () => Promise.resolve("the draft\n");
  const run = (onStep?: (step: Step) => void) => {
    const told = onStep ? { onStep } : {};
    return runMove(home, plan, { ...told, open: () => runOpen(home, opening!, { ...told, draftAdvisory }) });
  };
  return { plan, run };
}
