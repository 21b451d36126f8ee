import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import { asFingerprint } from "../../model/ids";
import { readKnownVersion, writeKnownVersion } from "../../tools/cases/knownVersions";
import { openQuarantine, type Quarantine } from "../../tools/git/quarantine";
import { openRepository } from "../../tools/git/repository";
import type { Home } from "../../tools/home";
import { readCertificate } from "../../tools/pgp/certificates";
import type { UnlockedKey } from "../../tools/pgp/keys";
import { findContact, listContacts, readOwnKey } from "../../tools/pgp/keyStore";
import { checkBranches } from "./checkBranches";
import { openBundle, type OpenedBundle } from "./openBundle";
import type { Review, ReviewedBranch, Signer } from "./review";
import { warningsOf } from "./warnings";

/** How a bundle is to be reviewed. */
export interface ReviewOptions {
  /** Absent for a reader without a key, whose bundle opens with a passphrase. */
  readonly ownKey?: UnlockedKey;
  readonly passphrase?: string;
  /** A folder in a clone of the project; without one, or outside any clone, the trees cannot be checked. */
  readonly directory?: string;
  /** Whose signature counts besides the pinned keys: a pinned fingerprint, or a certificate (armored or binary). */
  readonly from?: string | Uint8Array;
  /** Called when every check has passed, while the objects of the fix are still there. */
  readonly whileOpen?: (opened: CheckedObjects) => Promise<void>;
}

/** The objects of a fix that passed its checks. */
export interface CheckedObjects {
  readonly quarantine: Quarantine;
  /** The object folder of the clone; absent when there was none. */
  readonly objects?: string;
  readonly branches: readonly ReviewedBranch[];
}

/**
 * Opens a bundle and makes every check of the format, in its order; the first that fails is the error. Nothing is written
 * but, at the very end, which version was seen.
 *
 * @throws EmbargoError too-large, format, signature-missing, signature-wrong, signer-unknown, signer-expired, signer-revoked,
 * not-for-me, archive, manifest, version-conflict, files, patch-fails, tree-differs; `own-key-missing`, `git-missing`
 */
export async function reviewBundle(home: Home, file: Uint8Array, options: ReviewOptions): Promise<Review> {
  const signers = await readSigners(home, options.from);
  const keys = { ...options, signers: signers.map(({ certificate }) => certificate) };
  const opened = await openBundle(file, keys, (signer, id) => readKnownVersion(home, signer, id));
  const signer = signers.find(({ fingerprint }) => fingerprint === opened.signer);
  if (!signer) throw new EmbargoError("signer-unknown", "The signer is nobody you know.", "Import their key first.");
  const branches = await reviewBranches(home, opened, options);
  const { manifest, manifestSha256, superseded } = opened;
  if (!superseded)
    await writeKnownVersion(home, signer.fingerprint, manifest.id, { version: manifest.version, manifestSha256 });
  return {
    signer,
    id: manifest.id,
    version: manifest.version,
    createdAt: manifest.created,
    signedAt: opened.signedAt,
    project: manifest.project,
    manifestSha256,
    branches,
    ...textOf(opened, "advisory"),
    ...textOf(opened, "notes"),
    warnings: warningsOf(opened, signer, branches),
    forgiven: opened.notes,
    replyHeader: opened.replyHeader,
    superseded,
  };
}

/** One's own key and the pinned ones, and the one named for this review unless it is among them. */
async function readSigners(home: Home, from: string | Uint8Array | undefined): Promise<Signer[]> {
  const own = await readOwnKey(home);
  const self = own && signerOf(await readCertificate(own.certificate));
  const pinned: Signer[] = (await listContacts(home)).map(({ fingerprint, certificate, name, comparedAt }) => ({
    fingerprint,
    certificate,
    ...(name === undefined ? {} : { name }),
    pinned: true,
    compared: comparedAt !== undefined,
  }));
  const known = self ? [{ ...self, pinned: true, compared: true }, ...pinned] : pinned;
  if (from === undefined) return known;
  const named = await readNamed(home, from);
  return known.some(({ fingerprint }) => fingerprint === named.fingerprint) ? known : [...known, named];
}

async function readNamed(home: Home, from: string | Uint8Array): Promise<Signer> {
  if (typeof from === "string" && asFingerprint(from)) {
    const own = await readOwnKey(home);
    const { certificate } = own && asFingerprint(from) === own.fingerprint ? own : await findContact(home, from);
    return signerOf(await readCertificate(certificate));
  }
  return signerOf(await readCertificate(from));
}

function signerOf({ fingerprint, armored, name }: Awaited<ReturnType<typeof readCertificate>>): Signer {
  const known = { fingerprint, certificate: armored, pinned: false, compared: false };
  return name === undefined ? known : { ...known, name };
}

async function reviewBranches(
  home: Home,
  { manifest, files }: OpenedBundle,
  { directory, whileOpen }: ReviewOptions,
): Promise<ReviewedBranch[]> {
  const objects = directory === undefined ? undefined : await findObjects(directory, manifest.object_format);
  const quarantine = await openQuarantine(home, manifest.object_format, objects);
  try {
    const branches = await checkBranches(quarantine, manifest, files);
    await whileOpen?.({ quarantine, ...(objects === undefined ? {} : { objects }), branches });
    return branches;
  } finally {
    await quarantine.close();
  }
}

/** The object folder of the clone around a folder; `undefined` where there is none that can be used. */
async function findObjects(directory: string, objectFormat: "sha1" | "sha256"): Promise<string | undefined> {
  try {
    const repository = await openRepository(directory);
    return repository.objectFormat === objectFormat ? join(repository.gitDir, "objects") : undefined;
  } catch (error) {
    const code = error instanceof EmbargoError ? error.code : undefined;
    if (code === "not-a-repository" || code === "git-unsafe-directory") return undefined;
    throw error;
  }
}

function textOf({ files }: OpenedBundle, name: "advisory" | "notes"): { readonly [key in typeof name]?: string } {
  const content = files.get(`${name}.md`);
  return content ? { [name]: new TextDecoder().decode(content) } : {};
}
