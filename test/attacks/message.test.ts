import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { deflateRawSync, deflateSync } from "node:zlib";
import { enums } from "openpgp";
import { joinBytes } from "../../src/model/bundle/bytes";
import type { ErrorCode } from "../../src/model/errors";
import type { Packet } from "../../src/tools/pgp/packetStream";
import { readPackets } from "../../src/tools/pgp/packetStream";
import type { MessageKind } from "../../src/tools/pgp/packets";
import { seal } from "../../src/tools/pgp/seal";
import { unseal } from "../../src/tools/pgp/unseal";
import { bytesOf } from "../support/bundleFiles";
import type { TestPerson } from "../support/keys";
import { makePerson, revokedCertificate } from "../support/keys";
import {
  aeadPacket,
  encryptRaw,
  integrityProtected,
  packet,
  packetInParts,
  sessionKeyFor,
  signedPackets,
} from "../support/messages";
import { refusedWith } from "../support/refusal";

const PAYLOAD = bytesOf("exactly these bytes\r\n");
const MARKER = packet(10, bytesOf("PGP"));
const PADDING = packet(21, new Uint8Array(randomBytes(20)));
const PRIVATE_USE = packet(60, bytesOf("x"));

describe("a message that somebody tampered with", () => {
  let ann: TestPerson;
  let bob: TestPerson;
  let eve: TestPerson;
  before(async () => {
    [ann, bob, eve] = [await makePerson("Ann"), await makePerson("Bob"), await makePerson("Eve")];
  });

  const open = (message: Uint8Array, kind: MessageKind = "bundle", now = new Date()) =>
    unseal(message, { kind, ownKeys: [bob.unlocked], signers: [eve.certificate, ann.certificate], now });
  const raws = (...packets: Packet[]) => packets.map(({ raw }) => raw);
  const opensTo = async (inner: Uint8Array[], kind: MessageKind = "bundle") => {
    const { payload, signer } = await open(await encryptRaw(joinBytes(inner), bob), kind);
    assert.deepEqual([payload, signer], [PAYLOAD, ann.fingerprint]);
  };
  const insideIsRefused = async (code: ErrorCode, inner: Uint8Array[], kind: MessageKind = "bundle") => {
    const message = await encryptRaw(joinBytes(inner), bob);
    await refusedWith(code, () => open(message, kind));
  };

  it("in any one byte is refused, or gives exactly the same contents and signer", async function () {
    this.timeout(120_000);
    const good = await seal(PAYLOAD, { to: bob.certificate, signWith: ann.unlocked });
    const harmless = new Set<number>();
    for (let offset = 0; offset < good.length; offset++) {
      for (const bit of [0x01, 0x80]) {
        const bytes = good.slice();
        bytes[offset]! ^= bit;
        const opened = await open(bytes).catch((error: { code: string }) => error.code);
        if (typeof opened === "string") {
          assert.ok(["format", "not-for-me"].includes(opened), `byte ${offset}: ${opened}`);
        } else {
          assert.deepEqual([opened.payload, opened.signer], [PAYLOAD, ann.fingerprint], `byte ${offset}`);
          harmless.add(offset);
        }
      }
    }
    assert.ok(harmless.size < 4, `free bytes: ${[...harmless].join()}`);
  });

  it("cut off anywhere, or with anything behind it, is refused", async () => {
    const good = await seal(PAYLOAD, { to: bob.certificate, signWith: ann.unlocked });
    for (let length = 0; length < good.length; length += 7)
      await refusedWith("format", () => open(good.subarray(0, length)));
    for (const more of [Uint8Array.of(0), bytesOf("\n"), good, MARKER, PADDING, PRIVATE_USE]) {
      await refusedWith("format", () => open(joinBytes([good, more])));
    }
  });

  it("is refused unless 1 to 16 readers, or one passphrase, stand before one container", async () => {
    const inner = joinBytes(raws(...(await signedPackets(PAYLOAD, [ann]))));
    const { sessionKeys, key } = await sessionKeyFor([bob]);
    const container = packet(18, integrityProtected(inner, key));
    const repeated = (count: number) => joinBytes(Array.from({ length: count }, () => sessionKeys));
    const { sessionKeys: passphraseKey } = await sessionKeyFor([], "x");
    assert.equal((await open(joinBytes([repeated(16), container]))).encryptedTo.length, 16);
    const [pkesk] = readPackets(sessionKeys);
    const wrong: Record<string, Uint8Array[]> = {
      "17 readers": [repeated(17), container],
      "no reader": [container],
      "a reader behind": [container, sessionKeys],
      "a passphrase too": [sessionKeys, passphraseKey, container],
      "a passphrase first": [passphraseKey, sessionKeys, container],
      "two passphrases": [passphraseKey, passphraseKey, container],
      "a marker": [MARKER, sessionKeys, container],
      padding: [sessionKeys, PADDING, container],
      "a private packet": [sessionKeys, PRIVATE_USE, container],
      "two containers": [sessionKeys, container, container],
      "no container": [sessionKeys],
      "the container without integrity": [sessionKeys, packet(9, integrityProtected(inner, key).subarray(1))],
      "an unknown version": [sessionKeys, packet(18, joinBytes([Uint8Array.of(3), container.subarray(3)]))],
      "an unknown reader version": [packet(1, joinBytes([Uint8Array.of(2), pkesk!.body.subarray(1)])), container],
      "a reader in parts": [packetInParts(1, joinBytes([pkesk!.body, new Uint8Array(600)])), container],
    };
    for (const [what, parts] of Object.entries(wrong)) {
      await assert.rejects(open(joinBytes(parts)), { code: "format" }, what);
    }
    const inParts = packetInParts(18, integrityProtected(joinBytes([inner]), key));
    assert.deepEqual((await open(joinBytes([sessionKeys, inParts]))).payload, PAYLOAD);
  });

  it("is refused when its integrity digest is wrong, also where the contents would parse", async () => {
    const inner = joinBytes(raws(...(await signedPackets(PAYLOAD, [ann]))));
    const { sessionKeys, key } = await sessionKeyFor([bob]);
    const body = integrityProtected(inner, key);
    body[body.length - 1]! ^= 1;
    await refusedWith("format", () => open(joinBytes([sessionKeys, packet(18, body)])));
    await refusedWith("format", () => open(joinBytes([sessionKeys, packet(18, body.subarray(0, 30))])));
  });

  it("holds exactly one-pass signature, literal, signature, or one compressed packet of them", async () => {
    const [onePass, literal, signature] = raws(...(await signedPackets(PAYLOAD, [ann]))) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const good = [onePass, literal, signature];
    const two = raws(...(await signedPackets(PAYLOAD, [ann, eve])));
    const zip = (inner: Uint8Array[]) => packet(8, joinBytes([Uint8Array.of(1), deflateRawSync(joinBytes(inner))]));
    const zlib = (inner: Uint8Array[]) => packet(8, joinBytes([Uint8Array.of(2), deflateSync(joinBytes(inner))]));
    for (const right of [good, [zip(good)], [zlib(good)]]) await opensTo(right);
    const wrong: Record<string, Uint8Array[]> = {
      nothing: [],
      "no signature at the end": [onePass, literal],
      "no literal": [onePass, signature],
      "the signature first": [signature, literal],
      "two signers": two,
      "the same signature twice": [onePass, onePass, literal, signature, signature],
      "two literals": [onePass, literal, literal, signature],
      "a literal before": [literal, ...good],
      "a literal behind": [...good, literal],
      "a marker before": [MARKER, ...good],
      "a marker between": [onePass, MARKER, literal, signature],
      "padding behind": [...good, PADDING],
      "a private packet": [...good, PRIVATE_USE],
      "a trust packet": [...good, packet(12, Uint8Array.of(0, 0))],
      "two layers of compression": [zip([zlib(good)])],
      "compression and more": [zip(good), MARKER],
      "a marker in the compression": [zip([MARKER, ...good])],
      "compression inside the signature": [onePass, zip([literal]), signature],
      "an unknown compression": [packet(8, joinBytes([Uint8Array.of(9), ...good]))],
      "damaged compression": [packet(8, joinBytes([Uint8Array.of(2), ...good]))],
      "another encrypted message": [await seal(PAYLOAD, { to: bob.certificate, signWith: ann.unlocked })],
    };
    for (const [what, inner] of Object.entries(wrong)) {
      await assert.rejects(encryptRaw(joinBytes(inner), bob).then(open), { code: "format" }, what);
    }
    await insideIsRefused("signature-missing", [literal]);
    await insideIsRefused("signature-missing", [zip([literal])]);
  });

  it("is refused when its one-pass packet and its signature disagree", async () => {
    const [onePass, literal, signature] = await signedPackets(PAYLOAD, [ann]);
    const [, , other] = await signedPackets(PAYLOAD, [eve]);
    const { body } = onePass!;
    const changes = { version: 0, type: 1, hash: 2, algorithm: 3, "key id": 4, "last flag": 12 };
    for (const [what, offset] of Object.entries(changes)) {
      const changed = body.slice();
      changed[offset] = what === "hash" ? (body[offset] === 8 ? 10 : 8) : body[offset]! ^ 1;
      const message = encryptRaw(joinBytes([packet(4, changed), literal!.raw, signature!.raw]), bob);
      await assert.rejects(message.then(open), { code: "format" }, what);
    }
    await insideIsRefused("format", [onePass!.raw, literal!.raw, other!.raw]);
    await insideIsRefused("format", [packet(4, body.subarray(1)), literal!.raw, signature!.raw]);
  });

  it("may name its literal and call it text, in parts or not, and nothing else of it may come in parts", async () => {
    const [onePass, literal, signature] = await signedPackets(PAYLOAD, [ann]);
    const named = joinBytes([Uint8Array.of(0x74, 4), bytesOf("../x"), literal!.body.subarray(2)]);
    await opensTo([onePass!.raw, packet(11, named), signature!.raw]);
    for (const type of ["u", "l", "m", "1"]) {
      const other = joinBytes([bytesOf(type), literal!.body.subarray(1)]);
      await insideIsRefused("format", [onePass!.raw, packet(11, other), signature!.raw]);
    }
    const large = new Uint8Array(randomBytes(3000));
    const [first, long, last] = await signedPackets(large, [ann]);
    const message = await encryptRaw(joinBytes([first!.raw, packetInParts(11, long!.body), last!.raw]), bob);
    assert.deepEqual((await open(message)).payload, large);
    const stuffed = joinBytes([signature!.body, new Uint8Array(600)]);
    await insideIsRefused("format", [onePass!.raw, literal!.raw, packetInParts(2, stuffed)]);
  });

  it("may carry a text signature in an answer, never in a bundle", async () => {
    const [onePass, literal, signature] = await signedPackets(bytesOf("a\nb\n"), [ann], { text: true });
    const asText = packet(11, joinBytes([bytesOf("t"), literal!.body.subarray(1)]));
    const message = await encryptRaw(joinBytes([onePass!.raw, asText, signature!.raw]), bob);
    assert.equal((await open(message, "answer")).signer, ann.fingerprint);
    await refusedWith("format", () => open(message, "bundle"));
  });

  it("is refused with a hash that is not accepted", async () => {
    const { sha1, sha224, sha3_256 } = enums.hash;
    for (const preferredHashAlgorithm of [sha1, sha224, sha3_256]) {
      const [onePass, literal, signature] = await signedPackets(PAYLOAD, [ann]);
      const relabelled = [onePass!.body.slice(), signature!.body.slice()] as const;
      relabelled[0][2] = preferredHashAlgorithm;
      relabelled[1][3] = preferredHashAlgorithm;
      await insideIsRefused("format", [packet(4, relabelled[0]), literal!.raw, packet(2, relabelled[1])]);
    }
  });

  it("is refused when the signature is not over these contents, or not by this key", async () => {
    const [onePass, , signature] = await signedPackets(PAYLOAD, [ann]);
    const [, other] = await signedPackets(bytesOf("other"), [ann]);
    await insideIsRefused("signature-wrong", [onePass!.raw, other!.raw, signature!.raw]);
    const [, literal] = await signedPackets(PAYLOAD, [ann]);
    for (let offset = 6; offset < signature!.body.length; offset += 5) {
      const changed = signature!.body.slice();
      changed[offset]! ^= 0x10;
      const message = encryptRaw(joinBytes([onePass!.raw, literal!.raw, packet(2, changed)]), bob);
      const opened = await message.then(open).catch((error: { code: string }) => error.code);
      const fine = typeof opened === "string" ? /^(signature-wrong|signer-unknown|format)$/.test(opened) : false;
      assert.ok(fine, `byte ${offset}: ${JSON.stringify(opened)}`);
    }
  });

  it("names the fingerprint that an unknown signer claims", async () => {
    const message = await seal(PAYLOAD, { to: bob.certificate, signWith: ann.unlocked });
    const act = () => unseal(message, { kind: "bundle", ownKeys: [bob.unlocked], signers: [eve.certificate] });
    assert.match((await refusedWith("signer-unknown", act)).message, new RegExp(ann.fingerprint));
    await refusedWith("signer-unknown", () =>
      unseal(message, { kind: "bundle", ownKeys: [bob.unlocked], signers: [] }),
    );
  });

  it("is refused when it was signed more than ten minutes from now", async () => {
    const now = new Date("2027-01-01T12:00:00Z");
    for (const [seconds, fine] of [
      [599, true],
      [601, false],
    ] as const) {
      const message = await seal(PAYLOAD, {
        to: bob.certificate,
        signWith: ann.unlocked,
        now: new Date(now.getTime() + seconds * 1000),
      });
      if (fine) assert.equal((await open(message, "bundle", now)).signedAt, "2027-01-01T12:09:59Z");
      else assert.match((await refusedWith("signature-wrong", () => open(message, "bundle", now))).message, /future/);
    }
  });

  it("is refused when the signer's key is expired today, though it was not when it was signed", async () => {
    const message = await seal(PAYLOAD, { to: bob.certificate, signWith: ann.unlocked });
    const later = new Date(Date.now() + 3 * 365 * 24 * 3600 * 1000);
    assert.match(
      (await refusedWith("signer-expired", () => open(message, "bundle", later))).message,
      /expired on 20\d\d-\d\d-\d\d/,
    );
  });

  it("is refused when the signer's key was revoked, for whatever reason and whenever", async () => {
    const message = await seal(PAYLOAD, { to: bob.certificate, signWith: ann.unlocked });
    const { noReason, keyCompromised, keySuperseded, keyRetired } = enums.reasonForRevocation;
    for (const reason of [noReason, keyCompromised, keySuperseded, keyRetired]) {
      const revoked = await revokedCertificate(ann, reason);
      const act = () =>
        unseal(message, {
          kind: "bundle",
          ownKeys: [bob.unlocked],
          signers: [revoked],
          now: new Date(Date.now() + 2000),
        });
      assert.match((await refusedWith("signer-revoked", act)).message, /revoked on 20\d\d-\d\d-\d\d/);
    }
  });

  it("is opened when one's own key is expired, and says so", async () => {
    const now = new Date();
    const past = new Date(now.getTime() - 3 * 365 * 24 * 3600 * 1000);
    const old = await makePerson("Old", past);
    const message = await encryptRaw(joinBytes(raws(...(await signedPackets(PAYLOAD, [ann])))), old, past);
    const { ownKeyExpired } = await unseal(message, {
      kind: "bundle",
      ownKeys: [old.unlocked],
      signers: [ann.certificate],
      now,
    });
    assert.equal(ownKeyExpired, true);
  });

  it("is refused above 66 MiB, and when it unpacks to more than 64 MiB", async function () {
    this.timeout(30_000);
    await refusedWith("too-large", () => open(new Uint8Array(66 * 2 ** 20 + 1)));
    const bomb = packet(8, joinBytes([Uint8Array.of(2), deflateSync(new Uint8Array(80 * 2 ** 20))]));
    assert.ok(bomb.length < 100_000);
    await insideIsRefused("too-large", [bomb]);
  });

  it("that was only signed is no bundle, and an answer that travelled in the open", async () => {
    const message = joinBytes(raws(...(await signedPackets(PAYLOAD, [ann]))));
    await refusedWith("format", () => open(message, "bundle"));
    await refusedWith("not-encrypted", () => open(message, "answer"));
  });

  it("in the AEAD forms opens where the standard allows them, with any byte flipped it does not", async () => {
    const inner = joinBytes(raws(...(await signedPackets(PAYLOAD, [ann]))));
    const { sessionKeys, key } = await sessionKeyFor([bob]);
    const [ocb, eax] = await Promise.all([aeadPacket(inner, key, "ocb"), aeadPacket(inner, key, "eax")]);
    assert.deepEqual((await open(joinBytes([sessionKeys, ocb]), "answer")).payload, PAYLOAD);
    await refusedWith("format", () => open(joinBytes([sessionKeys, ocb]), "bundle"));
    await refusedWith("format", () => open(joinBytes([sessionKeys, eax]), "answer"));
    for (let offset = 3; offset < ocb.length; offset += 11) {
      const changed = ocb.slice();
      changed[offset]! ^= 1;
      await refusedWith("format", () => open(joinBytes([sessionKeys, changed]), "answer"));
    }
  });
});
