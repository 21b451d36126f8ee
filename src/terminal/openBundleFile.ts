import { asFingerprint } from "../model/ids";
import { reviewBundle, type Review } from "../stages/confirm";
import { readNamedFile } from "../tools/files";
import { opensByPassphrase } from "../tools/pgp/unseal";
import { bundlePassphrase } from "./ask";
import type { CommonFlags, Session } from "./verb";

const BUNDLE_LIMIT_BYTES = 66 * 1024 * 1024;
const KEY_FILE_LIMIT_BYTES = 1024 * 1024;

/** Opens a bundle for `review` and `answer`: with the clone around the current folder when it is the project's. */
export async function openBundleFile(
  { terminal, home, keyFor }: Session,
  flags: CommonFlags & { readonly from?: string },
  file: string,
): Promise<Review> {
  const bytes = await readNamedFile(file, BUNDLE_LIMIT_BYTES);
  const from = flags.from === undefined ? {} : { from: await expectedSigner(flags.from) };
  const options = { directory: terminal.cwd, ...from };
  if (!opensByPassphrase(bytes))
    return reviewBundle(await home(), bytes, { ...options, ownKey: await keyFor(flags, bytes, "bundle") });
  const passphrase = await bundlePassphrase(terminal, flags.passphraseFd);
  return reviewBundle(await home(), bytes, { ...options, ...(passphrase === undefined ? {} : { passphrase }) });
}

/** A fingerprint as it is, or the contents of a certificate file. */
async function expectedSigner(from: string): Promise<string | Uint8Array> {
  return asFingerprint(from) ?? (await readNamedFile(from, KEY_FILE_LIMIT_BYTES));
}
