import { hasOddCharacter } from "../bundle/branchName";
import { sameBytes } from "../bundle/bytes";
import type { ManifestFile } from "../bundle/manifest";
import { EmbargoError } from "../errors";
import {
  asCaseId,
  asFingerprint,
  asInstant,
  asOid,
  asSha256,
  type CaseId,
  type Fingerprint,
  type Instant,
  type Oid,
} from "../ids";

/** What a hand-over binds: its `manifest.json`, format `embargo-handover/1`. Snake case, because it is a file's. */
export interface HandoverManifest {
  readonly format: "embargo-handover/1";
  readonly id: CaseId;
  readonly created: Instant;
  readonly project: string;
  readonly root_commits: readonly Oid[];
  readonly object_format: "sha1" | "sha256";
  /** Whose case it was, and whose it becomes: primary keys. */
  readonly from_key: Fingerprint;
  readonly for_key: Fingerprint;
  readonly base_commit: Oid;
  /** The fix; equal to the base when there is no commit yet. */
  readonly tip_commit: Oid;
  readonly tip_tree: Oid;
  /** Every file but the manifest, sorted by path. */
  readonly files: readonly ManifestFile[];
}

const LONGEST_PROJECT = 100;

/** The one spelling of a hand-over's manifest. */
export function writeHandoverManifest(manifest: HandoverManifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(check(manifest), null, 1)}\n`);
}

/**
 * Parses the manifest of a hand-over, writes it again and refuses other bytes.
 *
 * @throws EmbargoError `manifest`, also for the manifest of a bundle, which it names
 */
export function readHandoverManifest(bytes: Uint8Array): HandoverManifest {
  const manifest = check(parse(bytes));
  if (!sameBytes(writeHandoverManifest(manifest), bytes)) throw refusal("it is not written the one way a manifest is");
  return manifest;
}

function check(value: unknown): HandoverManifest {
  const found = (typeof value === "object" && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  if (found.format === "embargo-bundle/1") throw refusal("it is a bundle to review (embargo review), not a whole case");
  if (found.format !== "embargo-handover/1") throw refusal("its format is unknown; a newer Embargo may have made it");
  const roots = list(found.root_commits).map((root) => need(root, asOid));
  const files = list(found.files).map(readFile);
  if (roots.length === 0 || !ascending(roots) || !ascending(files.map(({ path }) => path))) throw incomplete();
  const object_format = need(found.object_format, (text) => (text === "sha1" || text === "sha256" ? text : undefined));
  return {
    format: "embargo-handover/1",
    id: need(found.id, asCaseId),
    created: need(found.created, asInstant),
    project: need(found.project, asProject),
    root_commits: roots,
    object_format,
    from_key: need(found.from_key, asFingerprint),
    for_key: need(found.for_key, asFingerprint),
    base_commit: need(found.base_commit, asOid),
    tip_commit: need(found.tip_commit, asOid),
    tip_tree: need(found.tip_tree, asOid),
    files,
  };
}

function readFile(value: unknown): ManifestFile {
  const { path, size, sha256 } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof path !== "string" || !Number.isInteger(size) || (size as number) < 0) throw incomplete();
  return { path, size: size as number, sha256: need(sha256, asSha256) };
}

function asProject(text: string): string | undefined {
  return text.length >= 1 && [...text].length <= LONGEST_PROJECT && !hasOddCharacter(text) ? text : undefined;
}

function need<T>(value: unknown, read: (text: string) => T | undefined): T {
  const found = typeof value === "string" ? read(value) : undefined;
  if (found === undefined) throw incomplete();
  return found;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw incomplete();
  return value;
}

function ascending(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || texts[index - 1]! < text);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw refusal("it is not JSON in UTF-8");
  }
}

function incomplete(): EmbargoError {
  return refusal("a key is missing or not as the format wants it");
}

function refusal(reason: string): EmbargoError {
  return new EmbargoError(
    "manifest",
    `The hand-over's manifest is refused: ${reason}.`,
    "Nothing of it was used. Ask the sender to make it again with Embargo.",
  );
}
