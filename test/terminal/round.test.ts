import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fix, makeFolder, makeTwoPeople, readRecord, type TwoPeople } from "../support/people";
import { embargo } from "../support/terminal";

const FIXED = "export const follow = (request, target) => fetch(target);\n";

describe("a round in the terminal", function () {
  this.timeout(30_000);
  let people: TwoPeople;
  const mail = makeFolder();
  before(async () => {
    people = await makeTwoPeople();
    fix(people, { "src/redirect.js": FIXED });
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
    const [{ signedAt, ...recorded } = {}, ...others] = status.answers as Record<string, unknown>[];
    assert.match(String(signedAt), /^\d{4}-/);
    assert.deepEqual(recorded, {
      ...{ by: "Robin Reporter", role: "reporter", decision: "confirmed", version: 1, compared: true },
      ...{ standing: "counts", message: "", comments: [] },
    });
    assert.deepEqual(others, []);
    const sentence = "confirmed by Robin Reporter for version 1 (key compared)";
    const said = { by: "Robin Reporter", version: 1, staleBecause: null, sentence };
    assert.deepEqual(status.confirmation, { state: "confirmed", ...said });
  });

  it("takes remarks on lines, shows what will be signed, and says at the maintainer's where the lines are now", async () => {
    const bundle = join(mail.dir, readdirSync(mail.dir).find((name) => name.endsWith(".tar.gpg")) ?? "");
    const answer = ["answer", bundle, "--decision", "changes-requested", "--message", "Nearly.", "--comments", "-"];
    const typed = "src/redirect.js:1: Why not the port?\n  And the scheme?\nsrc/redirect.js:-1: Keep this.\n";
    const send = (input: string, ...more: string[]) =>
      embargo([...answer, ...more], { cwd: people.clone, home: people.reporter.home.dir, input });
    const dry = await send(typed, "--dry-run");
    assert.match(
      dry.out,
      /Decision: changes-requested\n\nNearly\.\n--comments--\n\{"branch":"main","path":"src\/redirect\.js"/,
    );
    for (const wrong of ["src/other.js:1: Hm", "src/redirect.js:99: Hm", "Hm"])
      assert.equal((await send(wrong)).exit, 3);
    const out = join(mail.dir, "nearly.answer.gpg");
    const { draft } = (await send(typed, "--out", out, "--json")).json<{ draft: string }>();
    assert.equal(draft, join(mail.dir, "nearly.answer.eml"));
    assert.match(readFileSync(draft, "utf8"), /^To: Maintainer <maintainer@example\.org>\r$/m);
    assert.equal((await send(typed, "--out", out)).exit, 2);
    assert.equal((await send(typed, "--out", out, "--replace")).exit, 0);

    const accepted = await maintainer("accept", people.record.id, out);
    assert.match(
      accepted.out,
      /Nearly\.\n {4}src\/redirect\.js:1 \(main\)\n {6}Why not the port\?\n {6}And the scheme\?/,
    );
    fix(people, { "src/redirect.js": `// moved\n${FIXED}` }, "More");
    const { out: status } = await maintainer("status", people.record.id);
    assert.match(status, /- Robin Reporter: confirmed for version 1, .* \(they answered again later\)/);
    assert.match(status, /src\/redirect\.js:1 \(main\): now at line 2/);
    assert.match(status, /src\/redirect\.js:-1 \(main\): the line has changed since/);
  });
});
