import { basename, dirname } from "node:path/posix";
import { formatPurl } from "../../model/advisory/purl";
import { isVersionLike } from "../../model/advisory/versions/dotted";
import type { CaseProject } from "../../model/case";
import type { Oid } from "../../model/ids";
import { gitText, git } from "../../tools/git/run";
import { escapeLine } from "../../model/escape";
import { isManifest, manifestType, packageTypeOf, rankOf, readPackageName } from "./packageName";

/** A package of the project, and the changed files in it. */
export interface PackageFact {
  readonly purl: string;
  readonly files: readonly string[];
}

const MAX_MANIFEST_BYTES = 1024 * 1024;
const NEWEST_RELEASES = 5;

/** The packages of changed files, and what could not be read of their names. */
export interface Packages {
  readonly packages: readonly PackageFact[];
  /** Manifests that would name one if they could be read, and why they do not; whole sentences. */
  readonly unread: readonly string[];
}

/** What a manifest of a folder says: the purl, or a sentence why it is not known. */
interface FolderManifest {
  readonly type: string;
  readonly purl?: string;
  readonly unread?: string;
}

/**
 * The packages whose files are changed: the nearest manifest above each file, of the file's own language if there is one.
 * Without changed files, that of the top folder. None when no manifest names a package.
 */
export async function readPackages(gitDir: string, commit: Oid, files: readonly string[]): Promise<Packages> {
  const folders = new Map<string, Promise<readonly FolderManifest[]>>();
  const nearest = async (folder: string, type: string | undefined): Promise<FolderManifest | undefined> => {
    const reading = folders.get(folder) ?? readFolder(gitDir, commit, folder);
    folders.set(folder, reading);
    const own = (await reading).filter((one) => type === undefined || one.type === type);
    const found = own.find(({ purl }) => purl !== undefined) ?? own[0];
    return found ?? (folder === "." ? undefined : await nearest(dirname(folder), type));
  };
  const found = new Map<string, string[]>();
  const unread = new Set<string>();
  for (const file of files.length === 0 ? [""] : files) {
    const type = packageTypeOf(file);
    const manifest =
      (type === undefined ? undefined : await nearest(dirname(file), type)) ??
      (await nearest(dirname(file), undefined));
    if (manifest?.unread !== undefined) unread.add(manifest.unread);
    const { purl } = manifest ?? {};
    if (purl !== undefined) found.set(purl, [...(found.get(purl) ?? []), ...(file === "" ? [] : [file])]);
  }
  return { packages: [...found].map(([purl, changed]) => ({ purl, files: changed })), unread: [...unread] };
}

/** The newest released versions by tag name, newest first, without a leading v; at most `most`. */
export async function readReleases({ publicGitDir }: CaseProject, most = NEWEST_RELEASES): Promise<string[]> {
  const args = ["for-each-ref", "--sort=-version:refname", "--format=%(refname:strip=2)", "refs/tags"];
  const tags = (await gitText(args, { gitDir: publicGitDir })).split("\n");
  const versions = tags.map((tag) => tag.replace(/^v(?=\d)/, "")).filter(isVersionLike);
  return [...new Set(versions)].slice(0, most);
}

/** The web address of the public remote, without user and password; `undefined` when it has none. */
export async function readRepositoryUrl({
  publicGitDir,
  publicRemote,
}: Pick<CaseProject, "publicGitDir" | "publicRemote">): Promise<string | undefined> {
  if (publicRemote === undefined) return undefined;
  const args = ["config", "--get", `remote.${publicRemote}.url`];
  const url = (await git(args, { gitDir: publicGitDir, expect: [1] })).stdout.toString("utf8").trim();
  const [, host, path] =
    /^(?:https?|ssh):\/\/(?:[^@/]*@)?([^/:@\s]+)(?::\d+)?\/(\S+)$/.exec(url) ??
    /^(?:[^@/\s]+@)([^/:@\s]+):(\S+)$/.exec(url) ??
    [];
  return host && path ? `https://${host}/${path.replace(/\.git$/, "")}` : undefined;
}

async function readFolder(gitDir: string, commit: Oid, folder: string): Promise<FolderManifest[]> {
  const args = ["ls-tree", "-z", "--long", "--full-tree", commit, ...(folder === "." ? [] : ["--", `${folder}/`])];
  const manifests = (await gitText(args, { gitDir })).split("\0").flatMap((entry) => {
    const [, oid, size, path] = /^100\d+ blob ([0-9a-f]+) +(\d+)\t([\s\S]+)$/.exec(entry) ?? [];
    return oid && path && isManifest(basename(path)) ? [{ oid, size: Number(size), path }] : [];
  });
  manifests.sort((a, b) => rankOf(basename(a.path)) - rankOf(basename(b.path)));
  const found: FolderManifest[] = [];
  for (const { oid, size, path } of manifests) {
    const file = basename(path);
    const name =
      size > MAX_MANIFEST_BYTES
        ? { why: "is larger than 1 MiB and was not read" }
        : await readPackageName(file, await gitText(["cat-file", "blob", oid], { gitDir }));
    if (name && "why" in name) found.push({ type: manifestType(file), unread: `${escapeLine(path)} ${name.why}.` });
    else if (name) found.push({ type: name.type, purl: formatPurl(name) });
  }
  return found;
}
