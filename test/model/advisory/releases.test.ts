import assert from "node:assert/strict";
import {
  affectedLines,
  affectedRanges,
  affectedVersions,
  inOrder,
  nextVersion,
} from "../../../src/model/advisory/derive/affected";
import { isCode } from "../../../src/model/advisory/derive/besideTheCode";
import { changedPart, fragmentsOf, isDistinctive } from "../../../src/model/advisory/derive/fragments";
import { releaseLine, releaseTags } from "../../../src/model/advisory/derive/releases";
import { symbolOf } from "../../../src/model/advisory/derive/symbols";
import { versionSchemeOf } from "../../../src/model/advisory/ecosystems";
import type { Oid } from "../../../src/model/ids";

const tagged = (...names: string[]) => names.map((name, atS) => ({ name, commit: "a".repeat(40) as Oid, atS }));
const versions = (purl: string | undefined, names: string[], files: string[] = []) => {
  const { releases, prereleases } = releaseTags(tagged(...names), purl, files);
  return [releases, prereleases].map((list) => list.map(({ version }) => version));
};

describe("which tags are releases", () => {
  const cases: readonly (readonly [
    what: string,
    purl: string | undefined,
    tags: string[],
    finals: string[],
    early: string[],
  ])[] = [
    [
      "plain and with a v, in the registry's order",
      "pkg:npm/x",
      ["v1.10.0", "1.9.0", "v1.10.0-rc.1"],
      ["1.9.0", "1.10.0"],
      ["1.10.0-rc.1"],
    ],
    ["two numbers where the registry wants three", "pkg:npm/x", ["v1.2", "v1"], ["1.2.0"], []],
    ["underscores, behind the project's name", undefined, ["curl-7_88_1", "curl-7_9"], ["7.9", "7.88.1"], []],
    [
      "words of releases",
      "pkg:pypi/x",
      ["release-1.2", "rel/1.3", "version-1.4", "release-x"],
      ["1.2", "1.3", "1.4"],
      [],
    ],
    [
      "pre-releases of Python, also without a hyphen",
      "pkg:pypi/x",
      ["1.0a", "1.0b2", "1.0rc1", "1.0.dev3", "1.0", "1.0.post1"],
      ["1.0", "1.0.post1"],
      ["1.0.dev3", "1.0a", "1.0b2", "1.0rc1"],
    ],
    [
      "four numbers and words of Ruby",
      "pkg:gem/x",
      ["v4.2.5.1", "v4.2.5", "v5.0.0.beta1"],
      ["4.2.5", "4.2.5.1"],
      ["5.0.0.beta1"],
    ],
    ["letters that belong to the version", undefined, ["1.0.2k", "1.0.2", "1.0.2-beta1"], ["1.0.2", "1.0.2k"], []],
    [
      "milestones of Maven",
      "pkg:maven/org.x/y",
      ["3.0.0-M1", "3.0.0.RELEASE", "3.0.0.RC1"],
      ["3.0.0.RELEASE"],
      ["3.0.0-M1", "3.0.0.RC1"],
    ],
    [
      "the package's own among several",
      "pkg:npm/%40acme/client",
      ["@acme/client@1.0.0", "@acme/server@2.0.0", "v0.1.0"],
      ["1.0.0"],
      [],
    ],
    [
      "those of a Go module in a folder",
      "pkg:golang/example.org/x/sub",
      ["v1.0.0", "sub/v1.2.0", "other/v3.0.0"],
      ["1.2.0"],
      [],
    ],
    [
      "those of a Go module's major version",
      "pkg:golang/example.org/x/v2",
      ["v0.9.0", "v1.4.0", "v2.0.0", "v2.1.0", "v3.0.0"],
      ["2.0.0", "2.1.0"],
      [],
    ],
    [
      "those of a Go module without one",
      "pkg:golang/example.org/x",
      ["v0.9.0", "v1.4.0", "v2.0.0"],
      ["0.9.0", "1.4.0"],
      [],
    ],
    [
      "those of a Go module in a folder, with one",
      "pkg:golang/example.org/x/sub/v2",
      ["v2.0.0", "sub/v1.2.0", "sub/v2.3.0"],
      ["2.3.0"],
      [],
    ],
    ["joined to the name with a hyphen and a v", "pkg:npm/client", ["client-v1.2.3", "server-v9.0.0"], ["1.2.3"], []],
    ["those without a name, where the package has none", "pkg:npm/x", ["v1.0.0", "docs-2.0.0"], ["1.0.0"], []],
    ["none when they are all of others", "pkg:npm/x", ["a@1.0.0", "b@2.0.0"], [], []],
  ];
  for (const [what, purl, names, finals, early] of cases) {
    it(`are ${what}`, () => assert.deepEqual(versions(purl, names), [finals, early]));
  }

  it("are named after the folder of the code too", () => {
    assert.deepEqual(versions("pkg:npm/odd", ["client-1.0.0", "server-2.0.0"], ["packages/client/a.js"])[0], ["1.0.0"]);
  });

  it("belong to lines", () => {
    assert.deepEqual(["4.2.1", "4.2", "7", "4.2.5.1"].map(releaseLine), ["4.2", "4", "7", "4.2"]);
  });
});

describe("ranges from what is known of each version", () => {
  const scheme = versionSchemeOf("pkg:pypi/x");
  const states = (text: string) =>
    inOrder(
      text.split(" ").map((word) => {
        const [, version = "", sign = ""] = /^([\d.]+)(.*)$/.exec(word)!;
        return { version, hasFlaw: !sign.includes("-"), hasFix: sign.includes("f"), planned: sign.includes("p") };
      }),
      scheme,
    );
  const text = (ranges: ReturnType<typeof affectedRanges>) =>
    ranges
      .map(
        ({ from, fixed, through, planned }) =>
          `${from}..${fixed ?? (through ? `=${through}` : "")}${planned ? "p" : ""}`,
      )
      .join(" ");

  const cases: readonly (readonly [what: string, known: string, ranges: string])[] = [
    ["begin with 0 where nothing earlier is known", "1.0 1.1 1.2f", "0..1.2"],
    ["begin where the flaw came", "1.0- 1.1 1.2f", "1.1..1.2"],
    ["are one for each line that was fixed", "1.0 1.1f 2.0 2.1f 2.2f", "0..1.1 2.0..2.1"],
    ["need no end of their own where the next line began fixed", "1.0 1.1f 2.0f", "0..1.1"],
    ["stay open without a fix", "1.0 1.1", "0.."],
    ["end with a planned version", "1.0 1.1 1.2fp", "0..1.2p"],
    ["give a planned version up for a release of its number", "1.0 1.1f 1.1fp", "0..1.1"],
    ["name the last where a later version never had the flaw", "1.0- 1.1 2.0-", "1.1..=1.1"],
    ["are none when nothing is affected", "1.0- 1.1-", ""],
  ];
  for (const [what, known, ranges] of cases) it(what, () => assert.equal(text(affectedRanges(states(known))), ranges));

  it("hold exactly the affected versions", () => {
    assert.deepEqual(affectedVersions(states("1.0- 1.1 1.2f 2.0 2.1fp")), ["1.1", "2.0"]);
    assert.deepEqual(affectedLines(states("1.0.1 1.1.0 1.1.1f 2.0.0f")), [
      { line: "1.0", first: "1.0.1", last: "1.0.1" },
      { line: "1.1", first: "1.1.0", last: "1.1.0", fixed: "1.1.1" },
    ]);
  });

  it("the next version counts up the last number, past what is in use", () => {
    const next = (newest: string, ...used: string[]) => nextVersion(newest, used, scheme);
    assert.deepEqual(
      [next("2.6.0"), next("2.6.0", "2.6.1"), next("1.4"), next("4.2.5.1"), next("2021a")],
      ["2.6.1", "2.6.2", "1.4.1", "4.2.5.2", undefined],
    );
  });
});

describe("what to look for in a history", () => {
  it("are lines that are no comment and no bracket, the longest first, and the part that changed", () => {
    const hunk = {
      oldLines: ["}", "# a comment that is long", "return send(target, request.cookies)"],
      newLines: ["}", "return send(target)"],
    };
    assert.deepEqual(fragmentsOf(hunk), ["return send(target, request.cookies)"]);
    assert.equal(changedPart("a(b, c.d, e)", "a(b, e)"), "c.d,");
    for (const line of ["import os.path.join", "}", "else:", "// a comment with words", "return None"])
      assert.equal(isDistinctive(line), false, line);
  });

  it("knows functions of languages by the line that begins them", () => {
    const lines: readonly (readonly [line: string, name: string | undefined])[] = [
      ["def resolve_redirects(self, resp):", "resolve_redirects"],
      ["func (c *Client) Do(req *Request) error {", "Do"],
      ["pub fn parse(input: &str) -> Result<()> {", "parse"],
      ["static int curl_follow(struct data *d)", "curl_follow"],
      ["export const follow = async (request) => {", "follow"],
      ["  public void run(String s) {", "run"],
      ["class SessionRedirectMixin(object):", "SessionRedirectMixin"],
      ["if (x) {", undefined],
      ["x = 1", undefined],
    ];
    for (const [line, name] of lines) assert.equal(symbolOf(line), name, line);
  });

  it("leaves tests, documentation and change logs out, not code that is called like one", () => {
    for (const path of ["test/a.py", "src/x.test.ts", "docs/a.c", "HISTORY.rst", "CHANGES", "README.md"])
      assert.ok(!isCode(path), path);
    for (const path of ["src/history.py", "lib/news.js", "src/contest.py", "CMakeLists.txt"])
      assert.ok(isCode(path), path);
  });
});
