import assert from "node:assert/strict";
import type { AnswerRecord, BundleRecord, CaseRecord } from "../../../src/model/case";
import { caseView, type CaseFacts } from "../../../src/stages/overview/caseView";
import { fingerprint, instant, makeRecord, oid, sha256 } from "../../support/caseRecord";

const bundle: BundleRecord = {
  version: 1,
  manifestSha256: sha256("1"),
  supersedes: null,
  createdAt: instant("2026-11-21T14:05:00Z"),
  branches: [
    { name: "main", baseCommit: oid("b"), baseTree: oid("c"), tipCommit: oid("d"), resultTree: oid("e"), commits: 1 },
  ],
  recipients: [
    {
      fingerprint: fingerprint("7"),
      role: "reporter",
      name: "Robin",
      sha256: sha256("2"),
      sentAt: instant("2026-11-21T14:05:00Z"),
    },
  ],
};
const confirmed: AnswerRecord = {
  by: fingerprint("7"),
  name: "Robin",
  role: "reporter",
  decision: "confirmed",
  version: 1,
  manifestSha256: sha256("1"),
  signedAt: instant("2026-11-22T10:00:00Z"),
  receivedAt: instant("2026-11-22T11:00:00Z"),
  sha256: sha256("3"),
};

function facts(record: CaseRecord, changes: Partial<CaseFacts> = {}): CaseFacts {
  return {
    record,
    branch: { name: "main", tree: oid("e"), commits: [oid("d")] },
    commits: 1,
    worktreeIsThere: true,
    hasChanges: false,
    acknowledgementIsDrafted: true,
    advisoryProblems: 2,
    comparedKeys: new Set(),
    ...changes,
  };
}

describe("the view of a case", () => {
  const sent = makeRecord({ bundles: [bundle] });
  const answered = makeRecord({ bundles: [bundle], answers: [confirmed] });
  const rows: [string, CaseFacts, string, string][] = [
    [
      "interrupted while opening",
      facts(makeRecord({ opened: ["record"] })),
      "opening",
      "finish opening: it was interrupted",
    ],
    ["without its worktree", facts(makeRecord(), { worktreeIsThere: false }), "fix", "put the private worktree back"],
    ["without a commit", facts(makeRecord(), { commits: 0 }), "fix", "write the fix in the private worktree"],
    ["with a fix", facts(makeRecord()), "fix", "send the fix to the reporter"],
    ["with a bundle out", facts(sent), "review", "wait for the answer to version 1"],
    ["confirmed", facts(answered), "confirmed", "finish the advisory"],
    [
      "confirmed, with a clean advisory",
      facts(answered, { advisoryProblems: 0 }),
      "confirmed",
      "release it by hand: this version does not do that yet",
    ],
    [
      "changed after the confirmation",
      facts(answered, { branch: { name: "main", tree: oid("f"), commits: [oid("d"), oid("9")] } }),
      "fix",
      "send version 2",
    ],
    [
      "with changes requested",
      facts(makeRecord({ bundles: [bundle], answers: [{ ...confirmed, decision: "changes-requested" }] })),
      "fix",
      "change the fix as the answer asks",
    ],
  ];
  for (const [name, given, stage, next] of rows) {
    it(`says where a case stands and the one next step: ${name}`, () => {
      const view = caseView(given);
      assert.equal(view.stage, stage);
      assert.equal(view.next.sentence, next);
    });
  }

  it("words the confirmation and what made it stale", () => {
    const label = (given: CaseFacts) => caseView(given).gates.find(({ name }) => name === "confirmation")?.label;
    assert.equal(label(facts(answered)), "confirmed by Robin for version 1 (key not compared)");
    const comparedKeys = new Set([fingerprint("7")]);
    assert.equal(label(facts(answered, { comparedKeys })), "confirmed by Robin for version 1 (key compared)");
    assert.equal(
      label(facts(answered, { branch: { name: "main", tree: oid("f"), commits: [oid("d"), oid("9")] } })),
      "confirmed by Robin for version 1 (key not compared); the fix has changed since (a new commit)",
    );
  });

  it("shows no gate for what is not there", () => {
    const { advisoryProblems: _, ...without } = facts(makeRecord(), { acknowledgementIsDrafted: false });
    assert.deepEqual(
      caseView(without).gates.map(({ name }) => name),
      ["worktree", "bundle", "confirmation"],
    );
  });

  it("says when the fix was pushed past the guard, and how often", () => {
    const pushed = (...overrides: NonNullable<CaseFacts["overrides"]>) =>
      caseView(facts(makeRecord(), { overrides })).gates.find(({ name }) => name === "pushed")?.label;
    const [once, asked] = [
      { at: "2026-11-25T14:05:09Z", past: "refusal" },
      { at: "2026-11-26T10:00:00Z", past: "question" },
    ] as const;
    assert.equal(pushed(), undefined);
    assert.equal(pushed(once, asked), "the fix was pushed past the guard on 2026-11-25 14:05 UTC");
    assert.equal(pushed(asked, asked), "a part of it may have been pushed 2 times, last on 2026-11-26 10:00 UTC");
  });
});
