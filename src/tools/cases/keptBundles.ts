import { join } from "node:path";
import { MANIFEST_PATH } from "../../model/bundle/layout";
import { readManifest, sha256Hex, type Manifest } from "../../model/bundle/manifest";
import type { BundleFile } from "../../model/bundle/tar";
import type { BundleRecord } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { makeFolderAtomic, readIfThere, removeTree, writeFileAtomic } from "../files";
import type { CasePlaces } from "../home";

/** What every reader of one version gets alike: the manifest and the files it lists. */
export interface Payload {
  readonly manifest: Manifest;
  readonly files: readonly BundleFile[];
}

/**
 * Keeps the payload of a new version in the case's folder, whole or not at all. One that an interrupted run left there, and
 * that the case file does not know, was given to nobody: it makes way.
 *
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function keepPayload(places: CasePlaces, version: number, files: readonly BundleFile[]): Promise<void> {
  const folder = payloadFolder(places, version);
  await removeTree(folder);
  await makeFolderAtomic(folder, async (temporary) => {
    for (const { path, content } of files) await writeFileAtomic(join(temporary, path), content);
  });
}

/**
 * The payload of a version that the case file knows, exactly as it was made.
 *
 * @throws EmbargoError `case-damaged` when a byte of it is missing or another
 */
export async function readPayload(places: CasePlaces, record: BundleRecord): Promise<Payload> {
  const folder = payloadFolder(places, record.version);
  const bytes = await readIfThere(join(folder, MANIFEST_PATH));
  if (!bytes || (await sha256Hex(bytes)) !== record.manifestSha256) throw damaged(record.version);
  const manifest = readManifest(bytes);
  const files = [{ path: MANIFEST_PATH, content: new Uint8Array(bytes) }];
  for (const { path, sha256 } of manifest.files) {
    const content = await readIfThere(join(folder, path));
    if (!content || (await sha256Hex(content)) !== sha256) throw damaged(record.version);
    files.push({ path, content: new Uint8Array(content) });
  }
  return { manifest, files };
}

/** Where the payload of a version lies. */
export function payloadFolder(places: CasePlaces, version: number): string {
  return join(places.bundles, `v${version}`);
}

function damaged(version: number): EmbargoError {
  return new EmbargoError(
    "case-damaged",
    `What was kept of version ${version} of the bundle is not what was sent.`,
    "It was left as it is. Put the folder back from a backup, or change the fix and send a new version.",
  );
}
