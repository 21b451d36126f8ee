import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeAnswer, writeReplyTemplate, type ReplyHeader } from "../../src/model/bundle/reply";
import type { ErrorCode } from "../../src/model/errors";
import type { CaseId, Oid, Sha256 } from "../../src/model/ids";
import { acceptAnswer, reviewBundle } from "../../src/stages/confirm";
import { importContact } from "../../src/tools/pgp/keyStore";
import { seal } from "../../src/tools/pgp/seal";
import { makeGpgPerson } from "../support/gpgPerson";
import { listing } from "../support/forgery";
import {
  fix,
  makePerson,
  makeTwoPeople,
  pin,
  readRecord,
  sendBundle,
  type Person,
  type TwoPeople,
} from "../support/people";
import { refusedWith } from "../support/refusal";

describe("an answer that must not count", function () {
  this.timeout(60_000);
  let people: TwoPeople;
  let stranger: Person;
  let colleague: Person;
  let header: ReplyHeader;

  before(async () => {
    people = await makeTwoPeople();
    [stranger, colleague] = await Promise.all([
      makePerson("Mallory", "m@example.com"),
      makePerson("Co", "co@example.com"),
    ]);
    await pin(people.maintainer.home, colleague);
    fix(people);
    const sent = await sendBundle(people);
    const { reporter, clone } = people;
    const file = readFileSync(sent.files[0]!.path);
    header = (await reviewBundle(reporter.home, file, { ownKey: reporter.key, directory: clone })).replyHeader;
  });
  after(() => [people, stranger, colleague].forEach((part) => part.cleanup()));

  const accept = (file: Uint8Array) =>
    acceptAnswer(people.maintainer.home, people.record.id, file, { ownKey: people.maintainer.key });
  const answer = (changes: Partial<ReplyHeader> = {}) => writeAnswer({ ...header, ...changes }, "confirmed", "Fine.");
  const sealed = (text: Uint8Array, signer: Person = people.reporter, to: Person = people.maintainer, now?: Date) =>
    seal(text, { to: to.own.certificate, signWith: signer.key, ...(now ? { now } : {}) });

  const forged: Readonly<Record<string, readonly [ErrorCode, () => Promise<Uint8Array>]>> = {
    "from somebody nobody pinned": ["signer-unknown", () => sealed(answer(), stranger)],
    "from another pinned person than the one the bundle was for": ["not-addressed", () => sealed(answer(), colleague)],
    "to another maintainer's key": ["not-addressed", () => sealed(answer({ replyToKey: colleague.own.fingerprint }))],
    "encrypted to somebody else": ["not-addressed", () => sealed(answer(), people.reporter, colleague)],
    "signed with our own key": ["own-signature", () => sealed(answer(), people.maintainer)],
    "for another case": ["other-case", () => sealed(answer({ bundle: "E-0THER0" as CaseId }))],
    "for another patch": ["other-digest", () => sealed(answer({ manifestSha256: "0".repeat(64) as Sha256 }))],
    "for a version that was never sent": ["other-digest", () => sealed(answer({ bundleVersion: 2 }))],
    "for other trees": ["trees", () => sealed(answer({ trees: [{ branch: "main", tree: "1".repeat(40) as Oid }] }))],
    "for another branch": [
      "trees",
      () => sealed(answer({ trees: header.trees.map((t) => ({ ...t, branch: "next" })) })),
    ],
    "signed before the bundle was made": [
      "too-early",
      () => sealed(answer(), people.reporter, people.maintainer, new Date(Date.now() - 3_600_000)),
    ],
    "with the decision left open": ["decision", () => sealed(writeReplyTemplate(header))],
    "with a word of their own for the decision": [
      "decision",
      () => sealed(Buffer.from(Buffer.from(answer()).toString().replace("confirmed", "Confirmed!"))),
    ],
    "with a line too many in its header": [
      "header",
      () => sealed(Buffer.concat([Buffer.from("X-Note: 1\n"), answer()])),
    ],
    "with a key twice": ["header", () => sealed(Buffer.concat([Buffer.from(`Bundle: ${header.bundle}\n`), answer()]))],
    "that is no answer": ["header", () => sealed(new TextEncoder().encode("It works, thanks.\n"))],
  };
  for (const [name, [code, make]] of Object.entries(forged)) {
    it(`${name} is refused: ${code}`, async () => {
      const before = listing(people.maintainer.home.dir);
      const file = await make();
      await refusedWith(code, () => accept(file));
      assert.deepEqual(listing(people.maintainer.home.dir), before);
    });
  }

  it("because it was signed but not encrypted is refused: not-encrypted", async () => {
    const gpg = makeGpgPerson("Gale Gpg", "gale@example.net");
    await importContact(people.maintainer.home, new TextEncoder().encode(gpg.certificate), { source: "a test" });
    const file = execFileSync("gpg", ["--batch", "--quiet", "--homedir", gpg.dir, "--sign"], { input: answer() });
    gpg.cleanup();
    await refusedWith("not-encrypted", () => accept(file));
  });

  it("because a byte was changed is refused", async () => {
    const file = await sealed(answer());
    for (let at = 0; at < file.length; at += 11) {
      const changed = Uint8Array.from(file);
      changed[at]! ^= 1;
      const outcome = await accept(changed).then(
        ({ answer: { by, decision } }) => `${by} ${decision}`,
        (error: Error) => error.name,
      );
      assert.match(outcome, new RegExp(`^(EmbargoError|${people.reporter.own.fingerprint} confirmed)$`));
    }
  });

  it("because the fix has a newer version is kept, but refused: superseded", async () => {
    const before = (await readRecord(people)).answers.length;
    const file = await sealed(answer());
    fix(people, { "src/more.js": "more\n" });
    await sendBundle(people);
    await refusedWith("superseded", () => accept(file));
    assert.equal((await readRecord(people)).answers.length, before + 1);
    await refusedWith("superseded", () => accept(file));
    assert.equal((await readRecord(people)).answers.length, before + 1);
  });
});
