import assert from "node:assert/strict";
import { parseAdvisory } from "../../../src/model/advisory/advisory";
import { draftAdvisory } from "../../../src/stages/advise/draft";
import type { AdviseFacts } from "../../../src/stages/advise/facts";
import { lintAdvisory } from "../../../src/stages/advise/lint";
import { refreshAdvisory } from "../../../src/stages/advise/refresh";
import { oid } from "../../support/caseRecord";
import { makeRecord } from "../../support/caseRecord";

const record = makeRecord();
const FACTS: AdviseFacts = {
  id: record.id,
  title: record.title,
  reportedAt: record.createdAt,
  reporter: { name: "Robin Reporter", mail: "robin@example.net" },
  repo: "https://example.org/acme/client",
  packages: [{ purl: "pkg:npm/%40acme/client", files: ["src/redirect.js"] }],
  unread: [],
  releases: ["1.10.0", "1.9.0"],
  fixCommits: [oid("1"), oid("2")],
  files: ["src/redirect.js"],
};

describe("the draft of an advisory", () => {
  it("reads back as what is known, and guesses no version", async () => {
    const advisory = await parseAdvisory(draftAdvisory(FACTS));
    assert.deepEqual(advisory.findings, []);
    const { id, title, status, disclosure, packages, credits } = advisory;
    assert.deepEqual([id, title, status], [FACTS.id, FACTS.title, "embargoed"]);
    assert.deepEqual([disclosure.reported, disclosure.public], [FACTS.reportedAt, undefined]);
    const [entry] = packages;
    assert.deepEqual([entry?.purl, entry?.repo], ["pkg:npm/%40acme/client", FACTS.repo]);
    assert.deepEqual(
      entry?.affected.map(({ from, fixed, through }) => [from, fixed, through]),
      [["0", undefined, undefined]],
    );
    assert.deepEqual([entry?.commits.fixed, entry?.files], [FACTS.fixCommits, ["src/redirect.js"]]);
    assert.deepEqual([credits[0]?.name, credits[0]?.consent], ["Robin Reporter", "pending"]);
  });

  it("names released versions only in a comment", () => {
    const lines = draftAdvisory(FACTS)
      .split("\n")
      .filter((line) => line.includes("1.10.0"));
    assert.deepEqual(
      lines.map((line) => line.indexOf("1.10.0") > line.indexOf("#")),
      [true],
    );
  });

  it("has no error while it is a draft, and cannot be published as it is", async () => {
    for (const facts of [FACTS, { ...FACTS, packages: [], releases: [], fixCommits: [], files: [] }]) {
      const text = draftAdvisory(facts);
      const draft = await lintAdvisory(text, { phase: "draft" });
      assert.deepEqual(
        draft.filter(({ severity }) => severity === "error"),
        [],
      );
      const publish = await lintAdvisory(text, { phase: "publish" });
      assert.ok(publish.some(({ rule, severity }) => rule === "sec/unwritten" && severity === "error"));
    }
  });

  const titles = [
    'A "quoted": title # with marks',
    "--- !!js/function &a *b",
    "[x]: {y}",
    "first line\r\nid: OTHER\n---\n## Internal notes",
    "bidi \u202e and zero\u200bwidth and \u0000 and \ud800",
    "'single' \\ back\\slash",
    "true",
    "2026-11-21",
    " padded ",
  ];
  for (const title of titles) {
    it(`holds the title of a stranger's mail as text: ${JSON.stringify(title)}`, async () => {
      const text = draftAdvisory({ ...FACTS, title, reporter: { name: title } });
      const advisory = await parseAdvisory(text);
      const plain = title.replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, " ").trim();
      assert.deepEqual(advisory.findings, []);
      assert.deepEqual([advisory.title, advisory.credits[0]?.name, advisory.id], [plain, plain, FACTS.id]);
    });
  }
});

describe("a draft that follows the fix", () => {
  const draft = draftAdvisory(FACTS);
  const later: AdviseFacts = {
    ...FACTS,
    fixCommits: [oid("3")],
    packages: [{ purl: "pkg:npm/%40acme/client", files: ["src/a.js", "src/: b.js"] }],
  };

  it("stays as it is while nothing changed, to the byte, CRLF too", () => {
    for (const text of [draft, draft.replace(/\n/g, "\r\n")]) assert.equal(refreshAdvisory(text, FACTS), text);
  });

  it("takes up later commits and files, also from an empty list", async () => {
    const empty = draftAdvisory({
      ...FACTS,
      fixCommits: [],
      packages: [{ purl: "pkg:npm/%40acme/client", files: [] }],
    });
    for (const text of [draft, empty, draft.replace(/\n/g, "\r\n")]) {
      const { packages, findings } = await parseAdvisory(refreshAdvisory(text, later));
      assert.deepEqual(findings, []);
      assert.deepEqual([packages[0]?.commits.fixed, packages[0]?.files], [[oid("3")], ["src/a.js", "src/: b.js"]]);
    }
  });

  it("leaves a list alone whose comment was deleted", () => {
    const own = draft.replace(/(fixed|files): # kept current.*/g, "$1: # mine");
    assert.equal(refreshAdvisory(own, later), own);
  });

  it("never looks below the front matter", () => {
    const [, list] = /^( *fixed: # kept current.*)$/m.exec(draft) ?? [];
    const text = `${draft}\n${list}\n        - mine\n`;
    assert.ok(refreshAdvisory(text, later).endsWith(`\n${list}\n        - mine\n`));
  });
});
