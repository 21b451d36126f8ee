import { checkChangedPath, checkPatches } from "../../model/bundle/patchRules";
import { readGitBundle } from "../../model/bundle/gitBundle";
import { asEmbargoError } from "../../model/errors";
import { applyMails, readMails } from "../../tools/git/applyPatches";
import type { FixRange, PrivateBranch } from "../../tools/git/fixRange";
import { checkBundlePack, makeGitBundle, unpackBundle } from "../../tools/git/gitBundles";
import { cannotCarry, formatPatch, listSeries, slugOf, type SeriesCommit } from "../../tools/git/patches";
import type { Quarantine } from "../../tools/git/quarantine";
import { diffTrees, type TreeChange } from "../../tools/git/trees";

/** One commit as a mail, and what its file name says. */
export interface Patch {
  readonly slug: string;
  readonly empty: boolean;
  readonly content: Uint8Array;
}

/** A branch, packed, after it has come through the maker's own round trip. */
export interface PackedBranch extends PrivateBranch {
  readonly slug: string;
  readonly fix: FixRange & { readonly commits: number; readonly files: number; readonly tests: number };
  /** Empty when it goes as a git bundle. */
  readonly patches: readonly Patch[];
  /** Present when patches cannot carry the branch. */
  readonly gitBundle?: { readonly content: Uint8Array; readonly because: string };
  /** Mail addresses of who wrote it, in lower case. */
  readonly authors: readonly string[];
}

/** As many patches as fit into one archive beside the other files; a longer series goes as a git bundle. */
const MOST_PATCHES = 1900;

/**
 * Packs a branch as patches, or as a git bundle when it has a merge, a patch breaks the strict shape, or another tree comes
 * out (FORMAT section 5). What is packed is applied once as a reader will.
 *
 * @throws EmbargoError `round-trip-differs`, `too-large`, `cancelled`
 */
export async function packBranch(
  quarantine: Quarantine,
  branch: PrivateBranch,
  range: FixRange,
): Promise<PackedBranch> {
  const series = await listSeries(quarantine, range.base, range.tip);
  const authors = [...new Set(series.map(({ authorMail }) => authorMail.toLowerCase()))];
  const packed = await asPatches(quarantine, range, series).catch((error: unknown) => {
    const { code, message } = asEmbargoError(error);
    if (code === "patch-fails" || code === "round-trip-differs" || code === "too-large") return message;
    throw error;
  });
  const shared = { ...branch, slug: slugOf(branch.name, 24), authors };
  if (typeof packed !== "string") {
    const { patches, changes } = packed;
    return { ...shared, fix: sizeOf(range, patches.length, changes), patches };
  }
  const { content, changes } = await asGitBundle(quarantine, branch, range, series.length);
  return {
    ...shared,
    fix: sizeOf(range, series.length, changes),
    patches: [],
    gitBundle: { content, because: packed },
  };
}

/** Where a branch lies in the archive. */
export function pathOf({ slug, gitBundle }: PackedBranch, index: number): string {
  const numbered = `${String(index + 1).padStart(2, "0")}-${slug}`;
  return gitBundle ? `bundles/${numbered}.bundle` : `patches/${numbered}`;
}

async function asPatches(
  quarantine: Quarantine,
  range: FixRange,
  series: readonly SeriesCommit[],
): Promise<{ patches: Patch[]; changes: TreeChange[] }> {
  if (series.some(({ isMerge }) => isMerge)) throw cannotCarry("one of its commits is a merge");
  if (series.length > MOST_PATCHES) throw cannotCarry(`it has ${series.length} commits`);
  const patches: Patch[] = [];
  for (const { oid, slug, empty } of series) {
    patches.push({ slug, empty, content: await formatPatch(quarantine, oid) });
  }
  const contents = patches.map(({ content }) => content);
  await checkPatches(contents);
  const tree = await applyMails(quarantine, range.base, await readMails(quarantine, contents));
  if (tree !== range.tree) throw cannotCarry("what a reader would get from them is another tree");
  return { patches, changes: await readChanges(quarantine, range) };
}

async function asGitBundle(
  quarantine: Quarantine,
  branch: PrivateBranch,
  range: FixRange,
  commits: number,
): Promise<{ content: Uint8Array; changes: TreeChange[] }> {
  try {
    const content = await makeGitBundle(quarantine, { name: branch.name, base: range.base, tip: range.tip });
    const read = readGitBundle(content, { name: branch.name, base_commit: range.base });
    checkBundlePack(read);
    const { tree } = await unpackBundle(quarantine, read, { base: range.base, commits });
    if (tree !== range.tree) throw cannotCarry("a git bundle leads to another tree");
    return { content, changes: await readChanges(quarantine, range) };
  } catch (error) {
    const { code, message } = asEmbargoError(error);
    if (code !== "patch-fails" && code !== "git-failed") throw error;
    throw cannotCarry(`a reader would refuse it (${message.replace(/\.$/, "")})`);
  }
}

async function readChanges(quarantine: Quarantine, { baseTree, tree }: FixRange): Promise<TreeChange[]> {
  const changes = await diffTrees(quarantine, baseTree, tree);
  for (const { path, status, newMode } of changes) if (status !== "deleted") checkChangedPath(path, newMode);
  return changes;
}

function sizeOf(range: FixRange, commits: number, changes: readonly TreeChange[]): PackedBranch["fix"] {
  const tests = changes.filter(({ path }) => /(?:^|[/._-])(?:tests?|specs?|__tests__)(?:[/._-]|$)/i.test(path));
  return { ...range, commits, files: changes.length, tests: tests.length };
}
