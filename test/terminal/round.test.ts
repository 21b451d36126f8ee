import assert from "node:assert/strict";
import { join } from "node:path";
import { fix, makeFolder, makeTwoPeople, readRecord, type TwoPeople } from "../support/people";
import { embargo } from "../support/terminal";

describe("a round in the terminal", function () {
  this.timeout(30_000);
  let people: TwoPeople;
  const mail = makeFolder();
  before(async () => {
    people = await makeTwoPeople();
    fix(people);
  });
  after(() => {
    people.cleanup();
    mail.cleanup();
  });
  const maintainer = (...args: string[]) =>
    embargo(args, { cwd: people.project.clone, home: people.maintainer.home.dir });
  const reporter = (...args: string[]) => embargo(args, { cwd: people.clone, home: people.reporter.home.dir });

  it("shows before a bundle is made who gets what", async () => {
    const bundle = ["bundle", people.record.id, "--to", people.reporter.mail, "--dry-run"];
    const { out } = await maintainer(...bundle);
    assert.match(out, /^To {5}Robin Reporter <robin@example\.net> {3}key [0-9A-F]{4} .* · compared$/m);
    assert.match(out, /^Holds {2}main: 1 commit on [0-9a-f]{7} · 1 file · 0 tests/m);
    const { plan } = (await maintainer(...bundle, "--json")).json<{ plan: Record<string, unknown> }>();
    assert.deepEqual(Object.keys(plan), ["title", "steps", "notes", "to", "holds", "asks", "makes"]);
    assert.deepEqual((await readRecord(people)).bundles, []);
  });

  it("names the mail draft of each file, and how to read and answer it", async () => {
    const made = await maintainer(
      "bundle",
      people.record.id,
      "--to",
      people.reporter.mail,
      "--out",
      mail.dir,
      "--json",
    );
    const [file] = made.json<{ files: { path: string; draft: string }[] }>().files;
    assert.equal(file!.draft, file!.path.replace(".tar.gpg", ".eml"));
    const { exit, out } = await reporter("review", file!.path);
    assert.equal(exit, 0);
    assert.match(out, /README\.txt inside it/);
    const answer = ["answer", file!.path, "--decision", "confirmed", "--out", join(mail.dir, "yes.answer.gpg")];
    assert.equal((await reporter(...answer)).exit, 0);
  });

  it("records an answer only without --dry-run, and says whether the key was compared", async () => {
    const accept = ["accept", people.record.id, join(mail.dir, "yes.answer.gpg")];
    const dry = await maintainer(...accept, "--dry-run");
    assert.match(dry.out, /record: confirmed by Robin Reporter for version 1, key compared/);
    assert.deepEqual((await readRecord(people)).answers, []);
    const { compared, isNew } = (await maintainer(...accept, "--json")).json();
    assert.deepEqual({ compared, isNew }, { compared: true, isNew: true });
    assert.match((await maintainer(...accept)).out, /recorded before/);
    const status = (await maintainer("status", people.record.id, "--json")).json<Record<string, unknown>>();
    assert.deepEqual(status.answers, [
      { by: "Robin Reporter", role: "reporter", decision: "confirmed", version: 1, compared: true },
    ]);
    const sentence = "confirmed by Robin Reporter for version 1 (key compared)";
    const said = { by: "Robin Reporter", version: 1, staleBecause: null, sentence };
    assert.deepEqual(status.confirmation, { state: "confirmed", ...said });
  });
});
