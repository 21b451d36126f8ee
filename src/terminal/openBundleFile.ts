import { asFingerprint } from "../model/ids";
import { reviewBundle, type Review, type ReviewOptions } from "../stages/confirm";
import { readNamedFile } from "../tools/files";
import { opensByPassphrase } from "../tools/pgp/unseal";
import { bundlePassphrase } from "./ask";
import type { CommonFlags, Session } from "./verb";

const BUNDLE_LIMIT_BYTES = 66 * 1024 * 1024;
const KEY_FILE_LIMIT_BYTES = 1024 * 1024;

/** A bundle's bytes, and how it is opened here. */
export interface BundleInput {
  readonly bytes: Uint8Array;
  readonly options: ReviewOptions;
}

/** Opens a bundle for `review` and `answer`: with the clone around the current folder when it is the project's. */
export async function openBundleFile(
  session: Session,
  flags: CommonFlags & { readonly from?: string },
  file: string,
): Promise<Review & { readonly input: BundleInput }> {
  const bytes = await readNamedFile(file, BUNDLE_LIMIT_BYTES);
  const from = flags.from === undefined ? {} : { from: await expectedSigner(flags.from) };
  const options = { directory: session.terminal.cwd, ...from, ...(await unlocking(session, flags, bytes)) };
  return { ...(await reviewBundle(await session.home(), bytes, options)), input: { bytes, options } };
}

async function unlocking({ terminal, keyFor }: Session, flags: CommonFlags, bytes: Uint8Array) {
  if (!opensByPassphrase(bytes)) return { ownKey: await keyFor(flags, bytes, "bundle") };
  const passphrase = await bundlePassphrase(terminal, flags.passphraseFd);
  return passphrase === undefined ? {} : { passphrase };
}

/** A fingerprint as it is, or the contents of a certificate file. */
async function expectedSigner(from: string): Promise<string | Uint8Array> {
  return asFingerprint(from) ?? (await readNamedFile(from, KEY_FILE_LIMIT_BYTES));
}
