import { listFiles, writeManifest, type Manifest, type ManifestBranch } from "../../model/bundle/manifest";
import { MANIFEST_PATH, README_PATH, REPLY_PATH } from "../../model/bundle/layout";
import { writeReplyTemplate, type ReplyHeader } from "../../model/bundle/reply";
import { writeTar, type BundleFile } from "../../model/bundle/tar";
import type { Fingerprint, Instant, Sha256 } from "../../model/ids";
import type { BundleFacts } from "./facts";
import { writeReadme } from "./readme";

/** The files of a new version that every reader gets alike, without the manifest that will list them. */
export function listedFiles(facts: BundleFacts, version: number): BundleFile[] {
  const { patches, advisory, notes } = facts;
  const folder = branchOf(facts).path;
  return [
    { path: README_PATH, content: new TextEncoder().encode(writeReadme(facts, version)) },
    ...(advisory ? [{ path: "advisory.md", content: advisory }] : []),
    ...(notes ? [{ path: "notes.md", content: notes }] : []),
    ...patches.map(({ slug, content }, index) => ({
      path: `${folder}/${String(index + 1).padStart(4, "0")}-${slug}.patch`,
      content,
    })),
  ];
}

/** The branch of the fix as the manifest binds it. */
export function branchOf({ fix, branch, branchSlug }: BundleFacts): ManifestBranch {
  return {
    name: branch,
    path: `patches/01-${branchSlug}`,
    base_commit: fix.base,
    base_tree: fix.baseTree,
    result_tree: fix.tree,
    commits: fix.commits,
  };
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
  people: { readonly from: Fingerprint; readonly to: Fingerprint },
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
export function bundleName(id: string, version: number, reader: Fingerprint): string {
  return `${id}-v${version}-${reader.slice(0, 8)}.tar.gpg`;
}
