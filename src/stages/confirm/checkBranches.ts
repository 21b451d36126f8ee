import type { Manifest, ManifestBranch } from "../../model/bundle/manifest";
import { checkChangedPath, checkPatches, patchRefusal } from "../../model/bundle/patchRules";
import { EmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import { applyMails, pathsInMails, readMails, type Mail } from "../../tools/git/applyPatches";
import { objectKinds, type Quarantine } from "../../tools/git/quarantine";
import { readRoots, readTree } from "../../tools/git/quarantinedHistory";
import { diffTrees, listPaths } from "../../tools/git/trees";
import type { ReviewedBranch, ReviewedFile } from "./review";

/** A branch on its way through the checks. */
interface Candidate {
  readonly branch: ManifestBranch;
  readonly hasBase: boolean;
  readonly patches: readonly Uint8Array[];
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
  const candidates = manifest.branches.map((branch) => ({
    branch,
    hasBase: bases.has(branch.base_commit),
    patches: patchesOf(branch, files),
  }));
  for (const { branch, hasBase } of candidates) if (hasBase) await checkBaseTree(quarantine, branch);
  await checkPatches(candidates.flatMap(patchesCounted));
  const mails: Mail[][] = [];
  for (const { patches } of candidates) mails.push(await readMails(quarantine, patches));
  const branches: ReviewedBranch[] = [];
  for (const [index, candidate] of candidates.entries()) {
    branches.push(await reviewBranch(quarantine, candidate, mails[index] ?? []));
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
  if (path.startsWith("bundles/"))
    throw patchRefusal("a branch comes as a git bundle, which this version of Embargo does not read");
  return [...files].filter(([name]) => name.startsWith(`${path}/`)).map(([, content]) => content);
}

async function checkBaseTree(quarantine: Quarantine, { base_commit, base_tree }: ManifestBranch): Promise<void> {
  if ((await readTree(quarantine, base_commit)) !== base_tree)
    throw treeDiffers("does not start from the tree it names");
}

function patchesCounted({ branch, patches }: Candidate): readonly Uint8Array[] {
  if (patches.length !== branch.commits) throw patchRefusal("a branch has another number of commits than patches");
  return patches;
}

async function reviewBranch(
  quarantine: Quarantine,
  candidate: Candidate,
  mails: readonly Mail[],
): Promise<ReviewedBranch> {
  const { branch, hasBase: checked } = candidate;
  const { name, base_commit: base, base_tree, result_tree } = branch;
  const tree = checked ? await applyMails(quarantine, base, mails) : result_tree;
  const files: ReviewedFile[] = checked
    ? await diffTrees(quarantine, base_tree, tree)
    : (await pathsInMails(quarantine, mails)).map((path) => ({ ...path, status: "touched" }));
  for (const { path, status, newMode } of files) if (status !== "deleted") checkChangedPath(path, newMode);
  const commits = mails.map(({ author, authorMail, subject }) => ({ author, authorMail, subject }));
  const changed = new Set(files.map(({ path }) => path));
  const otherPaths = checked ? (await listPaths(quarantine, tree)).filter((path) => !changed.has(path)) : [];
  return { name, base, tree, checked, files, otherPaths, commits, patches: candidate.patches };
}

function treeDiffers(how: string): EmbargoError {
  return new EmbargoError(
    "tree-differs",
    `The bundle lies about its result: a branch ${how}.`,
    "Nothing in your clone was changed. Tell the sender on another way; do not use the file.",
  );
}
