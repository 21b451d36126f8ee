import assert from "node:assert/strict";
import { splitSections, visibleText } from "../../../src/model/advisory/sections";

const split = (...lines: string[]) => splitSections(lines, 10);
const rules = (...lines: string[]) => split(...lines).findings.map(({ rule, line }) => `${rule} ${line}`);

describe("the sections of an advisory", () => {
  it("are told apart by their headings, closing hashes and indentation forgiven", () => {
    const { sections, findings } = split("## Summary", "a", "   ## Impact ##", "b", "##\tInternal notes", "c");
    assert.deepEqual(findings, []);
    assert.deepEqual(
      sections.map((section) => [section.name, section.exported, visibleText(section)]),
      [
        ["Summary", true, "a"],
        ["Impact", true, "b"],
        ["Internal notes", false, "c"],
      ],
    );
  });

  it("hold lower headings and headings in code as text", () => {
    const { sections, findings } = split("## Summary", "### More", "```sh", "## a shell comment", "```");
    assert.deepEqual(findings, []);
    assert.equal(visibleText(sections[0]!), "### More\n```sh\n## a shell comment\n```");
  });

  it("lose their comments, but not what looks like one in code", () => {
    const { sections } = split("## Summary", "a <!-- x --> b", "<!-- one", "two -->", "```", "<!-- kept -->", "```");
    assert.equal(visibleText(sections[0]!), "a  b\n```\n<!-- kept -->\n```");
  });

  const swallowed: readonly (readonly [name: string, lines: string[], rule: string])[] = [
    ["an open fence", ["## Summary", "```", "## Internal notes", "secret"], "sec/hidden-heading 12"],
    ["a fence closed too late", ["## Summary", "~~~", "## Internal notes", "~~~"], "sec/hidden-heading 12"],
    ["another fence inside", ["## Summary", "````", "```", "## internal NOTES", "````"], "sec/hidden-heading 13"],
    ["an open comment", ["## Summary", "<!--", "## Internal notes"], "sec/hidden-heading 12"],
    ["a comment that opens in a line", ["## Summary", "a <!-- b", "## Proof of concept -->"], "sec/hidden-heading 12"],
  ];
  for (const [name, lines, rule] of swallowed) {
    it(`refuse a private heading that is swallowed by ${name}`, () => {
      assert.ok(rules(...lines).includes(rule), rules(...lines).join());
    });
  }

  it("name the line in which a block was opened", () => {
    assert.deepEqual(rules("## Summary", "text", "```"), ["sec/open-block 12"]);
  });

  it("refuse headings they do not know and say which was meant", () => {
    const { findings } = split("## Internal note", "secret");
    assert.match(findings[0]!.message, /Did you mean "Internal notes"\?/);
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ["sec/unknown", "sec/outside"],
    );
  });
});
