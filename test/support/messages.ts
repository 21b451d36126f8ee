import { cfb } from "@noble/ciphers/aes.js";
import { createHash, randomBytes } from "node:crypto";
import type { Config, enums, PartialConfig } from "openpgp";
import { joinBytes } from "../../src/model/bundle/bytes";
import { loadOpenPgp } from "../../src/tools/pgp/openpgp";
import type { Packet } from "../../src/tools/pgp/packetStream";
import { readPackets } from "../../src/tools/pgp/packetStream";
import { privateKeyOf } from "../../src/tools/pgp/unlockedKey";
import type { TestPerson } from "./keys";

/** A packet with a new-format header of one, two or five octets, whichever is shortest. */
export function packet(tag: number, body: Uint8Array): Uint8Array {
  const { length } = body;
  const header =
    length < 192
      ? [length]
      : length < 8384
        ? [((length - 192) >> 8) + 192, (length - 192) & 0xff]
        : [0xff, length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff];
  return joinBytes([Uint8Array.of(0xc0 | tag, ...header), body]);
}

/** The same packet in parts of 512 bytes. */
export function packetInParts(tag: number, body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0xc0 | tag)];
  let start = 0;
  for (; start + 512 < body.length; start += 512) parts.push(Uint8Array.of(0xe9), body.subarray(start, start + 512));
  const rest = body.subarray(start);
  const length = rest.length < 192 ? [rest.length] : [((rest.length - 192) >> 8) + 192, (rest.length - 192) & 0xff];
  return joinBytes([...parts, Uint8Array.of(...length), rest]);
}

/** One-pass signature, literal and signature over `payload`, as the library makes them. */
export async function signedPackets(
  payload: Uint8Array,
  by: readonly TestPerson[],
  options: { readonly date?: Date; readonly text?: boolean; readonly config?: PartialConfig } = {},
): Promise<Packet[]> {
  const { date = new Date(), config = {} } = options;
  const { openpgp } = await loadOpenPgp();
  const text = new TextDecoder().decode(payload);
  const message = options.text
    ? await openpgp.createMessage({ text, date })
    : await openpgp.createMessage({ binary: payload, date });
  const signingKeys = by.map(({ unlocked }) => privateKeyOf(unlocked));
  const bytes = (await openpgp.sign({
    message,
    signingKeys,
    format: "binary",
    date,
    config,
  })) as Uint8Array;
  return readPackets(bytes);
}

/** What a hostile sender can do: encrypt any bytes whatever, in the form that bundles have. */
export interface RawEncryption {
  /** Session key packets, as they stand before the data. */
  readonly sessionKeys: Uint8Array;
  readonly key: Uint8Array;
}

export async function sessionKeyFor(
  readers: readonly TestPerson[],
  passphrase?: string,
  date = new Date(),
): Promise<RawEncryption> {
  const { openpgp } = await loadOpenPgp();
  const key = new Uint8Array(randomBytes(32));
  const encryptionKeys = await Promise.all(
    readers.map(({ certificate }) => openpgp.readKey({ armoredKey: certificate })),
  );
  const sessionKeys = await openpgp.encryptSessionKey({
    data: key,
    algorithm: "aes256",
    ...(readers.length > 0 ? { encryptionKeys } : {}),
    ...(passphrase === undefined ? {} : { passwords: passphrase }),
    date,
    format: "binary",
  });
  return { sessionKeys, key };
}

/** The body of packet 18 version 1 (RFC 9580 section 5.13.1). `tamper` changes the plain text before its digest is taken. */
export function integrityProtected(inner: Uint8Array, key: Uint8Array): Uint8Array {
  const random = randomBytes(16);
  const hashed = joinBytes([random, random.subarray(14), inner, Uint8Array.of(0xd3, 0x14)]);
  const digest = createHash("sha1").update(hashed).digest();
  return joinBytes([Uint8Array.of(1), cfb(key, new Uint8Array(16)).encrypt(joinBytes([hashed, digest]))]);
}

/** `inner` encrypted for one reader. */
export async function encryptRaw(inner: Uint8Array, reader: TestPerson, date?: Date): Promise<Uint8Array> {
  const { sessionKeys, key } = await sessionKeyFor([reader], undefined, date);
  return joinBytes([sessionKeys, packet(18, integrityProtected(inner, key))]);
}

/** Packet 20, which the library reads but has no function to write. */
export async function aeadPacket(inner: Uint8Array, key: Uint8Array, mode: "ocb" | "eax"): Promise<Uint8Array> {
  const { openpgp } = await loadOpenPgp();
  const { aead, symmetric } = openpgp.enums;
  const container = new openpgp.AEADEncryptedDataPacket() as unknown as {
    packets: { write(): Uint8Array };
    aeadAlgorithm: enums.aead;
    encrypt(cipher: enums.symmetric, key: Uint8Array, config: Config): Promise<void>;
    write(): { readToEnd(join: (parts: Uint8Array[]) => Uint8Array): Promise<Uint8Array> };
  };
  container.packets = { write: () => inner };
  container.aeadAlgorithm = aead[mode];
  await container.encrypt(symmetric.aes256, key, { ...openpgp.config, preferredAEADAlgorithm: aead[mode] });
  return packet(20, await container.write().readToEnd(joinBytes));
}
