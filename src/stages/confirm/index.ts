/** Stage confirm: what a reader sees of a bundle, the answer, and what the maintainer does with it. */
export { acceptAnswer, readAnswer, type Accepted, type ReceivedAnswer } from "./accept";
export { planAnswer, runAnswer, type AnswerPlan, type AnswerWishes } from "./answer";
export { bindComments, sideText } from "./comments";
export type { Review, ReviewedBranch, ReviewedFile, Signer } from "./review";
export { proveBundle, type JustMade } from "./proveBundle";
export { reviewBundle, type ReviewOptions } from "./reviewBundle";
export { planTrial, runTrial, type TrialPlan } from "./trial";
