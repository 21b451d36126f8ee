import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "../../src/tools/home";
import { backUpOwnKey, dismissBackup, planKeyChange, runKeyChange, type KeyChange } from "../../src/stages/keys";
import { certificatesIn } from "../../src/tools/mail/certificatesIn";
import { readMail } from "../../src/tools/mail/readMail";
import { generateKey, unlock } from "../../src/tools/pgp/keys";
import { keyHealth } from "../../src/tools/pgp/keyHealth";
import { keyNotices } from "../../src/tools/pgp/keyNotices";
import {
  createOwnKey,
  currentContact,
  findContact,
  importContact,
  importOwnKey,
  markCompared,
  readOwnKey,
  unlockKeyFor,
  unlockOwnKey,
} from "../../src/tools/pgp/keyStore";
import { fingerprintWords } from "../../src/tools/pgp/fingerprintWords";
import { seal } from "../../src/tools/pgp/seal";
import { unseal } from "../../src/tools/pgp/unseal";
import type { Fingerprint } from "../../src/model/ids";
import { bytesOf } from "../support/bundleFiles";
import { makeHome } from "../support/home";
import { makePerson, type TestPerson } from "../support/keys";
import { makeFolder } from "../support/people";
import { refusedWith } from "../support/refusal";

const DAY_MS = 24 * 60 * 60 * 1000;
const OWN = { name: "Mika Maintainer", mail: "mika@example.test" };
const nobody = () => Promise.resolve(undefined);
const never = () => Promise.reject(new Error("nothing here is encrypted"));

describe("one's own key over the years", function () {
  this.timeout(30_000);
  let home: Home & { cleanup: () => void };
  let out: ReturnType<typeof makeFolder>;
  let robin: TestPerson;
  before(async () => (robin = await makePerson("Robin")));
  beforeEach(async () => {
    home = await makeHome();
    out = makeFolder();
  });
  afterEach(() => {
    home.cleanup();
    out.cleanup();
  });

  const pin = (certificate: string, to: Home = home) => importContact(to, bytesOf(certificate), { source: "a test" });
  async function change(wish: KeyChange, passphrase?: string) {
    const plan = await planKeyChange(home, wish);
    const ownKey = await unlockOwnKey(home, nobody);
    return runKeyChange(home, plan, { ownKey, out: out.dir, ...(passphrase === undefined ? {} : { passphrase }) });
  }
  /** What the person at the other end finds in the one draft. */
  async function attached() {
    const [name] = readdirSync(out.dir).filter((file) => file.endsWith(".eml"));
    const [key] = await certificatesIn(await readMail(readFileSync(join(out.dir, name!)), never));
    return key!.armored;
  }

  it("asks for a copy until one was saved, readable by its owner alone, or waved off", async () => {
    await createOwnKey(home, OWN);
    assert.deepEqual(
      (await keyNotices(home)).map(({ kind }) => kind),
      ["no-backup"],
    );
    const file = join(out.dir, "copy.asc");
    assert.deepEqual(await backUpOwnKey(home, file), { isProtected: false });
    assert.match(readFileSync(file, "utf8"), /^-----BEGIN PGP PRIVATE KEY BLOCK-----/);
    if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(await keyNotices(home), []);
    await refusedWith("file-exists", () => backUpOwnKey(home, file));
    const other = await makeHome();
    try {
      assert.equal((await importOwnKey(other, readFileSync(file))).fingerprint, (await readOwnKey(home))?.fingerprint);
      assert.deepEqual(await keyNotices(other), []);
      await createOwnKey({ dir: join(other.dir, "second") }, OWN);
      await dismissBackup({ dir: join(other.dir, "second") });
      assert.deepEqual(await keyNotices({ dir: join(other.dir, "second") }), []);
    } finally {
      other.cleanup();
    }
  });

  it("is replaced by one that it vouches for, and still reads what was sent to it", async () => {
    const before = await createOwnKey(home, OWN);
    await pin(robin.certificate);
    const sent = await seal(bytesOf("hello"), { to: before.certificate, signWith: robin.unlocked });
    const { own } = await change({ kind: "replace" }, "a new passphrase");
    assert.notEqual(own.fingerprint, before.fingerprint);
    await refusedWith("passphrase-needed", () => unlockOwnKey(home, nobody));
    const key = await unlockKeyFor(home, sent, "answer", nobody);
    const opened = await unseal(sent, { kind: "answer", ownKeys: [key], signers: [robin.certificate] });
    assert.deepEqual([key.fingerprint, opened.payload], [before.fingerprint, bytesOf("hello")]);

    const theirs = await makeHome();
    try {
      await pin(before.certificate, theirs);
      await markCompared(theirs, before.fingerprint);
      const next = await pin(await attached(), theirs);
      assert.deepEqual(
        [next.fingerprint, next.vouchedBy, next.comparedAt],
        [own.fingerprint, before.fingerprint, undefined],
      );
      assert.equal((await findContact(theirs, OWN.mail)).fingerprint, own.fingerprint);
      const old = await findContact(theirs, before.fingerprint);
      assert.equal((await currentContact(theirs, old)).fingerprint, own.fingerprint);
    } finally {
      theirs.cleanup();
    }
  });

  it("is followed by no key of the same name that it did not vouch for", async () => {
    const before = await createOwnKey(home, OWN);
    const stranger = await generateKey(OWN);
    const theirs = await makeHome();
    try {
      await pin(before.certificate, theirs);
      assert.equal((await pin(stranger.certificate, theirs)).vouchedBy, undefined);
      await refusedWith("key-ambiguous", () => findContact(theirs, OWN.mail));
    } finally {
      theirs.cleanup();
    }
  });

  it("is warned of 30 days before its end, and extended without losing what it signed before", async () => {
    const made = await generateKey({ ...OWN, years: 1, now: new Date(Date.now() - 340 * DAY_MS) });
    await importOwnKey(home, bytesOf(made.secret));
    await pin(robin.certificate);
    const signed = await seal(bytesOf("old"), {
      to: robin.certificate,
      signWith: await unlock(made.secret, undefined),
    });
    const [notice] = await keyNotices(home);
    assert.equal(notice?.kind, "soon");
    assert.match(
      `${notice.sentence}. ${notice.hint}`,
      /^your key ends on \d{4}-\d\d-\d\d, in 2[45] days\. .*embargo key extend/,
    );
    const { own } = await change({ kind: "extend", years: 3 });
    assert.equal(own.fingerprint, made.fingerprint);
    assert.deepEqual(await keyNotices(home), []);
    const updated = await attached();
    for (const signers of [[updated], [made.certificate]]) {
      const opened = await unseal(signed, { kind: "bundle", ownKeys: [robin.unlocked], signers });
      assert.equal(opened.signer, own.fingerprint);
    }
    const answer = await seal(bytesOf("new"), { to: updated, signWith: robin.unlocked });
    const key = await unlockOwnKey(home, nobody);
    assert.equal(
      (await unseal(answer, { kind: "answer", ownKeys: [key], signers: [robin.certificate] })).ownKeyExpired,
      false,
    );
  });

  it("keeps its passphrase when it is extended", async () => {
    await createOwnKey(home, { ...OWN, passphrase: "twelve letters" });
    const plan = await planKeyChange(home, { kind: "extend" });
    const ownKey = await unlockOwnKey(home, () => Promise.resolve("twelve letters"));
    await runKeyChange(home, plan, { ownKey, out: out.dir });
    await refusedWith("passphrase-needed", () => unlockOwnKey(home, nobody));
    await unlockOwnKey(home, () => Promise.resolve("twelve letters"));
  });

  it("is revoked for everybody who imports its word, and reads on", async () => {
    const before = await createOwnKey(home, OWN);
    await pin(robin.certificate);
    const signed = await seal(bytesOf("x"), { to: robin.certificate, signWith: await unlockOwnKey(home, nobody) });
    const sent = await seal(bytesOf("y"), { to: before.certificate, signWith: robin.unlocked });
    const plan = await planKeyChange(home, { kind: "revoke", reason: "compromised" });
    assert.deepEqual(
      plan.steps.map(({ id, reversible }) => [id, reversible]),
      [
        ["revoke", false],
        ["drafts", true],
      ],
    );
    await change({ kind: "revoke", reason: "compromised" });
    assert.equal((await keyNotices(home))[0]?.kind, "revoked");
    const theirs = await makeHome();
    try {
      await pin(before.certificate, theirs);
      const { certificate } = await pin(await attached(), theirs);
      const options = { kind: "bundle", ownKeys: [robin.unlocked], signers: [certificate] } as const;
      await refusedWith("signer-revoked", () => unseal(signed, options));
      await refusedWith("key-unusable", () => seal(bytesOf("z"), { to: certificate, signWith: robin.unlocked }));
    } finally {
      theirs.cleanup();
    }
    const key = await unlockOwnKey(home, nobody);
    assert.deepEqual(
      (await unseal(sent, { kind: "answer", ownKeys: [key], signers: [robin.certificate] })).payload,
      bytesOf("y"),
    );
  });

  it("tells of other people's keys that end soon, by name and with what to do", async () => {
    const made = await generateKey({
      name: "Sam",
      mail: "sam@example.test",
      years: 1,
      now: new Date(Date.now() - 350 * DAY_MS),
    });
    await pin(made.certificate);
    const [notice] = await keyNotices(home);
    assert.match(`${notice?.sentence}. ${notice?.hint}`, /^the key of Sam ends on .*embargo key import FILE$/);
    const [gone] = await keyNotices(home, new Date(Date.now() + 20 * DAY_MS));
    assert.match(gone?.sentence ?? "", /^the key of Sam ended on /);
    assert.equal((await keyHealth(robin.certificate)).state, "good");
  });

  it("can be read aloud: a word for each byte, two kinds in turn", async () => {
    // From the manual page of thblt/pgp-words, so that the table is held to somebody else's.
    const words = await fingerprintWords("EA5B81C564988C73EE90DEE9BAF1E07233CDE5110000".slice(0, 40) as Fingerprint);
    assert.equal(words[0], "Trojan exodus minnow resistor");
    assert.equal(words[4], "chisel sandalwood topmost Babylon");
    const lists = (await import("../../src/tools/pgp/fingerprintWords.json")).default;
    for (const list of [lists.even, lists.odd]) assert.equal(new Set(list).size, 256);
    assert.match(lists.source, /PGP word list/);
  });
});
