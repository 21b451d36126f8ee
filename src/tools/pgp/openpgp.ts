import type * as library from "openpgp";
import type { PartialConfig } from "openpgp";

export type OpenPgp = typeof library;

/** The largest inner message that is inflated: the archive's limit and some room for its packets. */
export const LARGEST_CONTENTS = 64 * 2 ** 20 + 2 ** 16;

/**
 * The OpenPGP library and the settings that every call gets; loaded at the first use, because it costs more than anything
 * else that a start does. Strict where the library is lenient: no data without integrity, no weak hashes, no odd grammar.
 */
export async function loadOpenPgp(): Promise<{ openpgp: OpenPgp; config: PartialConfig }> {
  const openpgp = await import("openpgp");
  const { hash, compression, s2k } = openpgp.enums;
  const config: PartialConfig = {
    maxDecompressedMessageSize: LARGEST_CONTENTS,
    maxArgon2MemoryExponent: 21, // 2 GiB, the most that RFC 9106 recommends; a file may ask for any amount
    allowUnauthenticatedMessages: false,
    allowUnauthenticatedStream: false,
    allowInsecureDecryptionWithSigningKeys: false,
    allowInsecureVerificationWithReformattedKeys: false,
    allowMissingKeyFlags: false,
    enforceGrammar: true,
    ignoreMalformedPackets: false,
    minRSABits: 2047,
    rejectMessageHashAlgorithms: new Set([hash.md5, hash.ripemd, hash.sha1, hash.sha224]),
    preferredHashAlgorithm: hash.sha512,
    preferredCompressionAlgorithm: compression.uncompressed,
    // The whole count that iterated S2K can express; Argon2 is not read by gpg.
    s2kType: s2k.iterated,
    s2kIterationCountByte: 255,
    aeadProtect: false,
    v6Keys: false,
    showVersion: false,
    showComment: false,
  };
  return { openpgp, config };
}
