import assert from "node:assert/strict";
import type { CaseId, Oid } from "../../../src/model/ids";
import type { Reason, Verdict } from "../../../src/model/push";
import { checkText, explainVerdict, questionText, wordsText } from "../../../src/stages/guard/explain";

const reason = (more: Partial<Reason>): Reason => {
  return {
    test: "lines",
    commit: "3f2a91c".padEnd(40, "0") as Oid,
    subject: "Small refactoring",
    detail: "why",
    ...more,
  };
};
const CASE = "E-7K2QXD" as CaseId;
const PUSH = { remote: "origin", url: "https://example.org/project.git", wayOut: "sh '/x/.git/embargo/remove.sh'" };

describe("the words of a verdict", () => {
  it("say what happened, why and what to do, the verdict first", () => {
    const reasons = [
      reason({ test: "patch-id", case: CASE, detail: "same change as commit 1 of the fix" }),
      reason({ case: CASE, subject: "src/redirect.js:41", detail: "6 of 8 new lines of the fix" }),
    ];
    assert.equal(
      explainVerdict({ verdict: "refuse", reasons }, PUSH),
      [
        "embargo: refused. This push would publish the fix of E-7K2QXD; nothing was sent.",
        "  3f2a91c Small refactoring: same change as commit 1 of the fix",
        "  3f2a91c src/redirect.js:41: 6 of 8 new lines of the fix",
        "origin (https://example.org/project.git) counts as public.",
        'What to do: "embargo move" takes it to the case (in the editor: Move to the Case…), or ask the person who holds the case.',
      ].join("\n"),
    );
  });

  it("are at most 12 lines, however much was found", () => {
    for (const test of ["lines", "unreadable"] as const) {
      const verdict: Verdict = {
        verdict: "refuse",
        reasons: Array.from({ length: 500 }, () => reason({ test, case: CASE })),
      };
      const lines = explainVerdict(verdict, PUSH).split("\n");
      assert.ok(lines.length <= 12);
      assert.ok(lines.includes("  and 493 more"));
    }
  });

  it("show no password of a URL and no control character of a stranger", () => {
    const push = { remote: "origin", url: "https://me:secret@example.org/p.git" };
    const words = explainVerdict(
      { verdict: "ask", reasons: [reason({ subject: "\u001b[2Jgone\nembargo: allowed" })] },
      push,
    );
    assert.doesNotMatch(words, /secret|\u001b/);
    assert.match(words, /\(https:\/\/example\.org\/p\.git\)/);
    assert.equal(words.split("\n").length, 4);
  });

  it("say the same to somebody who asked before pushing", () => {
    const check = { ...PUSH, isPrivate: false };
    const refused: Verdict = { verdict: "refuse", reasons: [reason({ case: CASE })] };
    assert.match(
      checkText({ ...check, ...refused }),
      /^This push would be refused: it would publish the fix of E-7K2QXD\.\n/,
    );
    const tagged: Verdict = { verdict: "ask", reasons: [reason({ test: "tag" })] };
    assert.match(
      checkText({ ...check, ...tagged }),
      /^You would be asked before this push: it looks like a security fix/,
    );
    const allowed: Verdict = { verdict: "allow", reasons: [] };
    assert.match(checkText({ ...check, ...allowed }), /^This push would go through: nothing in it belongs to a case/);
    assert.match(checkText({ ...check, ...allowed, isPrivate: true }), /unchecked: origin .* was declared private/);
  });

  it("never name what would let a push through", () => {
    for (const verdict of ["refuse", "ask"] as const) {
      for (const of of [{ case: CASE }, {}]) {
        const words = explainVerdict({ verdict, reasons: [reason({ test: "tag", ...of })] }, PUSH);
        assert.doesNotMatch(words, /allow-once|no-verify|remove\.sh|config|warn/);
      }
    }
  });

  it("name the way out only when nothing could be compared", () => {
    assert.match(explainVerdict({ verdict: "refuse", reasons: [reason({ test: "unreadable" })] }, PUSH), /remove\.sh/);
    assert.doesNotMatch(explainVerdict({ verdict: "refuse", reasons: [reason({ case: CASE })] }, PUSH), /remove\.sh/);
  });

  it("ask about one commit in two lines, about more in a list", () => {
    const tag = reason({ test: "tag", subject: "Fix", detail: "is tagged CVE-ID: CVE-2026-12345" });
    assert.equal(
      questionText({ verdict: "ask", reasons: [tag] }, PUSH),
      "embargo: 3f2a91c Fix is tagged CVE-ID: CVE-2026-12345 and origin is public.\nPush it? (a: yes, and do not ask again for these commits)",
    );
    assert.equal(questionText({ verdict: "ask", reasons: [tag, tag] }, PUSH).split("\n").length, 5);
    assert.equal(wordsText({ verdict: "ask", reasons: [tag, tag] }).split("\n").length, 1);
  });
});
