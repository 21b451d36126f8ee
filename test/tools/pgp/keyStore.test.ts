import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enums } from "openpgp";
import type { Home } from "../../../src/tools/home";
import { generateKey } from "../../../src/tools/pgp/keys";
import {
  createOwnKey,
  exportCertificate,
  findContact,
  importContact,
  importOwnKey,
  listContacts,
  markCompared,
  readOwnKey,
  requireOwnKey,
  unlockOwnKey,
} from "../../../src/tools/pgp/keyStore";
import { bytesOf } from "../../support/bundleFiles";
import type { TestPerson } from "../../support/keys";
import { makePerson, revokedCertificate } from "../../support/keys";
import { refusedWith } from "../../support/refusal";

const OWN = { name: "Own", mail: "own@example.test" };
const NOBODY = () => Promise.resolve(undefined);

describe("the keys of a home", () => {
  let home: Home;
  let ann: TestPerson;
  let bob: TestPerson;
  before(async () => {
    [ann, bob] = [await makePerson("Ann"), await makePerson("Bob")];
  });
  beforeEach(async () => {
    home = { dir: await mkdtemp(join(tmpdir(), "embargo-keys-")) };
  });
  afterEach(() => rm(home.dir, { recursive: true, force: true }));

  const source = "imported from a file";
  const pin = (person: TestPerson) => importContact(home, bytesOf(person.certificate), { source });
  const path = (...parts: string[]) => join(home.dir, "keys", ...parts);

  it("begin with none", async () => {
    assert.equal(await readOwnKey(home), undefined);
    assert.deepEqual(await listContacts(home), []);
    await refusedWith("own-key-missing", () => requireOwnKey(home));
    await refusedWith("own-key-missing", () => unlockOwnKey(home, NOBODY));
    await refusedWith("key-missing", () => findContact(home, "ann@example.test"));
  });

  it("hold one own key, readable by its owner only, and never replace it by a new one", async () => {
    const own = await createOwnKey(home, OWN);
    assert.deepEqual(await readOwnKey(home), own);
    assert.equal((await unlockOwnKey(home, NOBODY)).fingerprint, own.fingerprint);
    assert.match(await exportCertificate(home), /^-----BEGIN PGP PUBLIC KEY BLOCK-----/);
    if (process.platform !== "win32") assert.equal((await stat(path("own.json"))).mode & 0o777, 0o600);
    await refusedWith("own-key-exists", () => createOwnKey(home, OWN));
  });

  it("ask for the own passphrase at most three times, and say whether it was missing or wrong", async () => {
    const { fingerprint } = await createOwnKey(home, { ...OWN, passphrase: "right" });
    const asked: number[] = [];
    const answers =
      (...words: (string | undefined)[]) =>
      (question: { fingerprint: string; attempt: number }) => {
        assert.equal(question.fingerprint, fingerprint);
        asked.push(question.attempt);
        return Promise.resolve(words[question.attempt - 1]);
      };
    assert.equal((await unlockOwnKey(home, answers("wrong", "right"))).fingerprint, fingerprint);
    await refusedWith("passphrase-needed", () => unlockOwnKey(home, answers(undefined)));
    await refusedWith("passphrase-wrong", () => unlockOwnKey(home, answers("wrong", undefined)));
    await refusedWith("passphrase-wrong", () => unlockOwnKey(home, answers("a", "b", "c", "right")));
    assert.deepEqual(asked, [1, 2, 1, 1, 2, 1, 2, 3]);
  });

  it("take an own key from a file when it can be unlocked, and another one only when told to replace", async () => {
    const mine = await generateKey({ ...OWN, passphrase: "right" });
    const passphrase = () => Promise.resolve("right");
    await refusedWith("passphrase-needed", () => importOwnKey(home, bytesOf(mine.secret)));
    assert.equal(await readOwnKey(home), undefined);
    assert.equal((await importOwnKey(home, bytesOf(mine.secret), { passphrase })).fingerprint, mine.fingerprint);
    await importOwnKey(home, bytesOf(mine.secret), { passphrase });
    await refusedWith("own-key-exists", () => importOwnKey(home, bytesOf(ann.secret)));
    await refusedWith("fingerprint-differs", () =>
      importOwnKey(home, bytesOf(ann.secret), { replace: true, fingerprint: mine.fingerprint }),
    );
    await importOwnKey(home, bytesOf(ann.secret), { replace: true });
    assert.equal((await requireOwnKey(home)).fingerprint, ann.fingerprint);
    assert.match(await readFile(path("replaced", `${mine.fingerprint}.json`), "utf8"), /PGP PRIVATE KEY/);
  });

  it("pin people by fingerprint, and find them by it or by mail", async () => {
    const pinned = await pin(ann);
    await pin(bob);
    const { fingerprint, name, mail, comparedAt } = pinned;
    assert.deepEqual([fingerprint, name, mail, comparedAt], [ann.fingerprint, "Ann", "ann@example.test", undefined]);
    assert.equal((await listContacts(home)).length, 2);
    assert.deepEqual(await findContact(home, "ANN@example.test"), pinned);
    assert.deepEqual(await findContact(home, ann.fingerprint.replace(/(.{4})/g, "$1 ").toLowerCase()), pinned);
    await refusedWith("key-missing", () => findContact(home, ann.fingerprint.slice(-16)));
    await refusedWith("key-missing", () => findContact(home, "example.test"));
  });

  it("do not choose between two keys of one address", async () => {
    const twin = await makePerson("Ann");
    await pin(ann);
    await pin(twin);
    const { message } = await refusedWith("key-ambiguous", () => findContact(home, "ann@example.test"));
    assert.ok(message.includes(ann.fingerprint) && message.includes(twin.fingerprint));
    assert.equal((await findContact(home, twin.fingerprint)).fingerprint, twin.fingerprint);
  });

  it("pin only the key that was named", async () => {
    const bytes = bytesOf(ann.certificate);
    await refusedWith("fingerprint-differs", () =>
      importContact(home, bytes, { source, fingerprint: bob.fingerprint }),
    );
    await refusedWith("usage", () => importContact(home, bytes, { source, fingerprint: ann.fingerprint.slice(-16) }));
    assert.deepEqual(await listContacts(home), []);
    await importContact(home, bytes, { source, fingerprint: ann.fingerprint.toLowerCase() });
  });

  it("keep when a key was pinned and compared, while a revocation takes effect", async () => {
    const { pinnedAt } = await importContact(home, bytesOf(ann.certificate), {
      source,
      now: new Date("2026-01-01T00:00:00Z"),
    });
    await markCompared(home, ann.fingerprint, new Date("2026-02-02T00:00:00Z"));
    const revoked = await revokedCertificate(ann, enums.reasonForRevocation.keyCompromised);
    const merged = await importContact(home, bytesOf(revoked), { source: "another file" });
    assert.deepEqual([merged.pinnedAt, merged.comparedAt, merged.source], [pinnedAt, "2026-02-02T00:00:00Z", source]);
    assert.notEqual(merged.certificate, ann.certificate);
    assert.deepEqual(await findContact(home, ann.fingerprint), merged);
    assert.equal((await pin(ann)).certificate, merged.certificate, "the old copy takes nothing back");
  });

  it("leave a damaged file as it is and say so", async () => {
    await pin(ann);
    await createOwnKey(home, OWN);
    for (const file of [path("own.json"), path("contacts", `${ann.fingerprint}.json`)]) {
      for (const text of ["", "{", "[]", "null", '{"format":"embargo-contact/2"}']) {
        await writeFile(file, text);
        await refusedWith("key-invalid", () => (file.endsWith("own.json") ? readOwnKey(home) : listContacts(home)));
        assert.equal(await readFile(file, "utf8"), text);
      }
    }
  });
});
