import assert from "node:assert/strict";
import type { BundleRecord } from "../../../src/model/case";
import { planBundle, type BundleFacts } from "../../../src/stages/bundle";
import { fingerprint, instant, makeRecord, oid, sha256 } from "../../support/caseRecord";

const facts: BundleFacts = {
  record: makeRecord(),
  own: { fingerprint: fingerprint("A"), certificate: "own" },
  readers: [
    {
      fingerprint: fingerprint("B"),
      certificate: "theirs",
      name: "Robin Reporter",
      mail: "robin@example.net",
      role: "reporter",
      compared: false,
      source: "first seen in the report",
    },
  ],
  rootCommits: [oid("a")],
  branches: [
    {
      ref: "embargo/E-7K2QXD",
      name: "main",
      slug: "main",
      fix: { base: oid("b"), baseTree: oid("c"), tip: oid("d"), tree: oid("e"), commits: 2, files: 3, tests: 1 },
      patches: [{ slug: "Keep-headers", empty: false, content: new Uint8Array([1]) }],
      authors: ["maintainer@example.org"],
    },
  ],
  notes: { questions: ["Does this fix what you reported?", "Does it break anything?", "Whom do we credit?"] },
  advisory: new Uint8Array([2]),
  hasUncommittedChanges: false,
  keyNotices: [],
};

const sent = (changes: Partial<BundleRecord["branches"][number]> = {}): BundleRecord => ({
  version: 1,
  manifestSha256: sha256("1"),
  supersedes: null,
  createdAt: instant("2026-11-21T10:00:00Z"),
  branches: [
    {
      name: "main",
      baseCommit: oid("b"),
      baseTree: oid("c"),
      tipCommit: oid("d"),
      resultTree: oid("e"),
      commits: 2,
      ...changes,
    },
  ],
  recipients: [],
});

describe("the plan of a bundle", () => {
  it("says to whom, what it holds, what it asks and what it makes", () => {
    const { to, holds, asks, makes, steps } = planBundle(facts);
    assert.deepEqual(to, [
      `Robin Reporter <robin@example.net>   key ${Array(10).fill("BBBB").join(" ")} · first seen in the report, not compared`,
    ]);
    assert.equal(holds, "main: 2 commits on bbbbbbb · 3 files · 1 test   advisory draft");
    assert.equal(asks.length, 3);
    assert.equal(makes, "1 encrypted file and a mail draft. You send the mail; Embargo does not.");
    assert.deepEqual(
      steps.map(({ id }) => id),
      ["pack", `seal-${fingerprint("B")}`, "copy", "hand-out"],
    );
    assert.ok(steps.every(({ reversible }) => reversible));
  });

  it("makes version 1, and after any change of the commits the next, which continues the one before", () => {
    assert.equal(planBundle(facts).version, 1);
    assert.equal(planBundle(facts).newVersion?.manifest.supersedes, null);
    for (const change of [{ tipCommit: oid("f") }, { baseCommit: oid("f") }]) {
      const plan = planBundle({ ...facts, record: makeRecord({ bundles: [sent(change)] }) });
      assert.equal(plan.version, 2);
      assert.equal(plan.newVersion?.manifest.supersedes, sha256("1"));
    }
  });

  it("packs nothing anew for further readers of the same fix", () => {
    const plan = planBundle({ ...facts, record: makeRecord({ bundles: [sent()] }) });
    assert.equal(plan.version, 1);
    assert.equal(plan.newVersion, undefined);
    assert.ok(plan.steps.every(({ id }) => id !== "pack"));
    assert.match(plan.notes.join("\n"), /same bytes/);
  });

  it("warns of uncommitted changes, of a base that is not public, and of a reader who cannot confirm", () => {
    assert.deepEqual(planBundle(facts).notes, []);
    const [robin] = facts.readers;
    const { notes } = planBundle({
      ...facts,
      record: makeRecord({ base: { branch: "main", commit: oid("b"), isPublic: false } }),
      readers: [{ ...robin!, role: "other" }],
      hasUncommittedChanges: true,
    });
    assert.equal(notes.length, 3);
  });
});
