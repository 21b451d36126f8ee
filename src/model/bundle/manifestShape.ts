import { EmbargoError } from "../errors";
import type { CaseId, Instant, Oid, Sha256 } from "../ids";
import { asCaseId, asInstant, asOid, asSha256 } from "../ids";
import { hasOddCharacter, isBranchName } from "./branchName";
import { branchNumber, MANIFEST_PATH, payloadOf, REPLY_PATH } from "./layout";

/** A file of the bundle as the manifest lists it. */
export interface ManifestFile {
  /** Relative to `embargo/`. */
  readonly path: string;
  readonly size: number;
  readonly sha256: Sha256;
}

/** One branch of the fix. */
export interface ManifestBranch {
  readonly name: string;
  /** Relative to `embargo/`: a folder under `patches/` or a file under `bundles/`. */
  readonly path: string;
  readonly base_commit: Oid;
  readonly base_tree: Oid;
  readonly result_tree: Oid;
  readonly commits: number;
}

/** What a bundle binds: `manifest.json`, format `embargo-bundle/1` (FORMAT section 4). Snake case, because it is a file's. */
export interface Manifest {
  readonly format: "embargo-bundle/1";
  readonly id: CaseId;
  readonly version: number;
  /** The digest of version n-1's manifest; null for version 1. */
  readonly supersedes: Sha256 | null;
  readonly created: Instant;
  readonly project: string;
  readonly root_commits: readonly Oid[];
  readonly object_format: "sha1" | "sha256";
  readonly files: readonly ManifestFile[];
  readonly branches: readonly ManifestBranch[];
}

const MOST_BRANCHES = 50;
const MOST = 9999;
const LONGEST_PROJECT = 100;
const LARGEST_FILE = 64 * 2 ** 20;

/**
 * `value` as a manifest with its keys in the format's order, or a refusal that names the first key that breaks a rule
 * (FORMAT section 4). Keys that do not belong are dropped here: the caller compares bytes.
 *
 * @throws EmbargoError `manifest`
 */
export function checkManifest(value: unknown): Manifest {
  const found = record(value, "the manifest");
  if (found.format === "embargo-handover/1") {
    throw manifestRefusal("it is the hand-over of a whole case (embargo-handover/1), not a bundle");
  }
  const format = need(found.format, "format", (text) => (text === "embargo-bundle/1" ? text : undefined));
  const id = need(found.id, "id", asCaseId);
  const version = count(found.version, "version", 1, MOST);
  const supersedes = version === 1 ? nothing(found.supersedes) : need(found.supersedes, "supersedes", asSha256);
  const created: Instant = need(found.created, "created", asInstant);
  const project = need(found.project, "project", asProject);
  const object_format = need(found.object_format, "object_format", (text) =>
    text === "sha1" || text === "sha256" ? text : undefined,
  );
  const oid = (of: unknown, key: string) =>
    need(of, key, (text) => (text.length === (object_format === "sha1" ? 40 : 64) ? asOid(text) : undefined));
  const root_commits = list(found.root_commits, "root_commits").map((root) => oid(root, "root_commits"));
  const files = list(found.files, "files").map(asFile);
  const branches = list(found.branches, "branches").map((branch) => asBranch(branch, oid));
  if (root_commits.length === 0 || !ascending(root_commits)) throw wrong("root_commits");
  if (!ascending(files.map(({ path }) => path))) throw wrong("files");
  checkBranches(branches, files);
  return { format, id, version, supersedes, created, project, root_commits, object_format, files, branches };
}

function asFile(value: unknown): ManifestFile {
  const file = record(value, "files");
  const path = need(file.path, "files", (text) => (text === MANIFEST_PATH || text === REPLY_PATH ? undefined : text));
  const size = count(file.size, "files", 0, LARGEST_FILE);
  const sha256: Sha256 = need(file.sha256, "files", asSha256);
  return { path, size, sha256 };
}

function asBranch(value: unknown, oid: (of: unknown, key: string) => Oid): ManifestBranch {
  const branch = record(value, "branches");
  return {
    name: need(branch.name, "branches", (text) => (isBranchName(text) ? text : undefined)),
    path: need(branch.path, "branches", (text) => text),
    base_commit: oid(branch.base_commit, "base_commit"),
    base_tree: oid(branch.base_tree, "base_tree"),
    result_tree: oid(branch.result_tree, "result_tree"),
    commits: count(branch.commits, "commits", 1, MOST),
  };
}

/** Branch n is what carries number n, and every patch or git bundle belongs to exactly one branch. */
function checkBranches(branches: readonly ManifestBranch[], files: readonly ManifestFile[]): void {
  const carried = files.map(({ path }) => path).filter((path) => /^(patches|bundles)\//.test(path));
  const payloads = [...new Set(carried.map(payloadOf))].sort((a, b) => branchNumber(a) - branchNumber(b));
  const unique = new Set(branches.map(({ name }) => name)).size === branches.length;
  const inOrder = branches.every(({ path }, index) => path === payloads[index] && branchNumber(path) === index + 1);
  if (branches.length < 1 || branches.length > MOST_BRANCHES || !unique) throw wrong("branches");
  if (branches.length !== payloads.length || !inOrder) throw wrong("branches");
}

function asProject(text: string): string | undefined {
  const characters = [...text].length;
  return characters >= 1 && characters <= LONGEST_PROJECT && !hasOddCharacter(text) ? text : undefined;
}

function record(value: unknown, key: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(key);
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, key: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(key);
  return value;
}

function need<T>(value: unknown, key: string, parse: (text: string) => T | undefined): T {
  const parsed = typeof value === "string" ? parse(value) : undefined;
  if (parsed === undefined) throw wrong(key);
  return parsed;
}

function nothing(value: unknown): null {
  if (value !== null) throw wrong("supersedes");
  return null;
}

function count(value: unknown, key: string, least: number, most: number): number {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) throw wrong(key);
  return value as number;
}

function ascending(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || texts[index - 1]! < text);
}

function wrong(key: string): EmbargoError {
  return manifestRefusal(`${key} is missing or not as the format wants it`);
}

/** Why a manifest is refused; `reason` is half a sentence without a full stop. */
export function manifestRefusal(reason: string): EmbargoError {
  return new EmbargoError(
    "manifest",
    `The bundle's manifest is refused: ${reason}.`,
    "Nothing of the bundle was used. Ask the sender to make it again with Embargo.",
  );
}
