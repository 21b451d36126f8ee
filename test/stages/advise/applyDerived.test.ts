import assert from "node:assert/strict";
import { parseAdvisory } from "../../../src/model/advisory/advisory";
import type { DerivedRange } from "../../../src/model/advisory/derive/affected";
import type { Oid } from "../../../src/model/ids";
import { planApply, type Applicable } from "../../../src/stages/advise/derive/apply";
import type { Derivation } from "../../../src/stages/advise/derive/derive";
import { COMPLETE, withLine } from "../../support/advisory";

const RANGES: DerivedRange[] = [
  { from: "0", fixed: "2.4.4", planned: false },
  { from: "2.5.0", fixed: "2.6.0", planned: true },
];

function derivation(ranges: readonly DerivedRange[], versions: readonly string[] = []): Derivation {
  const none = { releases: [], prereleases: [], ambiguous: [], others: [] };
  const one = { files: ["a.py"], tags: none, fixed: [], ranges, lines: [], versions, prereleases: [], ahead: [] };
  const fix = {
    commits: [],
    diffs: [],
    missing: [],
    backports: [],
    reverts: [],
    partly: false,
    variants: [],
    tags: new Set<string>(),
    branches: new Set<string>(),
  };
  const credits = [{ name: 'Kim: the "one"', role: "reporter", from: "Reported-by" } as const];
  return { fix, packages: [one], unfixed: [], candidates: [], partly: false, symbols: ["follow"], credits, notes: [] };
}

const MANY = Array.from({ length: 60 }, (_, index) => `2.${index}.0`);
const packages = (...lines: string[]) =>
  COMPLETE.replace(/packages:[\s\S]*?(?=credits:)/, `packages:\n${lines.map((line) => `  ${line}\n`).join("")}`);

/** Shapes in which authors write a package, with comments that must stay. */
const SHAPES: readonly (readonly [name: string, text: string])[] = [
  [
    "block style with empty values",
    packages(
      "- purl: pkg:pypi/x # mine",
      "  affected:",
      '    - from: "0" # unknown',
      "      fixed: # ask",
      "  commits:",
      "    fixed:",
      "  files:",
      "  # the end",
    ),
  ],
  ["no ranges at all", packages("- purl: pkg:pypi/x", "  affected: [] # none yet", "  commits: { fixed: [] }")],
  ["only a name", packages("- purl: pkg:pypi/x")],
  ["flow style", packages('- { purl: pkg:pypi/x, affected: [{ from: "0" }], commits: { fixed: [] }, versions: [] }')],
  [
    "lists of its own",
    packages(
      "- purl: pkg:pypi/x",
      "  versions:",
      "    - 1.0.0",
      "    - 1.1.0",
      "  symbols: [old]",
      "  affected:",
      '  - from: "0"',
      "  commits:",
      "    fixed: []",
    ),
  ],
];

describe("what was derived, written into an advisory", () => {
  const parts: Applicable[] = ["fixed", "versions", "symbols", "files", "credits"];
  for (const [name, text] of SHAPES) {
    for (const [newline, written] of [
      ["\n", text],
      ["\r\n", `\ufeff${text.replace(/\n/g, "\r\n")}`],
    ] as const) {
      it(`reads back from ${name}${newline === "\n" ? "" : ", CRLF"}, and loses no comment`, async () => {
        const plan = await planApply(written, derivation(RANGES, MANY), { parts });
        const advisory = await parseAdvisory(plan.text);
        assert.deepEqual(
          advisory.findings.filter(({ rule }) => rule.startsWith("fm/")),
          [],
        );
        const [entry] = advisory.packages;
        const ranges = entry!.affected.map(({ from, fixed }) => [from, fixed]);
        assert.deepEqual(ranges, [
          ["0", "2.4.4"],
          ["2.5.0", "2.6.0"],
        ]);
        assert.deepEqual([entry!.versions, entry!.symbols, entry!.files], [MANY, ["follow"], ["a.py"]]);
        assert.equal(advisory.credits.at(-1)!.name, 'Kim: the "one"');
        assert.equal(advisory.credits.at(-1)!.consent, "pending");
        for (const [comment] of written.matchAll(/#[^\r\n]*/g)) assert.ok(plan.text.includes(comment), comment);
        assert.equal(/(?<!\r)\n/.test(plan.text), newline === "\n");
        const body = (one: string) => one.slice(one.indexOf("## Summary"));
        assert.equal(body(plan.text), body(written));
        const again = await planApply(plan.text, derivation(RANGES, MANY), { parts });
        assert.deepEqual([again.steps, again.text], [[], plan.text], "a second time there is nothing to write");
      });
    }
  }

  it("marks a planned version where there is room, and keeps ranges that a person ended", async () => {
    const open = packages("- purl: pkg:pypi/x", "  affected:", '    - from: "0"', "      fixed:");
    const planned = [{ from: "2.1.0", fixed: "2.6.0", planned: true }];
    const plan = await planApply(open, derivation(planned), { parts: ["fixed", "introduced"] });
    assert.match(plan.text, /- from: 2\.1\.0\n {8}fixed: 2\.6\.0 # planned: there is no tag yet\n/);
    const ended = await planApply(COMPLETE, derivation(RANGES), { parts: ["fixed"] });
    assert.equal(ended.text, COMPLETE);
    assert.match(ended.notes.join("\n"), /have ends already and stay; git says from 0, fixed in 2\.4\.4; from 2\.5\.0/);
    const late = withLine("- from: 2.1.0", '      - from: "0"');
    const begun = await planApply(late, derivation(planned), {
      parts: ["introduced"],
      introduced: "a".repeat(40) as Oid,
    });
    assert.equal(
      begun.text,
      late
        .replace('- from: "0"', "- from: 2.1.0")
        .replace(/( +)fixed: \[3bd.*\n/, `$&$1introduced: [${"a".repeat(40)}]\n`),
    );
  });

  it("leaves a list alone whose entries have comments, and says so", async () => {
    const text = packages(
      "- purl: pkg:pypi/x",
      '  affected: [{ from: "0", fixed: 1.0.0 }]',
      "  symbols:",
      "    - old # why",
    );
    const plan = await planApply(text, derivation(RANGES), { parts: ["symbols"] });
    assert.equal(plan.text, text);
    assert.match(plan.notes.join(), /symbols of pkg:pypi\/x was left alone: comments stand between its entries/);
  });

  it("writes nothing into a front matter that it cannot read", async () => {
    await assert.rejects(planApply(COMPLETE.replace("severity:", "severity: ["), derivation(RANGES), { parts }), {
      code: "advisory-invalid",
    });
  });
});
