import { EmbargoError } from "../errors";
import type { Instant, Sha256 } from "../ids";
import { sameBytes, toHex } from "./bytes";
import { MANIFEST_PATH, REPLY_PATH } from "./layout";
import type { Manifest, ManifestFile } from "./manifestShape";
import { checkManifest, manifestRefusal } from "./manifestShape";
import type { BundleFile } from "./tar";

export type { Manifest, ManifestBranch, ManifestFile } from "./manifestShape";

const LARGEST_MANIFEST = 4 * 2 ** 20;
/** A clock may be this much ahead of the signer's. */
const MOST_AHEAD_MS = 600_000;

/**
 * The one spelling of a manifest; its SHA-256 is the digest that a person confirms.
 *
 * @throws EmbargoError `manifest` when it breaks a rule that its reader would check
 */
export function writeManifest(manifest: Manifest): Uint8Array {
  return canonical(checkManifest(manifest));
}

/**
 * Parses a manifest, checks every rule that needs no git, writes it again and refuses other bytes.
 *
 * @throws EmbargoError `manifest`
 */
export function readManifest(bytes: Uint8Array): Manifest {
  if (bytes.length > LARGEST_MANIFEST)
    throw manifestRefusal(`it has ${bytes.length} bytes, more than ${LARGEST_MANIFEST}`);
  const manifest = checkManifest(parse(bytes));
  if (!sameBytes(canonical(manifest), bytes)) throw manifestRefusal("it is not written the one way a manifest is");
  return manifest;
}

/** The SHA-256 of `bytes`, by WebCrypto. */
export async function sha256Hex(bytes: Uint8Array): Promise<Sha256> {
  const digest = await globalThis.crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return toHex(new Uint8Array(digest)) as Sha256;
}

/**
 * Holds the archive's files to the manifest: every one but the manifest and the reply template is listed, with its size and
 * SHA-256, and nothing else is.
 *
 * @throws EmbargoError `files`
 */
export async function checkFiles(manifest: Manifest, files: readonly BundleFile[]): Promise<void> {
  const found = await listFiles(files);
  if (JSON.stringify(found) === JSON.stringify(manifest.files)) return;
  throw new EmbargoError(
    "files",
    "The files in the bundle are not those its manifest lists.",
    "Nothing of it was used. Ask the sender to make the bundle again.",
  );
}

/** What a manifest says of these files: sorted by path, without the manifest itself and the reply template. */
export async function listFiles(files: readonly BundleFile[]): Promise<ManifestFile[]> {
  const listed = files.filter(({ path }) => path !== MANIFEST_PATH && path !== REPLY_PATH);
  const entries = listed.map(async ({ path, content }) => ({
    path,
    size: content.length,
    sha256: await sha256Hex(content),
  }));
  return (await Promise.all(entries)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Refuses a manifest dated more than ten minutes after its signature.
 *
 * @throws EmbargoError `manifest`
 */
export function checkCreated(manifest: Manifest, signedAt: Instant): void {
  if (Date.parse(manifest.created) > Date.parse(signedAt) + MOST_AHEAD_MS) {
    throw manifestRefusal("it was made later than it was signed");
  }
}

function canonical(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw manifestRefusal("it is not JSON in UTF-8");
  }
}
