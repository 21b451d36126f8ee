export { checkPush, type IntendedPush } from "./check";
export { explainVerdict, verdictText } from "./explain";
export { guardStatus, installGuard, planGuard, planUnguard, removeGuard, type GuardStatus } from "./install";
export { judgePush, type HookWorld } from "./judgePush";
export { proveGuard, type GuardProof } from "./prove";
export { lastVerdict, rememberAnswer, type RecordedVerdict } from "./recordedVerdict";
