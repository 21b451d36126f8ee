import assert from "node:assert/strict";
import type { AnswerRecord, BundleRecord, Decision, Role } from "../../src/model/case";
import { answerHistory, confirmationOf, type CurrentBranch } from "../../src/model/confirmation";
import { fingerprint, instant, makeRecord, oid, sha256 } from "../support/caseRecord";

const bundle = (version: number): BundleRecord => ({
  version,
  manifestSha256: sha256(String(version)),
  supersedes: null,
  createdAt: instant("2026-11-21T10:00:00Z"),
  branches: [
    { name: "main", baseCommit: oid("a"), baseTree: oid("b"), tipCommit: oid("c"), resultTree: oid("d"), commits: 1 },
  ],
  recipients: [],
});

function answer(by: string, decision: Decision, minute: number, role: Role = "reporter", version = 1): AnswerRecord {
  const at = instant(`2026-11-21T11:${String(minute).padStart(2, "0")}:00Z`);
  const bound = { version, manifestSha256: sha256(String(version)) };
  return {
    by: fingerprint(by),
    name: `Person ${by}`,
    role,
    decision,
    ...bound,
    signedAt: at,
    receivedAt: at,
    sha256: sha256("e"),
  };
}

const asSent: CurrentBranch = { name: "main", tree: oid("d"), commits: [oid("c")] };
const state = (answers: readonly AnswerRecord[], now: CurrentBranch = asSent, bundles = [bundle(1)]) =>
  confirmationOf(makeRecord({ bundles, answers }), [now]);

describe("confirmation", () => {
  it("is none without a bundle and without an answer", () => {
    assert.deepEqual(state([], asSent, []), { state: "none" });
    assert.deepEqual(state([]), { state: "none" });
  });

  it("is what the one answer says, by whom and for which version", () => {
    const byOne = { by: "Person 1", fingerprint: fingerprint("1"), version: 1 };
    assert.deepEqual(state([answer("1", "confirmed", 1)]), { state: "confirmed", ...byOne });
    assert.equal(state([answer("1", "rejected", 1)]).state, "rejected");
  });

  it("counts of each person the latest by the signature's time, then by arrival", () => {
    assert.equal(state([answer("1", "rejected", 1), answer("1", "confirmed", 2)]).state, "confirmed");
    assert.equal(state([answer("1", "confirmed", 2), answer("1", "rejected", 1)]).state, "confirmed");
    assert.equal(state([answer("1", "rejected", 1), answer("1", "confirmed", 1)]).state, "confirmed");
  });

  it("lets rejected beat changes-requested, and that confirmed, whoever was later", () => {
    const [yes, later, no] = [
      answer("1", "confirmed", 3),
      answer("2", "changes-requested", 2),
      answer("3", "rejected", 1),
    ];
    assert.equal(state([yes, later, no]).state, "rejected");
    assert.equal(state([later, yes]).state, "changes-requested");
  });

  it("is not given by somebody for whom the version was not made, who can still object", () => {
    assert.deepEqual(state([answer("1", "confirmed", 1, "other")]), { state: "none" });
    assert.equal(state([answer("1", "confirmed", 1, "maintainer")]).state, "confirmed");
    assert.equal(state([answer("1", "confirmed", 1), answer("2", "rejected", 1, "other")]).state, "rejected");
  });

  it("of an older version does not count for the newest", () => {
    assert.deepEqual(state([answer("1", "confirmed", 1)], asSent, [bundle(1), bundle(2)]), { state: "none" });
  });

  it("is stale when the tree has changed, and says how", () => {
    const because = (now: Partial<CurrentBranch>) =>
      state([answer("1", "confirmed", 1)], { ...asSent, tree: oid("e"), ...now }).staleBecause;
    assert.equal(because({ commits: [oid("c"), oid("f")] }), "new-commit");
    assert.equal(because({ commits: [oid("f")] }), "amended");
    assert.equal(because({ commits: [oid("f")], movedUnchanged: true }), "rebased");
  });

  it("stands when only a message was amended, because the tree is the same", () => {
    assert.equal(state([answer("1", "confirmed", 1)], { ...asSent, commits: [oid("f")] }).state, "confirmed");
  });

  it("is stale when the branch is gone; a request for changes stays one", () => {
    const record = makeRecord({ bundles: [bundle(1)], answers: [answer("1", "confirmed", 1)] });
    assert.equal(confirmationOf(record, []).staleBecause, "amended");
    assert.equal(
      state([answer("1", "changes-requested", 1)], { ...asSent, tree: oid("e") }).state,
      "changes-requested",
    );
  });

  it("keeps every answer in the history, each with what it is worth today", () => {
    const answers = [
      answer("1", "confirmed", 1),
      answer("1", "rejected", 2, "reporter", 2),
      answer("1", "confirmed", 3, "reporter", 2),
      answer("2", "confirmed", 4, "other", 2),
      answer("2", "changes-requested", 3, "other", 2),
    ];
    const standings = answerHistory(makeRecord({ bundles: [bundle(1), bundle(2)], answers })).map(
      (one) => one.standing,
    );
    assert.deepEqual(standings, ["older-version", "replaced", "counts", "cannot-confirm", "replaced"]);
  });
});
