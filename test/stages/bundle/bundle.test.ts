import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { OPEN_STEPS } from "../../../src/model/case";
import { planBundle, readBundleFacts, runBundle } from "../../../src/stages/bundle";
import { reviewBundle } from "../../../src/stages/confirm";
import { openBundle } from "../../../src/stages/confirm/openBundle";
import { updateCase } from "../../../src/tools/cases/store";
import { run } from "../../support/gitRepo";
import {
  makeFolder,
  makePerson,
  makeTwoPeople,
  fix,
  pin,
  proving,
  readRecord,
  sendBundle,
  type Person,
  type TwoPeople,
} from "../../support/people";
import { refusedWith } from "../../support/refusal";

describe("a bundle", function () {
  this.timeout(60_000);
  let people: TwoPeople;
  let colleague: Person;
  let out: ReturnType<typeof makeFolder>;

  beforeEach(async () => {
    people = await makeTwoPeople();
    colleague = await makePerson("Co Maintainer", "maintainer@example.org");
    await pin(people.maintainer.home, colleague, false);
    out = makeFolder();
  });
  afterEach(() => [people, colleague, out].forEach((part) => part.cleanup()));

  const open = (file: string, person: Person) => {
    const keys = { ownKey: person.key, signers: [people.maintainer.own.certificate] };
    return openBundle(readFileSync(file), keys, () => Promise.resolve(undefined));
  };

  it("goes out as one file a reader, a mail draft and the maintainer's certificate; the own copy stays", async () => {
    const { maintainer, reporter, record, places } = people;
    fix(people);
    writeFileSync(places.advisory, "---\ntitle: T\n---\n\n## Summary\n\nWords.\n\n## Internal notes\n\nOnly for us.\n");
    const sent = await sendBundle(people, [reporter.mail], out.dir);
    const theirs = `${record.id}-v1-${reporter.own.fingerprint.slice(0, 8)}`;
    const own = maintainer.own.fingerprint.slice(0, 8);
    assert.deepEqual(readdirSync(out.dir).sort(), [`${own}.asc`, `${theirs}.eml`, `${theirs}.tar.gpg`].sort());
    assert.deepEqual(
      readdirSync(places.bundles).sort(),
      [`${record.id}-v1-${own}.tar.gpg`, `${theirs}.tar.gpg`, "v1"].sort(),
    );
    const copy = await open(join(places.bundles, `${record.id}-v1-${own}.tar.gpg`), maintainer);
    const file = await open(sent.files[0]!.path, reporter);
    assert.equal(copy.manifestSha256, file.manifestSha256);
    const advisory = Buffer.from(file.files.get("advisory.md")!).toString();
    assert.ok(advisory.includes("Words.") && !advisory.includes("Only for us"), advisory);
    const [known] = (await readRecord(people)).bundles;
    assert.deepEqual(
      known?.recipients.map(({ fingerprint, role, sha256 }) => [fingerprint, role, sha256]),
      [[reporter.own.fingerprint, "reporter", sent.files[0]!.sha256]],
    );
  });

  it("travels in a draft that says nothing of the flaw and is not sent by itself", async () => {
    const { reporter, record } = people;
    fix(people);
    const [file] = (await sendBundle(people, [reporter.mail], out.dir)).files;
    const draft = readFileSync(file!.path.replace(".tar.gpg", ".eml"));
    assert.match(draft.toString(), /^X-Unsent: 1\r?$/m);
    const { subject, to, text, attachments } = await PostalMime.parse(draft);
    assert.equal(subject, `${record.id}, version 1`);
    assert.deepEqual(
      to?.map(({ address }) => address),
      [reporter.mail],
    );
    assert.ok(!text?.includes(record.title) && !text?.includes("redirect"));
    assert.deepEqual(Buffer.from(attachments[0]!.content as ArrayBuffer), readFileSync(file!.path));
  });

  it("is readable by its owner only", async () => {
    fix(people);
    const [file] = (await sendBundle(people)).files;
    for (const path of [file!.path, join(people.places.bundles, "v1", "manifest.json")]) {
      assert.equal(statSync(path).mode & 0o077, 0, path);
    }
  });

  it("gives a reader added later the same bytes, and a reader served before the same file", async () => {
    const { reporter } = people;
    fix(people);
    const first = await sendBundle(people);
    const second = await sendBundle(people, [reporter.mail, colleague.own.fingerprint]);
    assert.deepEqual([second.version, second.manifestSha256], [1, first.manifestSha256]);
    assert.equal(second.files[0]?.sha256, first.files[0]?.sha256);
    const [theirs, other] = [await open(second.files[0]!.path, reporter), await open(second.files[1]!.path, colleague)];
    theirs.files.forEach((content, path) => {
      if (path !== "REPLY.txt") assert.deepEqual(Buffer.from(other.files.get(path)!), Buffer.from(content), path);
    });
    assert.equal((await readRecord(people)).bundles[0]?.recipients.length, 2);
  });

  it("becomes the next version when the commits change, which names the one before", async () => {
    fix(people);
    const first = await sendBundle(people);
    run(people.places.worktree, ["commit", "-q", "--amend", "-m", "Better words"]);
    const second = await sendBundle(people);
    assert.equal(second.version, 2);
    const { manifest } = await open(second.files[0]!.path, people.reporter);
    assert.equal(manifest.supersedes, first.manifestSha256);
  });

  it("starts from the newer public commit after a rebase", async () => {
    const { project, places, reporter, clone } = people;
    fix(people);
    await sendBundle(people);
    writeFileSync(join(project.clone, "news.txt"), "news\n");
    run(project.clone, ["add", "-A"]);
    run(project.clone, ["commit", "-q", "-m", "News"]);
    run(project.clone, ["push", "-q"]);
    run(places.worktree, ["fetch", "-q"]);
    run(places.worktree, ["rebase", "-q", "origin/main"]);
    const second = await sendBundle(people);
    run(clone, ["pull", "-q"]);
    const file = readFileSync(second.files[0]!.path);
    const { branches } = await reviewBundle(reporter.home, file, { ownKey: reporter.key, directory: clone });
    assert.equal(branches[0]?.base, run(project.clone, ["rev-parse", "HEAD"]));
    assert.deepEqual(
      branches[0]?.files.map(({ path }) => path),
      ["src/redirect.js"],
    );
  });

  it("gives roles by what is known: reporter, maintainer by earlier commits, other for who wrote the fix", async () => {
    const { maintainer, places, reporter, record } = people;
    fix(people);
    const roles = async () => {
      const { readers } = await readBundleFacts(maintainer.home, record.id, { to: [reporter.mail, colleague.mail] });
      return readers.map(({ role }) => role);
    };
    assert.deepEqual(await roles(), ["reporter", "other"], "the colleague's address wrote the fix");
    run(places.worktree, ["commit", "-q", "--amend", "--no-edit", "--author", `Robin <${reporter.mail}>`]);
    assert.deepEqual(await roles(), ["other", "maintainer"], "the reporter's address wrote the fix");
  });

  it("is planned without touching anything", async () => {
    const { maintainer, record, places } = people;
    fix(people);
    planBundle(await readBundleFacts(maintainer.home, record.id, { to: [] }));
    assert.equal(existsSync(places.bundles), false);
    assert.deepEqual(readdirSync(join(maintainer.home.dir, "tmp")), []);
  });

  it("notes changes that are not committed", async () => {
    const { maintainer, record, places } = people;
    fix(people);
    writeFileSync(join(places.worktree, "later.txt"), "later\n");
    const { notes } = planBundle(await readBundleFacts(maintainer.home, record.id, { to: [] }));
    assert.match(notes[0]!, /not committed/);
  });

  it("is not made for somebody whose key is unknown, nor of a case that is not open yet", async () => {
    const { maintainer, record } = people;
    fix(people);
    await refusedWith("key-missing", () => sendBundle(people, ["nobody@example.net"]));
    await updateCase(maintainer.home, record.id, (before) => ({ ...before, opened: OPEN_STEPS.slice(0, 3) }));
    await refusedWith("case-unfinished", () => sendBundle(people));
  });

  it("is not made again from a payload that was damaged", async () => {
    fix(people);
    await sendBundle(people);
    writeFileSync(join(people.places.bundles, "v1", "README.txt"), "changed");
    await refusedWith("case-damaged", () => sendBundle(people));
  });

  it("stops before the next step when asked to, and says so", async () => {
    const { maintainer, record } = people;
    fix(people);
    const plan = planBundle(await readBundleFacts(maintainer.home, record.id, { to: [] }));
    const stop = new AbortController();
    const options = {
      ownKey: maintainer.key,
      prove: proving(maintainer.home),
      signal: stop.signal,
      onStep: () => stop.abort(),
    };
    await refusedWith("cancelled", () => runBundle(maintainer.home, plan, options));
    assert.equal((await sendBundle(people)).version, 1);
  });

  it("is written into a folder that does not exist yet", async () => {
    fix(people);
    const deeper = join(out.dir, "to", "robin");
    await sendBundle(people, [], deeper);
    assert.equal(readdirSync(deeper).length, 3);
  });
});
