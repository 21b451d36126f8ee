/** Stage bundle: one encrypted, signed patch bundle per version and reader. */
export { readBundleFacts, type BundleFacts, type Reader } from "./facts";
export { planBundle, type BundlePlan } from "./plan";
export { runBundle, type BundleOptions, type BundleResult } from "./run";
