import type { PrivateKey, SessionKey } from "openpgp";
import { EmbargoError } from "../../model/errors";
import { keyTrouble } from "./keyState";
import { sessionKeyOf, type Opener } from "./opener";
import { loadOpenPgp } from "./openpgp";
import type { SealedMessage } from "./packets";
import { formatRefusal } from "./packetStream";
import type { UnlockedKey } from "./unlockedKey";
import { privateKeyOf } from "./unlockedKey";

/** What stands for the key id of a reader who is not named (RFC 9580 section 5.1.8). */
export const HIDDEN_READER = "0".repeat(16);
/** Bytes of a key, by the ciphers that are accepted. */
const KEY_SIZES = new Map<string, number>([
  ["aes128", 16],
  ["aes192", 24],
  ["aes256", 32],
]);

/**
 * The key of the container, by one of our keys, by the passphrase, or, for the maker's own check, as it was made.
 *
 * @throws EmbargoError `not-for-me`, `format` when it names our key but cannot be opened by it
 */
export async function findSessionKey(
  sealed: SealedMessage,
  by: {
    readonly ownKeys: readonly UnlockedKey[];
    readonly passphrase?: string;
    readonly opener?: Opener;
    readonly now: Date;
  },
): Promise<{ sessionKey: SessionKey; ownKeyExpired: boolean }> {
  if (by.opener) return { sessionKey: sessionKeyOf(by.opener), ownKeyExpired: false };
  if (sealed.byPassphrase) {
    if (by.passphrase === undefined) throw notForMe("it opens with a passphrase, and none was given");
    const sessionKey = await decryptSessionKey(sealed, { passwords: by.passphrase });
    if (!sessionKey) throw notForMe("the passphrase does not open it");
    return { sessionKey, ownKeyExpired: false };
  }
  const hidden = sealed.keyIds.includes(HIDDEN_READER);
  let named = false;
  for (const own of by.ownKeys.map(privateKeyOf)) {
    const part = own.getKeys().find((key) => sealed.keyIds.includes(key.getKeyID().toHex().toUpperCase()));
    if (!part && !hidden) continue;
    const sessionKey = await decryptSessionKey(sealed, { decryptionKeys: own });
    if (sessionKey) return { sessionKey, ownKeyExpired: (await keyTrouble(own, part ?? own, by.now)) !== undefined };
    named ||= part !== undefined;
  }
  if (named) throw formatRefusal("it names your key, but was changed or damaged on its way");
  throw notForMe(hidden ? "none of your keys opens it" : `it is encrypted to the key ${sealed.keyIds.join(", ")}`);
}

async function decryptSessionKey(
  { sessionKeys, container }: SealedMessage,
  by: { readonly decryptionKeys: PrivateKey } | { readonly passwords: string },
): Promise<SessionKey | undefined> {
  const { openpgp, config } = await loadOpenPgp();
  try {
    const message = await openpgp.readMessage({ binaryMessage: sessionKeys, config });
    const found = await openpgp.decryptSessionKeys({ message, ...by, config });
    return found
      .map(({ data, algorithm }) => accepted(data, algorithm, container.body))
      .find((key) => key !== undefined);
  } catch {
    return undefined; // which of the ways it failed in says nothing to its reader
  }
}

/** Only AES, with a key of its length; the AEAD containers name the cipher themselves. */
function accepted(
  data: Uint8Array,
  named: SessionKey["algorithm"] | null,
  container: Uint8Array,
): SessionKey | undefined {
  const algorithm = named ?? (["aes128", "aes192", "aes256"] as const)[(container[1] ?? 0) - 7];
  return algorithm && KEY_SIZES.get(algorithm) === data.length ? { data, algorithm } : undefined;
}

function notForMe(reason: string): EmbargoError {
  return new EmbargoError(
    "not-for-me",
    `The file is not for you: ${reason}.`,
    "Import the key it was made for (embargo key import --own), or ask the sender to make it for your current key.",
  );
}
