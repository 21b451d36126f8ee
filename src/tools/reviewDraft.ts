import { join } from "node:path";
import type { Sha256 } from "../model/ids";
import { readIfThere, removeTree, writeFileAtomic } from "./files";
import type { Home } from "./home";
import type { UnlockedKey } from "./pgp/keys";
import { requireOwnKey } from "./pgp/keyStore";
import { seal } from "./pgp/seal";
import { unseal } from "./pgp/unseal";

/**
 * Keeps an unfinished answer to a bundle, encrypted to one's own key: what a person wrote must survive the closing of a tab,
 * and must not lie on the disk in the clear.
 *
 * @throws EmbargoError `own-key-missing`, `disk-full`, `home-unwritable`
 */
export async function keepDraft(home: Home, digest: Sha256, ownKey: UnlockedKey, draft: string): Promise<void> {
  const { certificate } = await requireOwnKey(home);
  const sealed = await seal(new TextEncoder().encode(draft), { to: certificate, signWith: ownKey });
  await writeFileAtomic(draftFile(home, digest), sealed);
}

/** The unfinished answer to a bundle; `undefined` when there is none that this key opens. */
export async function readDraft(home: Home, digest: Sha256, ownKey: UnlockedKey): Promise<string | undefined> {
  const file = await readIfThere(draftFile(home, digest));
  if (!file) return undefined;
  const { certificate } = await requireOwnKey(home);
  const opening = { kind: "answer", ownKeys: [ownKey], signers: [certificate] } as const;
  return unseal(new Uint8Array(file), opening).then(
    ({ payload }) => new TextDecoder().decode(payload),
    () => undefined, // made with a former key: it is begun anew
  );
}

/** Forgets the unfinished answer to a bundle. */
export async function removeDraft(home: Home, digest: Sha256): Promise<void> {
  await removeTree(draftFile(home, digest));
}

function draftFile(home: Home, digest: Sha256): string {
  return join(home.dir, "drafts", `${digest}.gpg`);
}
