import assert from "node:assert/strict";
import { enums } from "openpgp";
import { joinBytes } from "../../../src/model/bundle/bytes";
import { dearmorOnce } from "../../../src/tools/pgp/armor";
import { mergeCertificates, readCertificate, readSecretKey } from "../../../src/tools/pgp/certificates";
import { generateKey, unlock } from "../../../src/tools/pgp/keys";
import { readPackets } from "../../../src/tools/pgp/packetStream";
import { bytesOf } from "../../support/bundleFiles";
import type { TestPerson } from "../../support/keys";
import { makePerson, revokedCertificate } from "../../support/keys";
import { packet } from "../../support/messages";
import { refusedWith } from "../../support/refusal";

describe("a certificate", () => {
  let ann: TestPerson;
  let bob: TestPerson;
  before(async () => {
    [ann, bob] = [await makePerson("Ann", new Date("2026-01-01T00:00:00Z")), await makePerson("Bob")];
  });
  const binary = (armored: string) => dearmorOnce(bytesOf(armored), "PUBLIC KEY BLOCK").bytes;

  it("is read from armor, from bytes and from bytes of armor alike", async () => {
    const read = await readCertificate(ann.certificate);
    const { fingerprint, name, mail, createdAt, expiresAt, revoked } = read;
    assert.deepEqual([fingerprint, name, mail, revoked], [ann.fingerprint, "Ann", "ann@example.test", false]);
    assert.deepEqual([createdAt, expiresAt], ["2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z"]);
    assert.deepEqual(await readCertificate(binary(ann.certificate)), read);
    assert.deepEqual(await readCertificate(bytesOf(`Here it is:\n${ann.certificate}`)), read);
  });

  it("is refused when it is two keys, has a secret part, or is something else", async () => {
    const [a, b] = [binary(ann.certificate), binary(bob.certificate)];
    const secret = dearmorOnce(bytesOf(ann.secret), "PRIVATE KEY BLOCK").bytes;
    const wrong = [
      joinBytes([a, b]),
      bytesOf(ann.certificate + bob.certificate),
      bytesOf(ann.secret),
      secret,
      joinBytes([a, packet(7, readPackets(secret).find(({ tag }) => tag === 7)!.body)]),
      joinBytes([packet(10, bytesOf("PGP")), a]),
      a.subarray(0, -1),
      a.subarray(2),
      bytesOf("no key"),
      new Uint8Array(),
    ];
    for (const source of wrong) await refusedWith("key-invalid", () => readCertificate(source));
  });

  it("is refused when its own signature does not hold", async () => {
    const changed = binary(ann.certificate).slice();
    changed[readPackets(changed)[0]!.raw.length + 4]! ^= 0x01; // in the user id
    await refusedWith("key-invalid", () => readCertificate(changed));
  });

  it("shows no name that somebody else put on it", async () => {
    const packets = readPackets(binary(ann.certificate));
    const forged = packet(13, bytesOf("Linus Torvalds <linus@example.test>"));
    const added = joinBytes([packets[0]!.raw, forged, ...packets.slice(1).map(({ raw }) => raw)]);
    assert.deepEqual((({ name, mail }) => [name, mail])(await readCertificate(added)), ["Ann", "ann@example.test"]);
  });

  it("takes a revocation from an update of the same key, and nothing from another key", async () => {
    const revoked = await revokedCertificate(ann, enums.reasonForRevocation.keyCompromised);
    assert.equal((await mergeCertificates(ann.certificate, revoked)).revoked, true);
    assert.equal((await mergeCertificates(revoked, ann.certificate)).revoked, true, "an old copy takes nothing back");
    await refusedWith("fingerprint-differs", () => mergeCertificates(ann.certificate, bob.certificate));
  });

  it("of a secret key comes with it, and a certificate is no secret key", async () => {
    const { certificate } = await readSecretKey(ann.secret);
    assert.equal(certificate.fingerprint, ann.fingerprint);
    assert.doesNotMatch(certificate.armored, /PRIVATE/);
    await refusedWith("key-invalid", () => readSecretKey(ann.certificate));
    await refusedWith("key-invalid", () => readSecretKey(binary(ann.certificate)));
  });
});

describe("a secret key", () => {
  it("with a passphrase opens with that passphrase alone", async () => {
    const { secret, fingerprint } = await generateKey({ name: "Ann", mail: "ann@example.test", passphrase: "right" });
    assert.equal((await unlock(secret, "right")).fingerprint, fingerprint);
    await refusedWith("passphrase-needed", () => unlock(secret, undefined));
    await refusedWith("passphrase-wrong", () => unlock(secret, "wrong"));
  });

  it("is not made for a name or address that would say something else in a key", async () => {
    for (const [name, mail] of [
      ["A <x@y.z>", "a@b.c"],
      ["A", "a"],
      ["A", "a@b.c> <d@e.f"],
      ["A\nB", "a@b.c"],
    ] as const) {
      await refusedWith("usage", () => generateKey({ name, mail }));
    }
  });
});
