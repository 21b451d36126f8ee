import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Fingerprint } from "../../../src/model/ids";
import { readCertificate, readSecretKey } from "../../../src/tools/pgp/certificates";
import { generateKey, unlock } from "../../../src/tools/pgp/keys";
import { seal, sealWithPassphrase } from "../../../src/tools/pgp/seal";
import { unseal } from "../../../src/tools/pgp/unseal";
import type { Gpg } from "../../support/gpg";
import { makeGpg, makeGpgKey } from "../../support/gpg";
import type { TestPerson } from "../../support/keys";
import { makePerson } from "../../support/keys";

describe("together with the gpg of this machine", () => {
  let gpg: Gpg;
  let ann: TestPerson;
  const keys: Record<string, Fingerprint> = {};
  const payload = new Uint8Array(randomBytes(20_000));

  before(async function () {
    this.timeout(60_000);
    gpg = makeGpg();
    ann = await makePerson("Ann");
    gpg.run(["--import"], ann.certificate);
    keys.curve = makeGpgKey(gpg, "Curve <curve@example.test>", "ed25519") as Fingerprint;
    keys.rsa = makeGpgKey(gpg, "Rsa <rsa@example.test>", "rsa3072") as Fingerprint;
  });
  after(() => gpg.cleanup());

  const certificate = (fingerprint: string) => gpg.run(["--armor", "--export", fingerprint]).toString();
  const open = (message: Uint8Array, signer: string, kind: "bundle" | "answer" = "answer") =>
    unseal(message, { kind, ownKeys: [ann.unlocked], signers: [certificate(signer)] });

  for (const kind of ["curve", "rsa"]) {
    it(`gpg opens what we seal for its ${kind} key, and names us as the signer`, async () => {
      const sealed = await seal(payload, { to: certificate(keys[kind]!), signWith: ann.unlocked });
      const { code, stdout, lines } = gpg.status(["--decrypt"], sealed);
      assert.equal(code, 0, lines);
      assert.deepEqual(new Uint8Array(stdout), payload);
      assert.match(lines, new RegExp(`VALIDSIG ${ann.fingerprint} .* 00 ${ann.fingerprint}`));
      for (const status of ["DECRYPTION_OKAY", "GOODMDC", "GOODSIG"]) assert.match(lines, new RegExp(status));
    });

    it(`we open what gpg signs with its ${kind} key and encrypts for us, compressed or not`, async () => {
      for (const compression of ["none", "zip", "zlib", "bzip2"]) {
        const options = [
          "--sign",
          "--encrypt",
          "-u",
          keys[kind]!,
          "-r",
          ann.fingerprint,
          "--compress-algo",
          compression,
        ];
        const message = gpg.run(options, payload);
        for (const use of ["bundle", "answer"] as const) {
          const opened = await open(message, keys[kind]!, use);
          assert.deepEqual([opened.payload, opened.signer], [payload, keys[kind]], `${compression} ${use}`);
        }
      }
    });
  }

  it("gpg opens our passphrase bundles", async () => {
    const { message: sealed } = await sealWithPassphrase(payload, {
      passphrase: "seven plain words",
      signWith: ann.unlocked,
    });
    const { code, stdout } = gpg.status(["--passphrase", "seven plain words", "--decrypt"], sealed);
    assert.equal(code, 0);
    assert.deepEqual(new Uint8Array(stdout), payload);
  });

  it("we open gpg's armor, its AES-128, its hidden readers, and its text signatures in answers only", async () => {
    const base = ["--sign", "--encrypt", "-u", keys.curve!];
    const to = ["-r", ann.fingerprint];
    for (const more of [
      ["--armor", ...to],
      ["--cipher-algo", "AES", ...to],
      ["--hidden-recipient", ann.fingerprint],
    ]) {
      assert.deepEqual(
        (await open(gpg.run([...base, ...more], payload), keys.curve!)).payload,
        payload,
        more.join(" "),
      );
    }
    const message = gpg.run([...base, ...to, "--textmode"], "Decision: confirmed\nü\n");
    assert.match(new TextDecoder().decode((await open(message, keys.curve!)).payload), /^Decision: confirmed\r?\nü/);
    await assert.rejects(open(message, keys.curve!, "bundle"), { code: "format" });
  });

  it("each way that gpg can send something weaker is refused with its own code", async () => {
    const text = "Decision: confirmed\n";
    const to = ["-r", ann.fingerprint];
    const sign = ["--sign", "-u", keys.curve!];
    const weak: [string, readonly string[]][] = [
      ["signature-missing", ["--encrypt", ...to]],
      ["not-encrypted", sign],
      ["not-encrypted", ["--clearsign", "-u", keys.curve!]],
      ["not-encrypted", ["--armor", ...sign]],
      ["not-for-me", ["--encrypt", ...sign, "-r", keys.rsa!]],
      ["signer-unknown", ["--encrypt", "--sign", "-u", keys.rsa!, ...to]],
      ["format", ["--encrypt", ...sign, "-u", keys.rsa!, ...to]],
      ["format", ["--encrypt", ...sign, "--digest-algo", "SHA1", ...to]],
      ["not-for-me", ["--symmetric", "--passphrase", "x", ...sign]],
      ["format", ["--symmetric", "--passphrase", "x", "--encrypt", ...sign, ...to]],
      ["format", ["--encrypt", ...sign, "--cipher-algo", "3DES", ...to]],
    ];
    for (const [code, options] of weak) {
      await assert.rejects(open(gpg.run(options, text), keys.curve!), { code }, options.join(" "));
    }
  });

  it("gpg imports the secret keys we make, protected too, and we unlock those it exports", async () => {
    const own = await generateKey({ name: "Own", mail: "own@example.test", passphrase: "a long passphrase" });
    gpg.run(["--import"], own.secret);
    const signed = gpg.run(
      ["--passphrase", "a long passphrase", "-u", own.fingerprint, "-r", ann.fingerprint, "--sign", "--encrypt"],
      payload,
    );
    const opened = await unseal(signed, { kind: "bundle", ownKeys: [ann.unlocked], signers: [own.certificate] });
    assert.equal(opened.signer, own.fingerprint);

    const exported = gpg.run(["--passphrase", "a long passphrase", "--export-secret-keys", own.fingerprint]);
    const { certificate: read, secret } = await readSecretKey(exported);
    assert.equal(read.fingerprint, own.fingerprint);
    const unlocked = await unlock(secret, "a long passphrase");
    const sealed = await seal(payload, { to: ann.certificate, signWith: unlocked });
    assert.equal(
      (await unseal(sealed, { kind: "bundle", ownKeys: [ann.unlocked], signers: [own.certificate] })).signer,
      own.fingerprint,
    );
  });

  it("we read the certificates that gpg exports, with name, mail and expiry", async () => {
    const { name, mail, expiresAt, revoked } = await readCertificate(certificate(keys.curve!));
    assert.deepEqual([name, mail, revoked], ["Curve", "curve@example.test", false]);
    assert.match(expiresAt!, /^20\d\d-/);
  });
});
