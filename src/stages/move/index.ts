/** Takes commits that were written in the public clone to a case, and the public branch back. */
export { readMoveFacts, type MoveWishes } from "./facts";
export { planMove, type MovePlan } from "./plan";
export { runMove, type MoveResult } from "./run";
export type { Beginning, PlanOpening } from "./target";
