import { MANIFEST_PATH, REPLY_PATH } from "../../model/bundle/layout";
import { checkCreated, checkFiles, readManifest, sha256Hex, type Manifest } from "../../model/bundle/manifest";
import { checkReplyTemplate, type ReplyHeader } from "../../model/bundle/reply";
import { readTar } from "../../model/bundle/tar";
import { EmbargoError } from "../../model/errors";
import { asFingerprint, type CaseId, type Fingerprint, type Sha256 } from "../../model/ids";
import type { UnlockedKey } from "../../tools/pgp/keys";
import type { Opener } from "../../tools/pgp/opener";
import { unseal, type Unsealed } from "../../tools/pgp/unseal";

/** What opens a bundle. */
export interface BundleKeys {
  /** Absent for a reader without a key, whose bundle opens with a passphrase. */
  readonly ownKey?: UnlockedKey;
  readonly passphrase?: string;
  /** For the maker's own check: what was kept when the file was made, and for whom it is. */
  readonly made?: { readonly opener: Opener; readonly forKey: ReplyHeader["forKey"] };
  /** Armored certificates of those whose signature counts. */
  readonly signers: readonly string[];
}

/** The newest version of this signer's bundle that was reviewed before; `undefined` when none was. */
export type FindKnown = (
  signer: Fingerprint,
  id: CaseId,
) => Promise<{ readonly version: number; readonly manifestSha256: Sha256 } | undefined>;

/** A bundle whose bytes are right and whose signer is trusted; its patches have not been looked at. */
export interface OpenedBundle extends Omit<Unsealed, "payload"> {
  readonly manifest: Manifest;
  readonly manifestSha256: Sha256;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly replyHeader: ReplyHeader;
  readonly superseded: boolean;
}

/**
 * The checks of a bundle that need no git, in the order of the format: message and signer, archive, manifest, answer
 * template, version, hashes. Needs nothing of Node.
 *
 * @throws EmbargoError those of `unseal`; `archive`, `manifest`, `not-for-me`, `version-conflict`, `files`
 */
export async function openBundle(message: Uint8Array, keys: BundleKeys, findKnown: FindKnown): Promise<OpenedBundle> {
  const { ownKey, passphrase, made, signers } = keys;
  const unlocking = {
    ownKeys: ownKey ? [ownKey] : [],
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(made ? { opener: made.opener } : {}),
  };
  const { payload, ...unsealed } = await unseal(message, { kind: "bundle", signers, ...unlocking });
  const archive = readTar(payload);
  const files = new Map(archive.map(({ path, content }) => [path, content]));
  const manifestBytes = contentOf(files, MANIFEST_PATH);
  const manifest = readManifest(manifestBytes);
  checkCreated(manifest, unsealed.signedAt);
  const manifestSha256 = await sha256Hex(manifestBytes);
  const template = contentOf(files, REPLY_PATH);
  const forKey = addressee(template, unsealed, made?.forKey ?? ownKey?.fingerprint);
  const replyHeader = headerOf(manifest, manifestSha256, unsealed.signer, forKey);
  checkReplyTemplate(template, replyHeader);
  const known = await findKnown(unsealed.signer, manifest.id);
  if (known) refuseConflict(manifest, manifestSha256, known);
  await checkFiles(manifest, archive);
  const superseded = known !== undefined && manifest.version < known.version;
  return { ...unsealed, manifest, manifestSha256, files, replyHeader, superseded };
}

/** The signature also covers whom the bundle was made for: one that was re-encrypted for somebody else shows here. */
function addressee(
  template: Uint8Array,
  { signer, encryptedTo }: Pick<Unsealed, "signer" | "encryptedTo">,
  reader: ReplyHeader["forKey"] | undefined,
): ReplyHeader["forKey"] {
  const header = new TextDecoder().decode(template).split("\n\n", 1)[0] ?? "";
  const field = (key: string) => new RegExp(`^${key}: (.*)$`, "m").exec(header)?.[1] ?? "";
  const replyTo = asFingerprint(field("Reply-To-Key"));
  if (replyTo && replyTo !== signer) throw forwarded("its answers go to another key than the one that signed it");
  const forKey = encryptedTo.length === 0 ? "passphrase" : reader;
  const named = asFingerprint(field("For-Key"));
  if (named ? named !== forKey : field("For-Key") === "passphrase" && forKey !== "passphrase") {
    throw forwarded("it was made for somebody else");
  }
  if (!forKey) throw forwarded("it was made for somebody else");
  return forKey;
}

function headerOf(
  { id, version, branches }: Manifest,
  manifestSha256: Sha256,
  replyToKey: Fingerprint,
  forKey: ReplyHeader["forKey"],
): ReplyHeader {
  const trees = branches.map(({ name, result_tree }) => ({ branch: name, tree: result_tree }));
  return { bundle: id, bundleVersion: version, manifestSha256, replyToKey, forKey, trees };
}

function refuseConflict(
  { version, supersedes }: Manifest,
  digest: Sha256,
  known: { readonly version: number; readonly manifestSha256: Sha256 },
): void {
  const sameVersion = version === known.version && digest !== known.manifestSha256;
  const nextVersion = version === known.version + 1 && supersedes !== known.manifestSha256;
  if (!sameVersion && !nextVersion) return;
  const reason = sameVersion
    ? `another version ${version}`
    : `a version ${known.version} that this one does not continue`;
  throw new EmbargoError(
    "version-conflict",
    `You have reviewed ${reason} of this bundle by the same signer.`,
    "Ask the sender which one is meant; nothing of this one was used.",
  );
}

function contentOf(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const content = files.get(path);
  if (content) return content;
  throw new EmbargoError("archive", `The archive has no ${path}.`, "Ask the sender to make the bundle again.");
}

function forwarded(reason: string): EmbargoError {
  return new EmbargoError(
    "not-for-me",
    `The bundle was passed on: ${reason}.`,
    "Ask whoever sent it to have one made for your key; nothing of it was used.",
  );
}
