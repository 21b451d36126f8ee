import assert from "node:assert/strict";
import { parseAdvisory } from "../../../src/model/advisory/advisory";
import { loadCweCatalog } from "../../../src/model/advisory/cweCatalog";
import { explain } from "../../../src/model/advisory/explain";
import { fixesFor } from "../../../src/model/advisory/fixes/fixesFor";
import { suggest } from "../../../src/model/advisory/suggest";
import { extentOf } from "../../../src/model/advisory/writtenAt";
import { lintAdvisory, lintWhileWritten } from "../../../src/stages/advise/lint";
import { previewOf } from "../../../src/stages/advise/preview";
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

const times = (count: number, make: (nth: number) => string, between = "") =>
  Array.from({ length: count }, (_, nth) => make(nth)).join(between);
const known = 'embargo: "1"\nid: X\nstatus: draft\n';
const range = (nth: number) => `{ from: ${nth}.0, fixed: ${nth}.1 }`;
const marked = (text: string) => COMPLETE.replace("Upgrade", text);

/** Files that are no attack by their form, and would keep a careless program busy for minutes. */
const SLOW: readonly (readonly [name: string, text: string])[] = [
  ["sixty thousand weaknesses", front(`${known}weaknesses: [${times(60_000, () => "x", ",")}]`)],
  ["thousands of ranges", front(`${known}packages: [{ purl: pkg:pypi/a, affected: [${times(4400, range, ",")}] }]`)],
  [
    "thousands of ranges and versions",
    front(
      `${known}packages: [{ purl: pkg:pypi/a, affected: [${times(2000, range, ",")}], versions: [${times(8000, (nth) => `${nth}.5`, ",")}] }]`,
    ),
  ],
  [
    "thousands of versions in the text",
    front(`${known}packages: [{ purl: pkg:pypi/a, affected: [${times(2000, range, ",")}] }]`) +
      times(40_000, (nth) => `before ${nth}.7.7 `),
  ],
  [
    "thousands of people and lines",
    front(`${known}credits: [${times(3000, (nth) => `{ name: Abcdef ${nth} }`, ",")}]`) + "a\n".repeat(100_000),
  ],
  ["emphasis without end", marked("*_".repeat(32_000))],
  ["links without end", marked("*a [b](".repeat(100_000))],
  ["lists in lists", marked("1. ".repeat(20_000))],
  ["tags without end", marked("<a\n".repeat(60_000))],
  ["keys in keys", front("a: ".repeat(20_000))],
];

describe("hostile advisories", () => {
  for (const [name, text] of SLOW) {
    it(`keep nobody waiting: ${name}`, async () => {
      const findings = await lintWhileWritten(text, {});
      assert.ok(findings.length > 0 && findings.length < 1000);
      const lines = text.split("\n");
      const context = { cwe: await loadCweCatalog(), today: "2026-12-01", tags: () => Promise.resolve([]) };
      for (const { line, column } of findings) extentOf(lines[line - 1] ?? "", column - 1);
      for (const finding of findings) fixesFor(text, finding, context);
      for (const line of [5, lines.findIndex((one) => one.length > 10_000) + 1]) {
        await suggest(text, line, (lines[line - 1] ?? "").length + 1, context);
        await explain(text, line, Math.min((lines[line - 1] ?? "").length, 100_000), context);
      }
      await previewOf(text);
    }).timeout(20_000);
  }

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
