import { asFingerprint } from "../model/ids";
import { reviewBundle, type Review } from "../stages/confirm";
import { readNamedFile } from "../tools/files";
import type { CommonFlags, Session } from "./verb";

const BUNDLE_LIMIT_BYTES = 66 * 1024 * 1024;
const KEY_FILE_LIMIT_BYTES = 1024 * 1024;

/** Opens a bundle for `review` and `answer`: with the clone around the current folder when it is the project's. */
export async function openBundleFile(
  { terminal, home, ownKey }: Session,
  flags: CommonFlags & { readonly from?: string },
  file: string,
): Promise<Review> {
  const bytes = await readNamedFile(file, BUNDLE_LIMIT_BYTES);
  const from = flags.from === undefined ? {} : { from: await expectedSigner(flags.from) };
  return reviewBundle(await home(), bytes, { directory: terminal.cwd, ownKey: await ownKey(flags), ...from });
}

/** A fingerprint as it is, or the contents of a certificate file. */
async function expectedSigner(from: string): Promise<string | Uint8Array> {
  return asFingerprint(from) ?? (await readNamedFile(from, KEY_FILE_LIMIT_BYTES));
}
