import { readGitBundle, type GitBundle } from "../../model/bundle/gitBundle";
import type { Manifest, ManifestBranch } from "../../model/bundle/manifest";
import { checkChangedPath, checkPatches, patchRefusal } from "../../model/bundle/patchRules";
import { EmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import { applyMails, pathsInMails, readMails, type Mail } from "../../tools/git/applyPatches";
import { checkBundlePack, unpackBundle, type CommitLine } from "../../tools/git/gitBundles";
import { objectKinds, type Quarantine } from "../../tools/git/quarantine";
import { readRoots, readTree } from "../../tools/git/quarantinedHistory";
import { diffTrees, listPaths } from "../../tools/git/trees";
import type { ReviewedBranch, ReviewedFile } from "./review";

/** A branch on its way through the checks; it comes as patches or as a git bundle. */
interface Candidate {
  readonly branch: ManifestBranch;
  readonly hasBase: boolean;
  readonly patches: readonly Uint8Array[];
  /** The file, when it is a git bundle. */
  readonly gitBundle?: Uint8Array;
}

/**
 * Checks bases, patches and trees of every branch, in this order over all branches (FORMAT section 5), and says what each
 * would change. Branches whose base the quarantine's clone lacks, or all when the clone is of another project, come back
 * unchecked.
 *
 * @throws EmbargoError `manifest`, `patch-fails`, `too-large`, `tree-differs`
 */
export async function checkBranches(
  quarantine: Quarantine,
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<ReviewedBranch[]> {
  const bases = await findBases(quarantine, manifest);
  const candidates = manifest.branches.map((branch): Candidate => {
    const gitBundle = files.get(branch.path);
    const hasBase = bases.has(branch.base_commit);
    return { branch, hasBase, patches: patchesOf(branch, files), ...(gitBundle ? { gitBundle } : {}) };
  });
  for (const { branch, hasBase } of candidates) if (hasBase) await checkBaseTree(quarantine, branch);
  await checkPatches(candidates.flatMap(patchesCounted));
  const contents: (Mail[] | GitBundle)[] = [];
  for (const candidate of candidates) contents.push(await readContents(quarantine, candidate));
  const branches: ReviewedBranch[] = [];
  for (const [index, candidate] of candidates.entries()) {
    branches.push(await reviewBranch(quarantine, candidate, contents[index]!));
  }
  manifest.branches.forEach(({ result_tree }, index) => {
    if (branches[index]?.tree !== result_tree) throw treeDiffers("does not lead to the tree it names");
  });
  return branches;
}

/** The base commits that the clone has, when it is a clone of this project: its roots are those of the manifest. */
async function findBases(quarantine: Quarantine, { branches, root_commits }: Manifest): Promise<ReadonlySet<Oid>> {
  const ids = [...new Set(branches.map(({ base_commit }) => base_commit))];
  const kinds = await objectKinds(quarantine, ids);
  if (kinds.some((kind) => kind !== undefined && kind !== "commit")) {
    throw new EmbargoError(
      "manifest",
      "What the bundle names as the commit to start from is something else in your clone.",
      "Nothing of the bundle was used. Ask the sender to make it again with Embargo.",
    );
  }
  const present = ids.filter((_, index) => kinds[index] === "commit");
  const roots = present.length > 0 ? await readRoots(quarantine, present) : undefined;
  const isProject =
    roots?.every((root) => root_commits.includes(root)) &&
    (present.length < ids.length || roots.length === root_commits.length);
  return new Set(isProject ? present : []);
}

function patchesOf({ path }: ManifestBranch, files: ReadonlyMap<string, Uint8Array>): Uint8Array[] {
  return [...files].filter(([name]) => name.startsWith(`${path}/`)).map(([, content]) => content);
}

async function checkBaseTree(quarantine: Quarantine, { base_commit, base_tree }: ManifestBranch): Promise<void> {
  if ((await readTree(quarantine, base_commit)) !== base_tree)
    throw treeDiffers("does not start from the tree it names");
}

function patchesCounted({ branch, patches, gitBundle }: Candidate): readonly Uint8Array[] {
  if (!gitBundle && patches.length !== branch.commits)
    throw patchRefusal("a branch has another number of commits than patches");
  return patches;
}

/** What can be checked of a branch without its base: the mails of its patches, or the header and the pack of its git bundle. */
async function readContents(
  quarantine: Quarantine,
  { branch, patches, gitBundle }: Candidate,
): Promise<Mail[] | GitBundle> {
  if (!gitBundle) return readMails(quarantine, patches);
  const bundle = readGitBundle(gitBundle, branch);
  checkBundlePack(bundle);
  return bundle;
}

/** What a branch leads to, as far as it can be known. */
interface Outcome {
  readonly tree: Oid;
  readonly files: readonly ReviewedFile[];
  readonly commits: readonly CommitLine[];
}

async function reviewBranch(
  quarantine: Quarantine,
  { branch, hasBase: checked, patches, gitBundle }: Candidate,
  contents: readonly Mail[] | GitBundle,
): Promise<ReviewedBranch> {
  const { name, base_commit: base } = branch;
  const { tree, files, commits } = await (checked ? apply : read)(quarantine, branch, contents);
  for (const { path, status, newMode } of files) if (status !== "deleted") checkChangedPath(path, newMode);
  const changed = new Set(files.map(({ path }) => path));
  const otherPaths = checked ? (await listPaths(quarantine, tree)).filter((path) => !changed.has(path)) : [];
  const reviewed = { name, base, tree, checked, files, otherPaths, commits, patches };
  return gitBundle ? { ...reviewed, gitBundle } : reviewed;
}

/** On the real base: the tree that comes out, and what differs. */
async function apply(
  quarantine: Quarantine,
  { base_commit: base, base_tree, commits: count }: ManifestBranch,
  contents: readonly Mail[] | GitBundle,
): Promise<Outcome> {
  const { tree, commits } =
    "pack" in contents
      ? await unpackBundle(quarantine, contents, { base, commits: count })
      : { tree: await applyMails(quarantine, base, contents), commits: contents };
  return { tree, commits: commits.map(commitLine), files: await diffTrees(quarantine, base_tree, tree) };
}

/** Without the base: what the patches alone say; a git bundle says nothing. */
async function read(
  quarantine: Quarantine,
  { result_tree: tree }: ManifestBranch,
  contents: readonly Mail[] | GitBundle,
): Promise<Outcome> {
  if ("pack" in contents) return { tree, commits: [], files: [] };
  const paths = await pathsInMails(quarantine, contents);
  return { tree, commits: contents.map(commitLine), files: paths.map((path) => ({ ...path, status: "touched" })) };
}

function commitLine({ author, authorMail, subject }: CommitLine): CommitLine {
  return { author, authorMail, subject };
}

function treeDiffers(how: string): EmbargoError {
  return new EmbargoError(
    "tree-differs",
    `The bundle lies about its result: a branch ${how}.`,
    "Nothing in your clone was changed. Tell the sender on another way; do not use the file.",
  );
}
