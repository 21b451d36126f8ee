import { listFiles, writeManifest, type Manifest, type ManifestBranch } from "../../model/bundle/manifest";
import { MANIFEST_PATH, README_PATH, REPLY_PATH } from "../../model/bundle/layout";
import { writeReplyTemplate, type ReplyHeader } from "../../model/bundle/reply";
import { writeTar, type BundleFile } from "../../model/bundle/tar";
import type { Fingerprint, Instant, Sha256 } from "../../model/ids";
import type { BundleFacts } from "./facts";
import { writeNotes } from "./notes";
import { pathOf, type PackedBranch } from "./packBranch";
import { writeReadme } from "./readme";

/** The files of a new version that every reader gets alike, without the manifest that will list them. */
export function listedFiles(facts: BundleFacts, version: number): BundleFile[] {
  const { branches, advisory, notes } = facts;
  const text = (path: string, content: string) => ({ path, content: new TextEncoder().encode(content) });
  return [
    text(README_PATH, writeReadme(facts, version)),
    ...(advisory ? [{ path: "advisory.md", content: advisory }] : []),
    text("notes.md", writeNotes(notes)),
    ...branches.flatMap(filesOf),
  ];
}

/** The branches as the manifest binds them. */
export function manifestBranches(branches: readonly PackedBranch[]): ManifestBranch[] {
  return branches.map((branch, index) => ({
    name: branch.name,
    path: pathOf(branch, index),
    base_commit: branch.fix.base,
    base_tree: branch.fix.baseTree,
    result_tree: branch.fix.tree,
    commits: branch.fix.commits,
  }));
}

/** The manifest of a new version, and its bytes as a file. */
export async function listManifest(
  draft: Omit<Manifest, "format" | "created" | "files">,
  listed: readonly BundleFile[],
  created: Instant,
): Promise<BundleFile> {
  const { id, version, supersedes, ...rest } = draft;
  const files = await listFiles(listed);
  const manifest = { format: "embargo-bundle/1", id, version, supersedes, created, ...rest, files } as const;
  return { path: MANIFEST_PATH, content: writeManifest(manifest) };
}

/** The archive for one reader: the common files and the answer template made out to them. */
export function archiveFor(
  files: readonly BundleFile[],
  manifest: Manifest,
  manifestSha256: Sha256,
  people: { readonly from: Fingerprint; readonly to: ReplyHeader["forKey"] },
): Uint8Array {
  const header: ReplyHeader = {
    bundle: manifest.id,
    bundleVersion: manifest.version,
    manifestSha256,
    replyToKey: people.from,
    forKey: people.to,
    trees: manifest.branches.map(({ name, result_tree }) => ({ branch: name, tree: result_tree })),
  };
  return writeTar([...files, { path: REPLY_PATH, content: writeReplyTemplate(header) }]);
}

/** The name of the file for one reader (FORMAT section 1). */
export function bundleName(id: string, version: number, reader: ReplyHeader["forKey"]): string {
  return `${id}-v${version}-${reader === "passphrase" ? reader : reader.slice(0, 8)}.tar.gpg`;
}

function filesOf(branch: PackedBranch, index: number): BundleFile[] {
  const path = pathOf(branch, index);
  if (branch.gitBundle) return [{ path, content: branch.gitBundle.content }];
  return branch.patches.map(({ slug, content }, place) => ({
    path: `${path}/${String(place + 1).padStart(4, "0")}-${slug}.patch`,
    content,
  }));
}
