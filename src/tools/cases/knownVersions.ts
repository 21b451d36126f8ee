import { join } from "node:path";
import { asSha256, type CaseId, type Fingerprint, type Sha256 } from "../../model/ids";
import { EmbargoError } from "../../model/errors";
import { readTextIfThere, writeFileAtomic } from "../files";
import type { Home } from "../home";

/** The newest version of a bundle that was reviewed here without a refusal. */
export interface KnownVersion {
  readonly version: number;
  readonly manifestSha256: Sha256;
}

/**
 * The newest version known of a signer's bundle; `undefined` when none is.
 *
 * @throws EmbargoError `case-damaged` for a file that is no longer readable
 */
export async function readKnownVersion(home: Home, signer: Fingerprint, id: CaseId): Promise<KnownVersion | undefined> {
  const text = await readTextIfThere(placeOf(home, signer, id));
  if (text === undefined) return undefined;
  const [, version, digest] = /^(\d{1,4}) ([0-9a-f]{64})\n$/.exec(text) ?? [];
  const manifestSha256 = asSha256(digest ?? "");
  if (manifestSha256) return { version: Number(version), manifestSha256 };
  throw new EmbargoError(
    "case-damaged",
    "The note of which version of this bundle was seen before is damaged.",
    `It was left as it is: remove ${placeOf(home, signer, id)} when you know which version you have seen.`,
  );
}

/** Notes a version as known. */
export async function writeKnownVersion(
  home: Home,
  signer: Fingerprint,
  id: CaseId,
  { version, manifestSha256 }: KnownVersion,
): Promise<void> {
  await writeFileAtomic(placeOf(home, signer, id), `${version} ${manifestSha256}\n`);
}

function placeOf(home: Home, signer: Fingerprint, id: CaseId): string {
  return join(home.dir, "known", signer, id);
}
