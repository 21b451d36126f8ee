import { EmbargoError } from "../../model/errors";
import { exists, writeFileAtomic } from "../../tools/files";
import type { Home } from "../../tools/home";
import { noteBackup, requireOwnKey } from "../../tools/pgp/keyStore";
import { isProtected } from "../../tools/pgp/keys";

/**
 * Writes the secret part of the own key, protected as it is, to a file that only its owner can read.
 *
 * @returns whether it is protected by a passphrase
 * @throws EmbargoError `file-exists`, `own-key-missing`, `key-unusable` for a key in gpg, `disk-full`, `home-unwritable`
 */
export async function backUpOwnKey(home: Home, path: string): Promise<{ readonly isProtected: boolean }> {
  const { secret, fingerprint } = await requireOwnKey(home);
  if (secret === undefined) {
    throw new EmbargoError(
      "key-unusable",
      "Your key is in gpg, and no secret leaves gpg through Embargo.",
      `Save a copy there: gpg --output FILE --export-secret-keys ${fingerprint}.`,
    );
  }
  if (await exists(path)) {
    throw new EmbargoError("file-exists", "There is a file of this name already.", "Name another one.");
  }
  await writeFileAtomic(path, secret);
  await noteBackup(home, "saved");
  return { isProtected: await isProtected(secret) };
}

/** Ends the reminder without a copy. @throws EmbargoError `own-key-missing` */
export async function dismissBackup(home: Home): Promise<void> {
  await noteBackup(home, "dismissed");
}
