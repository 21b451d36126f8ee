import { EmbargoError } from "../../model/errors";
import type { Fingerprint } from "../../model/ids";
import { asFingerprint } from "../../model/ids";
import { fingerprintDiffers } from "./certificates";

/**
 * Refuses a key that is not the one a person named; nothing is refused when they named none.
 *
 * @throws EmbargoError `fingerprint-differs`, `usage` when what they named is no full fingerprint
 */
export function refuseOther(found: Fingerprint, named: string | undefined): void {
  if (named === undefined) return;
  const expected = asFingerprint(named);
  if (!expected) {
    throw new EmbargoError(
      "usage",
      "That is not a full fingerprint.",
      "Give all 40 (or 64) digits; a key id is not enough.",
    );
  }
  if (found !== expected) throw fingerprintDiffers();
}
