import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { enums } from "openpgp";
import { readPackets } from "../../../src/tools/pgp/packetStream";
import { seal, sealWithPassphrase } from "../../../src/tools/pgp/seal";
import { unseal } from "../../../src/tools/pgp/unseal";
import type { TestPerson } from "../../support/keys";
import { makeKeyOfKind, makePerson, revokedCertificate } from "../../support/keys";
import { refusedWith } from "../../support/refusal";

const DAY_MS = 24 * 60 * 60 * 1000;

describe("sealing", () => {
  let ann: TestPerson;
  let bob: TestPerson;
  const payload = new Uint8Array(randomBytes(5000));
  before(async () => {
    [ann, bob] = [await makePerson("Ann"), await makePerson("Bob")];
  });

  it("comes back with the signer, the time and the reader's key id", async () => {
    const now = new Date("2027-01-02T03:04:05Z");
    const sealed = await seal(payload, { to: bob.certificate, signWith: ann.unlocked, now });
    const opened = await unseal(sealed, { kind: "bundle", ownKeys: [bob.unlocked], signers: [ann.certificate], now });
    assert.deepEqual(opened.payload, payload);
    assert.deepEqual([opened.signer, opened.signedAt], [ann.fingerprint, "2027-01-02T03:04:05Z"]);
    assert.deepEqual([opened.encryptedTo.length, opened.ownKeyExpired, opened.notes], [1, false, []]);
  });

  it("is one PKESK of version 3 and packet 18 of version 1, also for a key that advertises more", async () => {
    const modern = await makeKeyOfKind({ config: { aeadProtect: true } });
    for (const reader of [bob, modern]) {
      const packets = readPackets(await seal(payload, { to: reader.certificate, signWith: ann.unlocked }));
      assert.deepEqual(
        packets.map(({ tag, body }) => [tag, body[0]]),
        [
          [1, 3],
          [18, 1],
        ],
      );
    }
  });

  it("reads and writes for RSA, NIST and version 6 keys", async () => {
    const kinds = [
      { type: "rsa", rsaBits: 3072 },
      { type: "ecc", curve: "nistP256" },
      { type: "curve25519" },
      { config: { v6Keys: true } },
    ];
    for (const kind of kinds as Parameters<typeof makeKeyOfKind>[0][]) {
      const other = await makeKeyOfKind(kind);
      const sealed = await seal(payload, { to: other.certificate, signWith: other.unlocked });
      const opened = await unseal(sealed, { kind: "bundle", ownKeys: [other.unlocked], signers: [other.certificate] });
      assert.deepEqual([opened.payload, opened.signer], [payload, other.fingerprint]);
    }
  });

  it("for a passphrase opens with that passphrase alone", async () => {
    const { message: sealed } = await sealWithPassphrase(payload, {
      passphrase: "one two three",
      signWith: ann.unlocked,
    });
    assert.deepEqual(
      readPackets(sealed).map(({ tag }) => tag),
      [3, 18],
    );
    const open = (passphrase?: string) =>
      unseal(sealed, {
        kind: "bundle",
        ownKeys: [bob.unlocked],
        signers: [ann.certificate],
        ...(passphrase === undefined ? {} : { passphrase }),
      });
    assert.deepEqual((await open("one two three")).payload, payload);
    await refusedWith("not-for-me", () => open("one two four"));
    await refusedWith("not-for-me", () => open());
  });

  it("is refused for a key that is expired, revoked, not yet made, or cannot encrypt", async () => {
    const old = await makePerson("Old", new Date(Date.now() - 3 * 365 * DAY_MS));
    const revoked = await revokedCertificate(bob, enums.reasonForRevocation.keySuperseded);
    const future = await makePerson("Future", new Date(Date.now() + DAY_MS));
    const signOnly = await makeKeyOfKind({ subkeys: [], config: { v6Keys: false } });
    for (const [to, reason] of [
      [old.certificate, /expired on 20\d\d-/],
      [revoked, /was revoked on 20\d\d-/],
      [future.certificate, /after this computer's time/],
      [signOnly.certificate, /no part for encryption/],
    ] as const) {
      const error = await refusedWith("key-unusable", () => seal(payload, { to, signWith: ann.unlocked }));
      assert.match(error.message, reason);
    }
  });

  it("is refused when one's own key is expired", async () => {
    const later = new Date(Date.now() + 3 * 365 * DAY_MS);
    const reader = await makePerson("Later", later);
    const error = await refusedWith("key-unusable", () =>
      seal(payload, { to: reader.certificate, signWith: ann.unlocked, now: later }),
    );
    assert.match(error.message, /own key/);
  });

  it("shows nothing secret of an unlocked key", () => {
    assert.equal(JSON.stringify(ann.unlocked), JSON.stringify({ fingerprint: ann.fingerprint }));
  });
});
