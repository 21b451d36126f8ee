import assert from "node:assert/strict";
import type { CaseId, Oid } from "../../../src/model/ids";
import type { TextMatch } from "../../../src/stages/guard/caseMatcher";
import { answerKey, verdict, type CaseFinding, type PushFacts } from "../../../src/stages/guard/verdict";

const CASE = "E-7K2QXD" as CaseId;
const COMMIT = "3f2a91c".padEnd(40, "0") as Oid;

const A = { path: "src/a.js", line: 3 };

const facts = (more: Partial<PushFacts>): PushFacts => {
  return { findings: [], unreadable: [], caseIsOpen: true, warn: "ask", answered: new Set(), ...more };
};
const said = (message: { tag?: string; word?: string }, more: Partial<PushFacts> = {}) =>
  verdict(facts({ findings: [{ commit: COMMIT, subject: "Small refactoring", cases: [], ...message }], ...more }));
const found = (finding: Partial<CaseFinding>, more: Partial<PushFacts> = {}) => {
  const cases = [{ case: CASE, files: [], ...finding }];
  return verdict(facts({ findings: [{ commit: COMMIT, subject: "Small refactoring", cases }], ...more }));
};
const text = (match: Partial<TextMatch>): TextMatch => {
  const lines = { lines: 1, linesOfFix: 8, characters: 0, share: 0, pairCharacters: 0, pairShare: 0 };
  const changes = { hunk: false, placedShare: 0, thinPlaced: false, removedShare: 0, hunkPlaces: [A] };
  return { ...lines, ...changes, linePlaces: [A], ...match };
};

describe("the verdict on a push", () => {
  it("allows a push in which nothing was found", () => {
    assert.deepEqual(verdict(facts({})), { verdict: "allow", reasons: [] });
  });

  const STRONG: [string, Partial<CaseFinding>, string, string][] = [
    ["an object of the case", { isObject: true }, "object", "it is in the case itself"],
    ["the trailer", { hasTrailer: true }, "trailer", "its message says it belongs to E-7K2QXD"],
    ["the same change", { sameAsCommit: 1 }, "patch-id", "same change as commit 1 of the fix"],
    ["a change amended away", { sameAsCommit: 0 }, "patch-id", "same change as an earlier commit of the fix"],
    ["the squashed fix", { sameAsSeries: true }, "series-patch-id", "same change as the whole fix"],
    ["a file of the fix", { files: ["test/a.js"] }, "blob", "a file of the fix, byte for byte"],
    ["100 characters", { text: text({ characters: 100 }) }, "lines", "1 of 8 new lines of the fix"],
    ["25 that are a tenth", { text: text({ characters: 25, share: 0.1 }) }, "lines", "1 of 8 new lines of the fix"],
    ["neighbours", { text: text({ pairCharacters: 25, pairShare: 0.1 }) }, "lines", "1 of 8 new lines of the fix"],
    ["a long change", { text: text({ lines: 0, hunk: true }) }, "hunk", "a change of the fix, line for line"],
    [
      "half of the changes",
      { text: text({ lines: 0, placedShare: 0.5 }) },
      "hunk",
      "at least half of the changes of the fix",
    ],
    ["any change of a thin one", { text: text({ thinPlaced: true }) }, "hunk", "a change of the fix in the same file"],
    [
      "half of what a thin one takes away",
      { text: text({ removedShare: 0.5 }) },
      "removed-lines",
      "takes away from the same file what the fix takes away",
    ],
  ];
  for (const [name, finding, test, detail] of STRONG) {
    it(`refuses ${name}`, () => {
      const { verdict: answer, reasons } = found(finding);
      assert.equal(answer, "refuse");
      assert.deepEqual(
        reasons.map((reason) => [reason.test, reason.case, reason.commit, reason.detail]),
        [[test, CASE, COMMIT, detail]],
      );
    });
  }

  const WEAK: [string, Partial<CaseFinding>][] = [
    ["one short line", { text: text({ characters: 24, share: 0.5 }) }],
    ["a line that is less than a tenth", { text: text({ characters: 99, share: 0.09 }) }],
    ["neighbours that are less than a tenth", { text: text({ pairCharacters: 60, pairShare: 0.09 }) }],
    ["less than half of the changes", { text: text({ lines: 0, linePlaces: [], placedShare: 0.4 }) }],
    ["work on a file of a thin change", { text: text({ linePlaces: [], hunkPlaces: [], touched: A }) }],
  ];
  for (const [name, finding] of WEAK) {
    it(`asks about ${name}, until it was answered for this case`, () => {
      assert.equal(found(finding).verdict, "ask");
      const yes = new Set([answerKey({ commit: COMMIT, case: CASE })]);
      assert.equal(found(finding, { answered: yes }).verdict, "allow");
      assert.equal(found(finding, { answered: new Set([answerKey({ commit: COMMIT })]) }).verdict, "ask");
    });
  }

  it("says nothing of less than half of what a change takes away, where its place is not asked about", () => {
    const match = text({ lines: 0, linePlaces: [], hunkPlaces: [], removedShare: 0.4 });
    assert.equal(found({ text: match }).verdict, "allow");
  });

  it("names every place of the lines that were found", () => {
    const linePlaces = [3, 4, 5, 9]
      .map((line) => ({ path: "src/a.js", line }))
      .concat({ path: "src/\u00c3\u00bc.js", line: 1 });
    const [reason] = found({ text: text({ characters: 100, lines: 5, linePlaces }) }).reasons;
    assert.equal(reason?.subject, "src/a.js:3");
    assert.equal(reason.detail, "5 of 8 new lines of the fix, at src/a.js:3-5, src/a.js:9, src/\u00fc.js:1");
  });

  it("no answer, and no setting, lets a strong match pass", () => {
    const answered = new Set([answerKey({ commit: COMMIT, case: CASE }), answerKey({ commit: COMMIT })]);
    assert.equal(found({ hasTrailer: true }, { answered, warn: "off" }).verdict, "refuse");
  });

  for (const [warn, answer] of [
    ["ask", "ask"],
    ["refuse", "refuse"],
    ["off", "allow"],
  ] as const) {
    it(`with embargo.warn ${warn} the answer to tags and words is ${answer}`, () => {
      assert.equal(said({ tag: "CVE-ID: CVE-2026-1" }, { warn }).verdict, answer);
      assert.equal(said({ word: "CVE-2026-11111" }, { warn }).verdict, answer);
    });
  }

  it("names no case for tags and words, and remembers the answer", () => {
    const { reasons } = said({ tag: "CVE-ID: CVE-2026-1" });
    assert.deepEqual(reasons, [
      { test: "tag", commit: COMMIT, subject: "Small refactoring", detail: "is tagged CVE-ID: CVE-2026-1" },
    ]);
    const answered = new Set(reasons.map(answerKey));
    assert.equal(said({ tag: "CVE-ID: CVE-2026-1" }, { answered }).verdict, "allow");
  });

  it("refuses what cannot be read only while a case is open", () => {
    const unreadable = [{ detail: "what it holds could not be read" }];
    assert.equal(verdict(facts({ unreadable })).verdict, "refuse");
    assert.equal(verdict(facts({ unreadable, caseIsOpen: false })).verdict, "allow");
  });

  it("gives only the reasons of the strongest answer", () => {
    const findings = [
      { commit: COMMIT, subject: "One", cases: [], tag: "[SECURITY-1]" },
      { commit: COMMIT, subject: "Two", cases: [{ case: CASE, files: [], hasTrailer: true }] },
    ];
    assert.deepEqual(
      verdict(facts({ findings })).reasons.map(({ test }) => test),
      ["trailer"],
    );
  });
});
