/** The first stage: a case with its private place, from a report or a title. */
export { readOpenFacts, type OpenFacts, type OpenWishes } from "./facts";
export { planOpen, type OpenPlan } from "./plan";
export { putWorktree } from "./putWorktree";
export { readReport, type Report } from "./report";
export { runOpen, type OpenOptions, type OpenResult } from "./run";
