import type { CaseId, Instant } from "../../src/model/ids";
import type { Manifest } from "../../src/model/bundle/manifest";
import { listFiles, writeManifest } from "../../src/model/bundle/manifest";
import type { BundleFile } from "../../src/model/bundle/tar";
import { oid } from "./caseRecord";

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** A file of a bundle from text. */
export function file(path: string, text = `${path}\n`): BundleFile {
  return { path, content: bytesOf(text) };
}

/** The files that every bundle has, and those of the given branches. */
export function bundleFiles(...payloads: string[]): BundleFile[] {
  return ["README.txt", "REPLY.txt", "manifest.json", ...payloads].map((path) => file(path));
}

/** A manifest that keeps every rule: one branch of two patches, and a git bundle. */
export async function sampleManifest(): Promise<Manifest> {
  const payloads = ["patches/01-main/0001-a.patch", "patches/01-main/0002-b.patch", "bundles/02-stable.bundle"];
  return {
    format: "embargo-bundle/1",
    id: "E-7K2QXD" as CaseId,
    version: 1,
    supersedes: null,
    created: "2026-11-21T14:05:00Z" as Instant,
    project: "Curl für alle",
    root_commits: [oid("1"), oid("2")],
    object_format: "sha1",
    files: await listFiles(bundleFiles("advisory.md", ...payloads)),
    branches: [
      { name: "main", path: "patches/01-main", ...sides, commits: 2 },
      { name: "stable/1.x", path: "bundles/02-stable.bundle", ...sides, commits: 9999 },
    ],
  };
}

const sides = { base_commit: oid("a"), base_tree: oid("b"), result_tree: oid("c") };

/** The manifest's text with one thing replaced, to see it refused. */
export async function manifestTextWith(find: string | RegExp, replacement: string): Promise<Uint8Array> {
  const text = textOf(writeManifest(await sampleManifest()));
  const changed = text.replace(find, replacement);
  if (changed === text) throw new Error(`Nothing in the sample manifest matches ${String(find)}.`);
  return bytesOf(changed);
}
