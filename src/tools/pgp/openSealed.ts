import { openContainer, packetsInside } from "./contents";
import { keyTrouble } from "./keyState";
import type { Opener } from "./opener";
import type { SealedMessage } from "./packets";
import type { Packet } from "./packetStream";
import { findSessionKey, HIDDEN_READER } from "./sessionKey";
import type { DelegatedKey, UnlockedKey } from "./unlockedKey";
import { delegatedKeyOf } from "./unlockedKey";

/**
 * The packets inside an encrypted message, by one of our keys or by the passphrase. What another program opens for us goes
 * through the same parser as what we open ourselves.
 *
 * @param message all of it, without armor
 * @throws EmbargoError `not-for-me`, `format`, `too-large`; from the user's gpg `cancelled`, `gpg-failed`, `gpg-missing`
 */
export async function openSealed(
  sealed: SealedMessage,
  message: Uint8Array,
  by: {
    readonly ownKeys: readonly UnlockedKey[];
    readonly passphrase?: string;
    readonly opener?: Opener;
    readonly now: Date;
  },
): Promise<{ packets: Packet[]; ownKeyExpired: boolean }> {
  const delegated = by.ownKeys.flatMap((key) => delegatedKeyOf(key) ?? []);
  const asked =
    sealed.byPassphrase || by.opener ? undefined : delegated.find((key) => partOf(key, sealed) !== undefined);
  if (asked) return takenOff(asked, sealed, message, by.now);
  const ownKeys = by.ownKeys.filter((key) => delegatedKeyOf(key) === undefined);
  const [hiddenFor] = delegated;
  if (hiddenFor && !by.opener && ownKeys.length === 0 && sealed.keyIds.includes(HIDDEN_READER)) {
    return takenOff(hiddenFor, sealed, message, by.now);
  }
  const { sessionKey, ownKeyExpired } = await findSessionKey(sealed, { ...by, ownKeys });
  return { packets: await openContainer(sealed.container, sessionKey), ownKeyExpired };
}

async function takenOff(key: DelegatedKey, sealed: SealedMessage, message: Uint8Array, now: Date) {
  const packets = await packetsInside(await key.delegate.takeOff(message));
  const part = partOf(key, sealed) ?? key.certificate;
  return { packets, ownKeyExpired: (await keyTrouble(key.certificate, part, now)) !== undefined };
}

function partOf({ certificate }: DelegatedKey, { keyIds }: SealedMessage) {
  return certificate.getKeys().find((key) => keyIds.includes(key.getKeyID().toHex().toUpperCase()));
}
