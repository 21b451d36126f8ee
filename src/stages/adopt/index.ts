/** The fix that somebody else wrote: their series, from a mail, a patch, a git bundle or an Embargo bundle, into the case. */
export { readAdoptFacts, type AdoptFacts, type AdoptWishes, type ReviewedSeries } from "./facts";
export { planAdopt, type AdoptPlan } from "./plan";
export { runAdopt, type AdoptResult } from "./run";
