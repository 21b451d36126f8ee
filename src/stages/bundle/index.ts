/** Stage bundle: one encrypted, signed patch bundle per version and reader. */
export { parseBranch } from "./branches";
export { readBundleFacts, type BundleFacts, type BundleWishes, type ReadOptions } from "./facts";
export type { NotesWishes } from "./notes";
export { planBundle, type BundlePlan } from "./plan";
export type { Reader } from "./readers";
export { runBundle, type BundleOptions, type BundleResult, type ProveBundle } from "./run";
