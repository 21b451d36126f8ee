/*
 * Together with sq and rnp of Debian (gpg has gpg.test.ts and gpgKey.test.ts). The traps of OpenPGP, and where each is held:
 *   v4 key that advertises SEIPDv2: seal.test.ts               packet 20, hidden readers, compression: gpg.test.ts
 *   algorithm ids 25/27, v6: seal.test.ts                      signature silently dropped, two signers: attacks/message
 *   expired, revoked, unsigned, wrong signer: seal.test.ts     one armor block, quoted armor: attacks/messageArmor
 *   bombs: attacks/packetBomb                                  adopted subkeys: attacks/adoptedKey
 *   gpg's rc 0 is no verdict, no pinentry, two gpgs: gpgKey.test.ts   re-encrypted to another: attacks/bundleForgery
 *   two keys in one file, secret half: certificates.test.ts    reformatted keys lose old signatures: stages/keys.test.ts
 * Missing: gosop, pgpainless and gpg 1.4 (not in Debian), smart cards (no hardware).
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCertificate } from "../../../src/tools/pgp/certificates";
import { seal } from "../../../src/tools/pgp/seal";
import { unseal } from "../../../src/tools/pgp/unseal";
import { bytesOf } from "../../support/bundleFiles";
import { addGpgKey, makeGpgHome } from "../../support/gpgHome";
import { makePerson, type TestPerson } from "../../support/keys";
import { makeFolder } from "../../support/people";
import { refusedWith } from "../../support/refusal";

const payload = bytesOf("the fix\r\nbyte for byte\n");
const has = (program: string) => spawnSync(program, ["--version"]).error === undefined;
const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: "pipe" });

describe("together with sq", function () {
  this.timeout(60_000);
  let ann: TestPerson;
  let folder: ReturnType<typeof makeFolder>;
  const path = (name: string) => join(folder.dir, name);
  before(async function () {
    if (!has("sq")) this.skip();
    folder = makeFolder();
    ann = await makePerson("Ann");
    writeFileSync(path("ann.cert"), ann.certificate);
    writeFileSync(path("payload"), payload);
  });
  after(() => folder?.cleanup());

  for (const suite of ["cv25519", "rsa3k", "rsa4k"]) {
    it(`both ways with a ${suite} key`, async () => {
      const [key, cert, made] = [path(`${suite}.key`), path(`${suite}.cert`), path(`${suite}.pgp`)];
      run("sq", "key", "generate", "-u", "Sam <sam@example.test>", "-c", suite, "-e", key);
      run("sq", "key", "extract-cert", "-o", cert, key);
      const certificate = readFileSync(cert, "utf8");
      const { fingerprint } = await readCertificate(certificate);
      writeFileSync(made, await seal(payload, { to: certificate, signWith: ann.unlocked }));
      const opened = path(`${suite}.out`);
      run("sq", "decrypt", "--recipient-key", key, "--signer-cert", path("ann.cert"), "-n", "1", "-o", opened, made);
      assert.deepEqual(new Uint8Array(readFileSync(opened)), payload);
      const sent = path(`${suite}.sent`);
      run(
        "sq",
        "encrypt",
        "--binary",
        "--recipient-cert",
        path("ann.cert"),
        "--signer-key",
        key,
        "-o",
        sent,
        path("payload"),
      );
      const options = { kind: "answer", ownKeys: [ann.unlocked], signers: [certificate] } as const;
      const received = await unseal(new Uint8Array(readFileSync(sent)), options);
      assert.deepEqual([received.payload, received.signer], [payload, fingerprint]);
    });
  }
});

describe("together with every kind of key that gpg makes", function () {
  this.timeout(60_000);
  for (const kind of ["rsa2048", "nistp256", "nistp384"]) {
    it(`both ways with ${kind}`, async () => {
      const [gpg, ann] = [await makeGpgHome(), await makePerson("Ann")];
      try {
        const fingerprint = addGpgKey(gpg, `K <k@example.test>`, kind);
        gpg.run(["--import"], ann.certificate);
        const certificate = gpg.run(["--armor", "--export", fingerprint]).toString();
        const made = await seal(payload, { to: certificate, signWith: ann.unlocked });
        assert.deepEqual(new Uint8Array(gpg.run(["--trust-model", "always", "--decrypt"], made)), payload);
        const sign = ["--trust-model", "always", "--sign", "--encrypt", "-u", fingerprint, "-r", ann.fingerprint];
        const options = { kind: "answer", ownKeys: [ann.unlocked], signers: [certificate] } as const;
        const received = await unseal(new Uint8Array(gpg.run(sign, payload)), options);
        assert.deepEqual([received.payload, received.signer], [payload, fingerprint]);
      } finally {
        gpg.cleanup();
      }
    });
  }
});

describe("a brainpool key, which the library does not take by itself", () => {
  it("is refused with a sentence, before anything is sent", async () => {
    const [gpg, ann] = [await makeGpgHome(), await makePerson("Ann")];
    try {
      const fingerprint = addGpgKey(gpg, "B <b@example.test>", "brainpoolP256r1");
      const to = gpg.run(["--armor", "--export", fingerprint]).toString();
      await refusedWith("key-unusable", () => seal(payload, { to, signWith: ann.unlocked }));
    } finally {
      gpg.cleanup();
    }
  });
});

describe("together with rnp", function () {
  this.timeout(60_000);
  let ann: TestPerson;
  let folder: ReturnType<typeof makeFolder>;
  before(async function () {
    if (!has("rnp") || !has("rnpkeys")) this.skip();
    folder = makeFolder();
    ann = await makePerson("Ann");
  });
  after(() => folder?.cleanup());

  it("both ways with a key of its own", async () => {
    const path = (name: string) => join(folder.dir, name);
    const home = ["--homedir", path("rnp")];
    const quiet = ["--password", "", "--userid", "Rob <rob@example.test>"];
    run("mkdir", "-m", "700", path("rnp"));
    run("rnpkeys", ...home, ...quiet, "--generate-key");
    writeFileSync(path("ann.cert"), ann.certificate);
    run("rnpkeys", ...home, "--import", path("ann.cert"));
    const certificate = run("rnpkeys", ...home, "--export-key", "rob@example.test").toString();
    writeFileSync(path("made.pgp"), await seal(payload, { to: certificate, signWith: ann.unlocked }));
    run("rnp", ...home, "--password", "", "--decrypt", path("made.pgp"), "--output", path("opened"));
    assert.deepEqual(new Uint8Array(readFileSync(path("opened"))), payload);
    writeFileSync(path("payload"), payload);
    const signing = ["--sign", "--encrypt", "--recipient", ann.fingerprint, "--userid", "rob@example.test"];
    run("rnp", ...home, "--password", "", ...signing, path("payload"), "--output", path("sent.pgp"));
    assert.ok(existsSync(path("sent.pgp")));
    const options = { kind: "answer", ownKeys: [ann.unlocked], signers: [certificate] } as const;
    const received = await unseal(new Uint8Array(readFileSync(path("sent.pgp"))), options);
    assert.deepEqual(received.payload, payload);
  });
});
