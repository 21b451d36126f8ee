import type { PublicKey } from "openpgp";
import { toInstant, type Fingerprint, type Instant } from "../../model/ids";
import { fingerprintOf, readPublicKey } from "./certificates";
import { keyTrouble } from "./keyState";
import { loadOpenPgp } from "./openpgp";

/** Whether a key does its work today, and will in a month. */
export interface KeyHealth {
  readonly fingerprint: Fingerprint;
  /** `soon`: within 30 days nothing could be encrypted to it any more, or it could not sign. */
  readonly state: "good" | "soon" | "expired" | "revoked" | "unusable";
  /** When it ends, or ended; absent for a key without an end, and for `unusable`. */
  readonly at?: Instant;
  /** Whole days that are left; only for `soon`. */
  readonly daysLeft?: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** When people begin to be told. */
export const WARNED_DAYS = 30;

/**
 * Looks at the primary key and at the parts that would be used: expired subkeys below a primary key that is still valid are
 * what breaks real mails most often.
 *
 * @param certificate armored
 * @throws EmbargoError `key-invalid`
 */
export async function keyHealth(certificate: string, now = new Date()): Promise<KeyHealth> {
  const key = await readPublicKey(certificate);
  const fingerprint = fingerprintOf(key);
  const trouble = await keyTrouble(key, key, now);
  if (trouble) return { fingerprint, state: trouble.kind, at: toInstant(trouble.since) };
  const ends = await Promise.all([endOf(key, "encrypt", now), endOf(key, "sign", now)]);
  const missing = ends.includes(undefined);
  if (missing) return { fingerprint, ...(await whyMissing(key, now)) };
  const primary = await key.getExpirationTime();
  const last = Math.min(...[...ends, primary].map((end) => (end instanceof Date ? end.getTime() : Infinity)));
  if (last === Infinity) return { fingerprint, state: "good" };
  const at = toInstant(new Date(last));
  const daysLeft = Math.floor((last - now.getTime()) / DAY_MS);
  return daysLeft < WARNED_DAYS ? { fingerprint, state: "soon", at, daysLeft } : { fingerprint, state: "good", at };
}

/** When the last part for this use ends; `Infinity` when it does not, `undefined` when there is none today. */
async function endOf(key: PublicKey, use: "encrypt" | "sign", now: Date): Promise<Date | typeof Infinity | undefined> {
  const { openpgp, config } = await loadOpenPgp();
  const full = { ...openpgp.config, ...config };
  const ends: (Date | typeof Infinity)[] = [];
  for (const part of key.getKeys()) {
    const id = part.getKeyID();
    const found =
      use === "encrypt" ? key.getEncryptionKey(id, now, undefined, full) : key.getSigningKey(id, now, undefined, full);
    const usable = await found.then(
      () => true,
      () => false,
    );
    const end = usable ? await ("mainKey" in part ? part.getExpirationTime(now) : key.getExpirationTime()) : null;
    if (end instanceof Date || end === Infinity) ends.push(end);
  }
  return ends.sort((a, b) => Number(b) - Number(a))[0];
}

async function whyMissing(key: PublicKey, now: Date): Promise<Pick<KeyHealth, "state" | "at">> {
  for (const part of key.subkeys) {
    const trouble = await keyTrouble(key, part, now);
    if (trouble) return { state: trouble.kind, at: toInstant(trouble.since) };
  }
  return { state: "unusable" };
}
