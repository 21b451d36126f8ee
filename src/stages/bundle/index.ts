/** Stage bundle: one encrypted, signed patch bundle per version and reader. */
export { readBundleFacts, type BundleFacts } from "./facts";
export { planBundle, type BundlePlan } from "./plan";
export type { Reader } from "./readers";
export { runBundle, type BundleOptions, type BundleResult } from "./run";
