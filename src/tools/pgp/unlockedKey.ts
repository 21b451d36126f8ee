import type { PrivateKey, PublicKey } from "openpgp";
import type { Fingerprint } from "../../model/ids";
import { fingerprintOf } from "./certificates";

/** A secret key that can be used now. It shows only its fingerprint: nothing secret can be printed or stored by mistake. */
export interface UnlockedKey {
  readonly fingerprint: Fingerprint;
}

/** Another program that alone has the secret part, and does with it what only it can (the user's gpg, an agent, a card). */
export interface KeyDelegate {
  /**
   * A detached, binary signature over `data`, as packets.
   *
   * @throws EmbargoError `cancelled`, `gpg-failed`, `gpg-missing`
   */
  readonly sign: (data: Uint8Array) => Promise<Uint8Array>;
  /**
   * The packets inside an encrypted message, whose integrity was checked; still compressed if they were.
   *
   * @throws EmbargoError `not-for-me`, `format`, `cancelled`, `gpg-failed`, `gpg-missing`
   */
  readonly takeOff: (message: Uint8Array) => Promise<Uint8Array>;
}

/** A key that another program uses for us, with its certificate. */
export interface DelegatedKey {
  readonly certificate: PublicKey;
  readonly delegate: KeyDelegate;
}

const secrets = new WeakMap<UnlockedKey, PrivateKey>();
const delegates = new WeakMap<UnlockedKey, DelegatedKey>();

/** Wraps an unlocked key. */
export function holdUnlocked(key: PrivateKey): UnlockedKey {
  const unlocked = Object.freeze({ fingerprint: fingerprintOf(key) });
  secrets.set(unlocked, key);
  return unlocked;
}

/** Wraps a key that another program uses for us. */
export function holdDelegated(key: DelegatedKey): UnlockedKey {
  const unlocked = Object.freeze({ fingerprint: fingerprintOf(key.certificate) });
  delegates.set(unlocked, key);
  return unlocked;
}

/** What uses the key for us; `undefined` when we hold it ourselves. */
export function delegatedKeyOf(unlocked: UnlockedKey): DelegatedKey | undefined {
  return delegates.get(unlocked);
}

/** The key behind it, for the other files of this folder; only of one that we hold ourselves. */
export function privateKeyOf(unlocked: UnlockedKey): PrivateKey {
  const key = secrets.get(unlocked);
  if (!key) throw new TypeError("This key was not unlocked here.");
  return key;
}
