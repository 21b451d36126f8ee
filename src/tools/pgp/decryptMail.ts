import { EmbargoError } from "../../model/errors";
import { loadOpenPgp } from "./openpgp";
import { dearmorOnce } from "./armor";
import { packetsInside } from "./contents";
import { readLiteral } from "./packets";
import { TAG } from "./packetStream";
import { delegatedKeyOf, privateKeyOf, type DelegatedKey, type UnlockedKey } from "./unlockedKey";

/**
 * Opens a stranger's encrypted mail, whether or not it is signed: who wrote it stays what its `From` claims. Never streams:
 * nothing is given back before the whole of it proved intact.
 *
 * @param message - one armored message, or its packets
 * @throws EmbargoError `not-for-me` when none of our keys opens it, `mail-invalid` when it is damaged
 */
export async function decryptMail(message: Uint8Array | string, ownKeys: readonly UnlockedKey[]): Promise<Uint8Array> {
  const { openpgp, config } = await loadOpenPgp();
  const delegated = ownKeys.flatMap((key) => delegatedKeyOf(key) ?? [])[0];
  if (delegated) return openDelegated(message, delegated);
  const decryptionKeys = ownKeys.map(privateKeyOf);
  try {
    const sealed =
      typeof message === "string"
        ? await openpgp.readMessage({ armoredMessage: message, config })
        : await openpgp.readMessage({ binaryMessage: message, config });
    const opened = await openpgp.decrypt({ message: sealed, decryptionKeys, format: "binary", config });
    return opened.data as Uint8Array; // format "binary", and no stream went in
  } catch (error) {
    throw isForOthers(error) ? notForUs(error) : damaged(error);
  }
}

async function openDelegated(message: Uint8Array | string, { delegate }: DelegatedKey): Promise<Uint8Array> {
  const bytes = typeof message === "string" ? new TextEncoder().encode(message) : message;
  const packets = await packetsInside(await delegate.takeOff(dearmorOnce(bytes, "MESSAGE").bytes)).catch(
    (error: unknown) => {
      throw error instanceof EmbargoError && error.code === "format" ? damaged(error) : error;
    },
  );
  const literal = packets.find(({ tag }) => tag === TAG.literal);
  if (!literal) throw damaged(undefined);
  return readLiteral(literal.body);
}

/** The library tells these apart by its sentences only. */
function isForOthers(error: unknown): boolean {
  return error instanceof Error && /No decryption key packets found|Session key decryption failed/i.test(error.message);
}

function notForUs(cause: unknown): EmbargoError {
  return new EmbargoError(
    "not-for-me",
    "The mail is encrypted, and your key does not open it.",
    "Import the key it was written to (embargo key import --own), or ask the sender to encrypt to your current key.",
    cause,
  );
}

function damaged(cause: unknown): EmbargoError {
  return new EmbargoError(
    "mail-invalid",
    "The mail is encrypted, and what is inside is damaged or of an unknown kind.",
    "Save the mail again as it came, with its original text, or ask the sender to send it once more.",
    cause,
  );
}
