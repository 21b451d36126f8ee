import assert from "node:assert/strict";
import { parseAdvisory } from "../../../src/model/advisory/advisory";
import { lintAdvisory } from "../../../src/stages/advise/lint";
import { COMPLETE } from "../../support/advisory";

const front = (yaml: string) => `---\n${yaml}\n---\n\n## Summary\n\nText.\n`;

/** Files that somebody may send to hurt; each ends in a finding, soon. */
const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  ["JavaScript in the front matter", "---js\nglobalThis.advisoryRan = true\n---\n"],
  ["ten megabytes", COMPLETE + "x".repeat(10 * 1024 * 1024)],
  ["a front matter of five megabytes", front("a: x\n".repeat(1024 * 1024))],
  ["a front matter of half a megabyte", front("a: ".padEnd(512 * 1024, "x"))],
  ["sixty thousand open brackets", front("[".repeat(60_000))],
  ["brackets closed only in comments", front("- [ #]\n".repeat(3000))],
  ["sixty thousand hyphens", front("- ".repeat(60_000))],
  ["sixty thousand question marks", front("? ".repeat(60_000))],
  ["deep indentation", front(Array.from({ length: 400 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"))],
  ["many keys", front(Array.from({ length: 14_000 }, (_, index) => `k${index}: v`).join("\n"))],
  ["many quotes", front('"'.repeat(100_000))],
  ["a billion laughs", front("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]")],
  ["a cyclic anchor", front("a: &a [*a]")],
  ["a tag", front("id: !!binary aGVsbG8=")],
  ["a directive", front("%YAML 1.1\n---\nid: x")],
  ["a second document", front("id: x\n...\nid: y")],
  ["keys of Object.prototype", front("__proto__: { status: published }\nconstructor: x\ntoString: y")],
  ["NUL bytes", COMPLETE.replace("title", "ti\u0000tle")],
  ["UTF-16 read as UTF-8", Buffer.from(COMPLETE, "utf16le").toString("utf8")],
  ["Latin-1 read as UTF-8", Buffer.from(COMPLETE.replace("Upgrade", "Mise \u00e0 jour"), "latin1").toString("utf8")],
  ["a tag that names code", front("id: !!js/function 'function () {}'")],
  ["a merge key", front("a: &a {x: y}\nb:\n  <<: *a")],
  [
    "one line of 900,000 characters",
    COMPLETE.replace("Upgrade", "a ".repeat(450_000)).replace("## Impact", "## Inpact"),
  ],
  [
    "a line of nested emphasis and links",
    COMPLETE.replace("Upgrade", "*a [b](".repeat(20_000)).replace("## Impact", "## Inpact"),
  ],
  ["a lone surrogate", COMPLETE.replace("Upgrade", "\ud800")],
];

describe("hostile advisories", () => {
  for (const [name, text] of HOSTILE) {
    it(`end in an error that stops the export: ${name}`, async () => {
      const findings = await lintAdvisory(text, { phase: "draft" });
      assert.ok(findings.some(({ severity, stopsExport }) => severity === "error" && stopsExport));
      assert.ok(!("advisoryRan" in globalThis));
    }).timeout(5000);
  }

  it("do not reach a prototype through the front matter", async () => {
    const advisory = await parseAdvisory(front("__proto__: { title: polluted }"));
    assert.equal(advisory.title, undefined);
    assert.equal(({} as { title?: string }).title, undefined);
  });

  it("keep versions and hashes as they are written", async () => {
    const yaml = 'embargo: "1"\nid: 0123456\npackages:\n  - versions: [2.10, 1e3, 0x10, 12:30, 2026-01-02, yes, ~]';
    const advisory = await parseAdvisory(front(yaml));
    assert.equal(advisory.id, "0123456");
    assert.deepEqual(advisory.packages[0]?.versions, ["2.10", "1e3", "0x10", "12:30", "2026-01-02", "yes", "~"]);
  });
});
