import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Fingerprint } from "../../../src/model/ids";
import type { Home } from "../../../src/tools/home";
import { decryptMail } from "../../../src/tools/pgp/decryptMail";
import { runGpg } from "../../../src/tools/pgp/gpg";
import { listGpgKeys, useGpgKey } from "../../../src/tools/pgp/gpgKey";
import { chooseGpgKey, listGpgChoices, useGpgForOwnKey } from "../../../src/tools/pgp/gpgOwnKey";
import { findGpgPrograms, type GpgProgram } from "../../../src/tools/pgp/gpgPrograms";
import { readOwnKey, unlockOwnKey } from "../../../src/tools/pgp/keyStore";
import { seal } from "../../../src/tools/pgp/seal";
import { unseal } from "../../../src/tools/pgp/unseal";
import { bytesOf, textOf } from "../../support/bundleFiles";
import { addGpgKey, makeGpgHome, type GpgHome } from "../../support/gpgHome";
import { makeHome } from "../../support/home";
import { makePerson, type TestPerson } from "../../support/keys";
import { makeFolder } from "../../support/people";
import { refusedWith } from "../../support/refusal";

const NOBODY = () => Promise.reject(new Error("nobody is asked: gpg asks for itself"));

describe("a key of one's own in gpg", function () {
  this.timeout(60_000);
  let gpg: GpgHome;
  let ann: TestPerson;
  let home: Home & { cleanup: () => void };
  let fingerprint: Fingerprint;
  const payload = bytesOf("the fix\r\nbyte for byte\n");

  before(async () => {
    gpg = await makeGpgHome();
    ann = await makePerson("Ann");
    fingerprint = addGpgKey(gpg, "Gil <gil@example.test>", "ed25519") as Fingerprint;
    gpg.run(["--import"], ann.certificate);
  });
  after(() => gpg.cleanup());
  beforeEach(async () => (home = await makeHome()));
  afterEach(() => home.cleanup());

  const program = (changes: Partial<GpgProgram> = {}): GpgProgram => ({
    program: gpg.program,
    home: gpg.home,
    version: "2.2",
    found: "on the PATH",
    ...changes,
  });
  const use = async () => {
    await useGpgForOwnKey(home, chooseGpgKey(await listGpgChoices([program()]), fingerprint));
    return (await readOwnKey(home))!;
  };

  it("is kept without its secret part, and signs and opens bundles through gpg", async () => {
    const own = await use();
    assert.deepEqual([own.fingerprint, own.secret], [fingerprint, undefined]);
    assert.deepEqual(own.gpg, { program: gpg.program, home: gpg.home });
    assert.doesNotMatch(JSON.stringify(own), /PRIVATE KEY/);
    const key = await unlockOwnKey(home, NOBODY);
    const sent = await seal(payload, { to: ann.certificate, signWith: key });
    const received = await unseal(sent, { kind: "bundle", ownKeys: [ann.unlocked], signers: [own.certificate] });
    assert.deepEqual([received.payload, received.signer], [payload, fingerprint]);
    const back = await seal(payload, { to: own.certificate, signWith: ann.unlocked });
    const opened = await unseal(back, { kind: "bundle", ownKeys: [key], signers: [ann.certificate] });
    assert.deepEqual([opened.payload, opened.signer], [payload, ann.fingerprint]);
  });

  it("opens what gpg compressed, hid or put into armor, through the same grammar", async () => {
    await use();
    const key = await unlockOwnKey(home, NOBODY);
    gpg.run(["--passphrase", "", "--import"], ann.secret);
    const base = ["--trust-model", "always", "--sign", "--encrypt", "-u", ann.fingerprint];
    for (const more of [
      ["-r", fingerprint, "--compress-algo", "bzip2"],
      ["-r", fingerprint, "--armor"],
      ["--hidden-recipient", fingerprint, "--compress-algo", "none"],
    ]) {
      const message = gpg.run([...base, ...more], payload);
      const options = { kind: "answer", ownKeys: [key], signers: [ann.certificate] } as const;
      assert.deepEqual((await unseal(new Uint8Array(message), options)).payload, payload, more.join(" "));
    }
  });

  it("refuses a changed byte, an unsigned file and one for somebody else as our own code does", async () => {
    const own = await use();
    const key = await unlockOwnKey(home, NOBODY);
    const options = { kind: "bundle", ownKeys: [key], signers: [ann.certificate] } as const;
    const good = await seal(payload, { to: own.certificate, signWith: ann.unlocked });
    for (const at of [good.length - 1, good.length - 30, good.length - 60]) {
      const changed = good.slice();
      changed[at]! ^= 1;
      await refusedWith("format", () => unseal(changed, options));
    }
    const unsigned = gpg.run(["--trust-model", "always", "--encrypt", "-r", fingerprint], payload);
    await refusedWith("signature-missing", () => unseal(new Uint8Array(unsigned), options));
    const other = await seal(payload, { to: ann.certificate, signWith: ann.unlocked });
    await refusedWith("not-for-me", () => unseal(other, options));
  });

  it("opens an encrypted mail, signed or not", async () => {
    await use();
    const key = await unlockOwnKey(home, NOBODY);
    const message = gpg.run(["--trust-model", "always", "--armor", "--encrypt", "-r", fingerprint], "a report\n");
    assert.equal(textOf(await decryptMail(message.toString(), [key])), "a report\n");
  });

  it("signs with the newest part that is here, also when the primary part is not", async () => {
    const other = await makeGpgHome();
    try {
      gpg.run(["--passphrase", "", "--quick-add-key", fingerprint, "ed25519", "sign", "1y"]);
      const subkeys = gpg.run([
        "--passphrase",
        "",
        "--pinentry-mode",
        "loopback",
        "--export-secret-subkeys",
        fingerprint,
      ]);
      other.run(["--import"], subkeys);
      const [key] = await listGpgKeys(other, fingerprint);
      assert.notEqual(key?.signWith, fingerprint);
      const certificate = other.run(["--armor", "--export", fingerprint]).toString();
      const sent = await seal(payload, { to: ann.certificate, signWith: await useGpgKey(other, certificate) });
      const received = await unseal(sent, { kind: "bundle", ownKeys: [ann.unlocked], signers: [certificate] });
      assert.equal(received.signer, fingerprint);
    } finally {
      other.cleanup();
    }
  });

  it("takes over a new end that the person set in gpg", async () => {
    const before = await use();
    gpg.run(["--passphrase", "", "--quick-set-expire", fingerprint, "3y"]);
    await unlockOwnKey(home, NOBODY);
    assert.notEqual((await readOwnKey(home))?.certificate, before.certificate);
  });

  it("says which gpg is meant when two have the key", async () => {
    const copy = await makeGpgHome();
    try {
      const secret = gpg.run(["--passphrase", "", "--pinentry-mode", "loopback", "--export-secret-keys", fingerprint]);
      copy.run(["--import"], secret);
      const two = [program(), program({ program: copy.program, home: copy.home })];
      await refusedWith("key-ambiguous", async () => chooseGpgKey(await listGpgChoices(two), fingerprint));
      const gits = [two[0]!, { ...two[1]!, found: "git's gpg.program" } as const];
      assert.equal(chooseGpgKey(await listGpgChoices(gits), fingerprint).gpg.home, copy.home);
      const twice = [program(), program({ program: "/usr/bin/../bin/gpg" })];
      assert.equal((await listGpgChoices(twice)).filter((key) => key.fingerprint === fingerprint).length, 1);
    } finally {
      copy.cleanup();
    }
  });

  it("says when the key is gone from gpg, and when gpg itself is", async () => {
    await use();
    const away = { program: gpg.program, home: (await makeHome()).dir };
    const certificate = (await readOwnKey(home))!.certificate;
    await refusedWith("key-missing", () => useGpgKey(away, certificate));
    await refusedWith("gpg-missing", () => runGpg({ program: "/nowhere/gpg", home: gpg.home }, ["--version"]));
  });

  it("tells a cancelled question, a missing pinentry and a wrong passphrase apart", async () => {
    const folder = makeFolder();
    const locked = await makeGpgHome();
    try {
      const made = ["--passphrase", "right", "--pinentry-mode", "loopback", "--quick-generate-key", "L <l@x.test>"];
      locked.run([...made, "default", "default", "1y"]);
      const [key] = await listGpgKeys(locked);
      const certificate = locked.run(["--armor", "--export", key!.fingerprint]).toString();
      const ask = async (answer: string | undefined) => {
        if (answer !== undefined) {
          const pinentry = join(folder.dir, "pinentry");
          writeFileSync(pinentry, answer);
          chmodSync(pinentry, 0o700);
          writeFileSync(join(locked.home, "gpg-agent.conf"), `pinentry-program ${pinentry}\n`);
        } else writeFileSync(join(locked.home, "gpg-agent.conf"), "pinentry-program /nowhere/pinentry\n");
        const { execFileSync } = await import("node:child_process");
        execFileSync("gpgconf", ["--homedir", locked.home, "--kill", "gpg-agent"]);
        await seal(payload, { to: ann.certificate, signWith: await useGpgKey(locked, certificate) });
      };
      await refusedWith("cancelled", () => ask(pinentryThat("ERR 83886179 Operation cancelled")));
      const wrong = await refusedWith("gpg-failed", () => ask(pinentryThat("D wrong\nOK")));
      assert.match(wrong.message, /passphrase was wrong/);
      const none = await refusedWith("gpg-failed", () => ask(undefined));
      assert.match(none.message, /no way to ask/);
      assert.match(none.hint, /pinentry/);
      await ask(pinentryThat("D right\nOK"));
    } finally {
      locked.cleanup();
      folder.cleanup();
    }
  });

  it("finds each gpg of this machine once, with its home", async () => {
    const programs = await findGpgPrograms();
    assert.ok(programs.length > 0);
    for (const { version, home: keys } of programs) assert.match(`${version} ${keys}`, /^\d+\.\d+\.\d+ \//);
    assert.equal(new Set(programs.map(({ program: path }) => path)).size, programs.length);
  });
});

/** A pinentry that answers one question in one way (pinentry speaks the Assuan protocol on its standard streams). */
function pinentryThat(answer: string): string {
  const words = answer.replaceAll("\n", "\\n");
  return `#!/bin/sh
echo OK ready
while read -r command rest; do
  case $command in
  GETPIN) printf '${words}\\n' ;;
  BYE) echo OK; exit 0 ;;
  *) echo OK ;;
  esac
done
`;
}
