export { checkPush, type CheckedPush, type IntendedPush } from "./check";
export { checkText, explainVerdict, headline, publicPlace, reasonLines } from "./explain";
export { findOnBranch } from "./findOnBranch";
export { guardStatus, installGuard, planGuard, planUnguard, removeGuard, type GuardStatus } from "./install";
export { judgePush, type HookWorld } from "./judgePush";
export { allowOnce, idsToType, ONCE_MS, requireAllowable } from "./pushOnce";
export { proveGuard, type GuardProof } from "./prove";
export { justRefused, lastVerdict, rememberAnswer, type RecordedVerdict } from "./recordedVerdict";
