import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { confirmationOf } from "../../../src/model/confirmation";
import { acceptAnswer, planAnswer, reviewBundle, runAnswer } from "../../../src/stages/confirm";
import { readCurrentBranch } from "../../../src/tools/git/currentBranch";
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
    const accepted = await acceptAnswer(maintainer.home, record.id, readFileSync(answer.path), { ownKey: maintainer.key });
    assert.equal(accepted.message, "Works for me.");
    assert.equal(accepted.answer.role, "reporter");
    const now = await readRecord(people);
    const state = confirmationOf(now, [await readCurrentBranch(now, places)]);
    assert.deepEqual(state, { state: "confirmed", by: "Robin Reporter", version: 1 });
    assert.ok(join(answer.path).endsWith(`${record.id}-v1-${reporter.own.fingerprint.slice(0, 8)}.answer.gpg`));
  });
});
