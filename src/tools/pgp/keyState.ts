import type { PublicKey, Subkey } from "openpgp";

/** Why a key no longer counts, and since when. A revocation outweighs an expiry. */
export interface KeyTrouble {
  readonly kind: "revoked" | "expired";
  readonly since: Date;
}

/**
 * Whether the primary key, or `part` of it that is used, is revoked or expired at `now`; `undefined` when neither is.
 * Only revocations that the primary key itself signed count (RFC 9580 sections 5.2.3.13, 5.2.3.31).
 */
export async function keyTrouble(key: PublicKey, part: PublicKey | Subkey, now: Date): Promise<KeyTrouble | undefined> {
  const subkey = "mainKey" in part ? part : undefined;
  const revoked = (await key.isRevoked(undefined, undefined, now)) && latest(key);
  // The library's types ask for arguments that it does not need: nothing stands for every revocation of this subkey.
  const none = undefined as never;
  const subkeyRevoked = subkey && (await subkey.isRevoked(none, none, now)) && latest(subkey);
  const since = revoked || subkeyRevoked;
  if (since) return { kind: "revoked", since };
  const ends = [await key.getExpirationTime(), subkey && (await subkey.getExpirationTime(now))];
  const expired = ends.find((end): end is Date => end instanceof Date && end <= now);
  return expired && { kind: "expired", since: expired };
}

function latest({ revocationSignatures }: PublicKey | Subkey): Date {
  return new Date(Math.max(...revocationSignatures.map(({ created }) => created?.getTime() ?? 0)));
}
