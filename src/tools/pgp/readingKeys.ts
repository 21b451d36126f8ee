import type { Home } from "../home";
import { dearmorOnce } from "./armor";
import { readPublicKey } from "./certificates";
import { listReplacedKeys, requireOwnKey, unlockKey, unlockOwnKey, type OwnKey, type PassphraseSource } from "./ownKey";
import { readSealed, type MessageKind } from "./packets";
import type { UnlockedKey } from "./unlockedKey";

/**
 * The own key that a file was made for, unlocked: the current one, or one that was replaced and is kept for reading. When none of
 * them is named in it, or it cannot be read, the current one, whose refusal then says why.
 *
 * @throws EmbargoError as `unlockOwnKey`
 */
export async function unlockKeyFor(
  home: Home,
  message: Uint8Array,
  kind: MessageKind,
  passphrase: PassphraseSource,
): Promise<UnlockedKey> {
  const own = await requireOwnKey(home);
  const named = keyIdsIn(message, kind);
  if (named.length > 0 && !(await isNamed(own, named))) {
    for (const replaced of await listReplacedKeys(home)) {
      if (await isNamed(replaced, named)) return unlockKey(replaced, passphrase);
    }
  }
  return unlockOwnKey(home, passphrase);
}

function keyIdsIn(message: Uint8Array, kind: MessageKind): readonly string[] {
  try {
    return readSealed(dearmorOnce(message, "MESSAGE").bytes, kind).keyIds;
  } catch {
    return []; // whoever opens it gives the reason
  }
}

async function isNamed({ certificate }: OwnKey, keyIds: readonly string[]): Promise<boolean> {
  const key = await readPublicKey(certificate);
  return key.getKeys().some((part) => keyIds.includes(part.getKeyID().toHex().toUpperCase()));
}
