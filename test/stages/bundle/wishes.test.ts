import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { answerHistory, confirmationOf } from "../../../src/model/confirmation";
import { acceptAnswer, planAnswer, reviewBundle, runAnswer } from "../../../src/stages/confirm";
import { encryptUnsigned } from "../../../src/tools/pgp/seal";
import { commit, run } from "../../support/gitRepo";
import { makeHome } from "../../support/home";
import { fix, makeFolder, makeTwoPeople, readRecord, sendBundle, type TwoPeople } from "../../support/people";
import { refusedWith } from "../../support/refusal";

describe("a bundle with wishes", function () {
  this.timeout(60_000);
  let people: TwoPeople;
  const out = makeFolder();
  let unsigned: Uint8Array;
  let template: Uint8Array;
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
    const review = await open(sent.passphrase!);
    const plan = planAnswer(review, { decision: "confirmed", message: "Works for me." });
    assert.equal(plan.steps[0]!.sentence, 'encrypt "confirmed" for version 1 for Maintainer, unsigned');
    const { path } = await runAnswer(home, plan, { out: out.dir });
    assert.ok(path.endsWith(`${record.id}-v1-passphrase.answer.gpg`));
    unsigned = readFileSync(path);
    template = plan.text;
    cleanup();
  });

  it("takes the answer of a reader without a key as weak: kept, shown, never counted", async () => {
    const { maintainer, record } = people;
    const accept = (file: Uint8Array) => acceptAnswer(maintainer.home, record.id, file, { ownKey: maintainer.key });
    const { answer, compared, message, notes } = await accept(unsigned);
    assert.deepEqual(
      [answer.by, answer.role, answer.decision, compared],
      ["passphrase", "reporter", "confirmed", false],
    );
    assert.equal(message, "Works for me.");
    assert.match(notes.join(), /Nobody signed this answer/);
    const now = await readRecord(people);
    assert.deepEqual(
      answerHistory(now).map(({ standing }) => standing),
      ["unsigned"],
    );
    assert.equal(confirmationOf(now, []).state, "none");
    assert.equal((await accept(unsigned)).isNew, false);
  });

  it("takes no other answer without a signature", async () => {
    const { maintainer, reporter, record } = people;
    const accept = (file: Uint8Array) => acceptAnswer(maintainer.home, record.id, file, { ownKey: maintainer.key });
    const encrypted = async (change: (text: string) => string) =>
      accept(
        await encryptUnsigned(new TextEncoder().encode(change(new TextDecoder().decode(template))), {
          to: maintainer.own.certificate,
        }),
      );
    const forKey = `For-Key: ${reporter.own.fingerprint}`;
    await refusedWith("signature-missing", () => encrypted((text) => text.replace("For-Key: passphrase", forKey)));
    await refusedWith("signature-missing", () => encrypted(() => "Hello"));
    await refusedWith("other-digest", () => encrypted((text) => text.replace(/(Manifest-SHA256: )../, "$100")));
    await refusedWith("not-addressed", () =>
      encrypted((text) => text.replace("Bundle-Version: 1", "Bundle-Version: 9")),
    );
    const forSomebodyElse = await encryptUnsigned(template, { to: reporter.own.certificate });
    await refusedWith("not-addressed", () => accept(forSomebodyElse));
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
