import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { confirmationOf } from "../../../src/model/confirmation";
import { acceptAnswer, planAnswer, reviewBundle, runAnswer } from "../../../src/stages/confirm";
import { readCurrentBranch } from "../../../src/tools/git/currentBranch";
import { commit, run } from "../../support/gitRepo";
import { fix, makeTwoPeople, readRecord, sendBundle, type TwoPeople } from "../../support/people";

describe("a bundle, its review, the answer", () => {
  let people: TwoPeople;
  before(async () => {
    people = await makeTwoPeople();
    fix(people);
  });
  after(() => people.cleanup());

  it("comes back confirmed, bound to exactly that patch", async () => {
    const { maintainer, reporter, clone, record, places } = people;
    const sent = await sendBundle(people);
    assert.equal(sent.version, 1);
    const file = readFileSync(sent.files[0]!.path);

    const review = await reviewBundle(reporter.home, file, { ownKey: reporter.key, directory: clone });
    assert.equal(review.manifestSha256, sent.manifestSha256);
    assert.deepEqual(review.warnings, []);
    assert.equal(review.signer.fingerprint, maintainer.own.fingerprint);
    const [branch] = review.branches;
    assert.equal(branch?.checked, true);
    assert.deepEqual(
      branch.files.map(({ path, status }) => ({ path, status })),
      [{ path: "src/redirect.js", status: "modified" }],
    );

    const plan = planAnswer(review, { decision: "confirmed", message: "Works for me." });
    const answer = await runAnswer(reporter.home, plan, { ownKey: reporter.key, out: reporter.home.dir });
    const accepted = await acceptAnswer(maintainer.home, record.id, readFileSync(answer.path), {
      ownKey: maintainer.key,
    });
    assert.equal(accepted.message, "Works for me.");
    assert.equal(accepted.answer.role, "reporter");
    const now = await readRecord(people);
    const state = confirmationOf(now, [await readCurrentBranch(now, places)]);
    const { fingerprint } = reporter.own;
    assert.deepEqual(state, { state: "confirmed", by: "Robin Reporter", fingerprint, version: 1 });
    assert.ok(answer.path.endsWith(`${record.id}-v1-${reporter.own.fingerprint.slice(0, 8)}.answer.gpg`));
  });

  const stateNow = async () => {
    const now = await readRecord(people);
    return confirmationOf(now, [await readCurrentBranch(now, people.places)]);
  };

  it("is stale after a new commit, and stands again when that is taken back", async () => {
    const { worktree } = people.places;
    fix(people, { "src/more.js": "more\n" });
    assert.deepEqual(await stateNow(), {
      state: "stale",
      by: "Robin Reporter",
      fingerprint: people.reporter.own.fingerprint,
      version: 1,
      staleBecause: "new-commit",
    });
    run(worktree, ["reset", "-q", "--hard", "HEAD~1"]);
    assert.equal((await stateNow()).state, "confirmed");
  });

  it("is stale after an amended change, not after amended words", async () => {
    const { worktree } = people.places;
    const tip = run(worktree, ["rev-parse", "HEAD"]);
    run(worktree, ["commit", "-q", "--amend", "-m", "Other words"]);
    assert.equal((await stateNow()).state, "confirmed");
    writeFileSync(join(worktree, "src/redirect.js"), "other\n");
    run(worktree, ["commit", "-q", "-a", "--amend", "--no-edit"]);
    assert.equal((await stateNow()).staleBecause, "amended");
    run(worktree, ["reset", "-q", "--hard", tip]);
  });

  it("is only moved when every commit came unchanged onto a newer public commit", async () => {
    const { project, places } = people;
    commit(project.clone, { "news.txt": "news\n" }, "News");
    run(project.clone, ["push", "-q"]);
    run(places.worktree, ["fetch", "-q"]);
    run(places.worktree, ["rebase", "-q", "origin/main"]);
    assert.equal((await stateNow()).staleBecause, "rebased");
  });

  it("is amended, not moved, when words were changed on the way", async () => {
    const { worktree } = people.places;
    run(worktree, ["commit", "-q", "--amend", "-m", "Other words"]);
    assert.equal((await stateNow()).staleBecause, "amended");
  });
});
