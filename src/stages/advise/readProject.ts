import { basename, dirname } from "node:path/posix";
import { formatPurl } from "../../model/advisory/purl";
import { isVersionLike } from "../../model/advisory/versions/dotted";
import type { CaseProject } from "../../model/case";
import type { Oid } from "../../model/ids";
import { gitText, git } from "../../tools/git/run";
import { isManifest, readPackageName } from "./packageName";

/** A package of the project, and the changed files in it. */
export interface PackageFact {
  readonly purl: string;
  readonly files: readonly string[];
}

const MAX_MANIFEST_BYTES = 1024 * 1024;
const NEWEST_RELEASES = 5;

/**
 * The packages whose files are changed: the nearest manifest above each file. Without changed files, that of the top
 * folder. None when no manifest names a package.
 */
export async function readPackages(gitDir: string, commit: Oid, files: readonly string[]): Promise<PackageFact[]> {
  const nameIn = new Map<string, Promise<string | undefined>>();
  const named = async (folder: string): Promise<string | undefined> => {
    const name = nameIn.get(folder) ?? readFolder(gitDir, commit, folder);
    nameIn.set(folder, name);
    return (await name) ?? (folder === "." ? undefined : await named(dirname(folder)));
  };
  if (files.length === 0) {
    const purl = await named(".");
    return purl === undefined ? [] : [{ purl, files: [] }];
  }
  const found = new Map<string, string[]>();
  for (const file of files) {
    const purl = await named(dirname(file));
    if (purl !== undefined) found.set(purl, [...(found.get(purl) ?? []), file]);
  }
  return [...found].map(([purl, changed]) => ({ purl, files: changed }));
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

async function readFolder(gitDir: string, commit: Oid, folder: string): Promise<string | undefined> {
  const args = ["ls-tree", "-z", "--long", "--full-tree", commit, ...(folder === "." ? [] : ["--", `${folder}/`])];
  for (const entry of (await gitText(args, { gitDir })).split("\0")) {
    const [, oid, size, path] = /^100\d+ blob ([0-9a-f]+) +(\d+)\t([\s\S]+)$/.exec(entry) ?? [];
    if (!oid || !path || !isManifest(basename(path)) || Number(size) > MAX_MANIFEST_BYTES) continue;
    const name = readPackageName(basename(path), await gitText(["cat-file", "blob", oid], { gitDir }));
    if (name) return formatPurl(name);
  }
  return undefined;
}
