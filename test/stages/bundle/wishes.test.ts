import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { reviewBundle } from "../../../src/stages/confirm";
import { commit, run } from "../../support/gitRepo";
import { makeHome } from "../../support/home";
import { fix, makeFolder, makeTwoPeople, readRecord, sendBundle, type TwoPeople } from "../../support/people";
import { refusedWith } from "../../support/refusal";

describe("a bundle with wishes", function () {
  this.timeout(60_000);
  let people: TwoPeople;
  const out = makeFolder();
  before(async () => {
    people = await makeTwoPeople();
    fix(people);
  });
  after(() => [people, out].forEach((part) => part.cleanup()));

  it("for a reader without a key opens with seven words and without a home's own key, and with no others", async () => {
    const { maintainer, clone, record } = people;
    const sent = await sendBundle(people, [], out.dir, { passphrase: true });
    assert.match(sent.passphrase ?? "", /^(?:[a-z-]+ ){6}[a-z-]+$/);
    const [made] = sent.files;
    assert.deepEqual(
      [made?.recipient, made?.path],
      ["passphrase", join(out.dir, `${record.id}-v1-passphrase.tar.gpg`)],
    );
    assert.ok(existsSync(made!.draft));
    assert.ok(!readFileSync(made!.draft, "utf8").includes(sent.passphrase!));
    assert.ok(!JSON.stringify(await readRecord(people)).includes(sent.passphrase!));
    const { cleanup, ...home } = await makeHome();
    const file = readFileSync(made!.path);
    const from = new TextEncoder().encode(maintainer.own.certificate);
    const open = (passphrase: string) => reviewBundle(home, file, { passphrase, directory: clone, from });
    const { branches, replyHeader } = await open(sent.passphrase!);
    assert.deepEqual([branches[0]?.checked, replyHeader.forKey], [true, "passphrase"]);
    await refusedWith("not-for-me", () => open("one two three four five six seven"));
    await refusedWith("not-for-me", () => reviewBundle(home, file, { directory: clone, from }));
    cleanup();
  });

  it("says in the next version what changed, what to test and what is asked, and keeps its branches", async () => {
    const { places, project, reporter, clone } = people;
    run(project.clone, ["push", "-q", "origin", "main:refs/heads/stable/1.x"]);
    run(project.clone, ["fetch", "-q"]);
    run(places.worktree, ["fetch", "-q"]);
    run(places.worktree, ["checkout", "-q", "-b", "backport", "origin/stable/1.x"]);
    commit(places.worktree, { "old.txt": "old\n" }, "The same for 1.x");
    run(places.worktree, ["checkout", "-q", "-"]);
    commit(places.worktree, { "more.txt": "more\n" }, "One case more");
    const branches = [{ ref: "backport", name: "stable/1.x" }];
    const notes = { test: "Follow a redirect.", questions: ["On which systems?"], askCredit: false };
    const second = await sendBundle(people, [reporter.mail], out.dir, { branches, notes });
    const review = await reviewBundle(reporter.home, readFileSync(second.files[0]!.path), {
      ownKey: reporter.key,
      directory: clone,
    });
    assert.deepEqual(
      review.branches.map(({ name, checked }) => [name, checked]),
      [
        ["main", true],
        ["stable/1.x", true],
      ],
    );
    const said = review.notes!;
    assert.match(
      said,
      /since version 1\n\n- main: 1 commit new, 1 unchanged\n {2}- new: One case more\n- stable\/1\.x: new/,
    );
    assert.match(said, /## What to test\n\nFollow a redirect\.\n/);
    assert.match(said, /- On which systems\?\n$/);
    const third = await sendBundle(people, [reporter.mail], out.dir);
    assert.deepEqual([third.version, third.manifestSha256], [2, second.manifestSha256], "nothing changed since");
  });
});
