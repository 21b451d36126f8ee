import type { PrivateKey } from "openpgp";
import type { Fingerprint } from "../../model/ids";
import { fingerprintOf } from "./certificates";

/** A secret key that can be used now. It shows only its fingerprint: nothing secret can be printed or stored by mistake. */
export interface UnlockedKey {
  readonly fingerprint: Fingerprint;
}

const secrets = new WeakMap<UnlockedKey, PrivateKey>();

/** Wraps an unlocked key. */
export function holdUnlocked(key: PrivateKey): UnlockedKey {
  const unlocked = Object.freeze({ fingerprint: fingerprintOf(key) });
  secrets.set(unlocked, key);
  return unlocked;
}

/** The key behind it, for the other files of this folder. */
export function privateKeyOf(unlocked: UnlockedKey): PrivateKey {
  const key = secrets.get(unlocked);
  if (!key) throw new TypeError("This key was not unlocked here.");
  return key;
}
