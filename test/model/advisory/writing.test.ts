import assert from "node:assert/strict";
import { cvssProblem } from "../../../src/model/advisory/cvss";
import { metricWords, vectorInWords } from "../../../src/model/advisory/cvssWords";
import { loadCweCatalog } from "../../../src/model/advisory/cweCatalog";
import { explain } from "../../../src/model/advisory/explain";
import { fixesFor, type Fix } from "../../../src/model/advisory/fixes";
import { FRONT_MATTER } from "../../../src/model/advisory/frontMatter";
import { KEY_MEANINGS } from "../../../src/model/advisory/keyMeanings";
import type { Shape } from "../../../src/model/advisory/shape";
import { suggest } from "../../../src/model/advisory/suggest";
import { lintAdvisory } from "../../../src/stages/advise/lint";
import { COMPLETE, withLine } from "../../support/advisory";

const now = new Date("2026-12-02T09:00:00Z");

/** What is suggested at the mark `|` of the text. */
async function suggested(marked: string): Promise<string[]> {
  const before = marked.slice(0, marked.indexOf("|")).split("\n");
  const context = { cwe: await loadCweCatalog(), today: "2026-12-02", versions: () => Promise.resolve(["2.6.0"]) };
  const { items } = await suggest(marked.replace("|", ""), before.length, before.at(-1)!.length + 1, context);
  return items.map(({ text }) => text);
}

const front = (...lines: string[]) => ["---", ...lines, "---", ""].join("\n");

describe("writing an advisory", () => {
  it("offers the keys that are missing, where they are allowed", async () => {
    const top = await suggested(front("id: X", "|"));
    assert.ok(top.includes("title: ") && top.includes("packages:") && !top.includes("id: "));
    const inItem = await suggested(front("packages:", "  - purl: pkg:npm/a", "    |"));
    assert.ok(inItem.includes("affected:") && !inItem.includes("purl: ") && !inItem.includes("title: "));
    const nested = await suggested(
      front("packages:", "  - purl: pkg:npm/a", "    affected:", "      - from: 1", "        |"),
    );
    assert.deepEqual(nested, ["fixed: ", "through: ", "open: ", "note: "]);
    assert.deepEqual(await suggested(front("lint: [{ rule: text/html, |")), ["reason: "]);
    assert.deepEqual(await suggested(front("unknown:", "  |")), []);
  });

  it("offers the values of a key", async () => {
    assert.deepEqual(await suggested(front("severity:", "  label: |")), ["low", "moderate", "high", "critical"]);
    assert.ok((await suggested(front("weaknesses: [CWE-384, |"))).includes("CWE-79"));
    assert.ok((await suggested(front("weaknesses:", "- |"))).includes("CWE-79"));
    assert.ok((await suggested(front("packages:", "  - purl: |"))).includes("pkg:npm/"));
    assert.deepEqual(await suggested(front("packages:", "  - affected:", "      - fixed: |")), ["2.6.0"]);
    assert.ok((await suggested(front("credits:", "  - consent: |"))).includes("2026-12-02"));
    const rules = await suggested(front("lint: [{ rule: |"));
    assert.ok(rules.includes("text/html") && !rules.includes("leak/env"));
  });

  it("offers discouraged weaknesses after all others, and no prohibited ones", async () => {
    const { weaknesses } = await loadCweCatalog();
    const usages = (await suggested(front("weaknesses: [|"))).map((id) => weaknesses.get(id)!.usage);
    const first = usages.indexOf("discouraged");
    assert.ok(first > 0 && usages.slice(first).every((usage) => usage === "discouraged"));
    assert.ok(!usages.includes("prohibited"));
  });

  it("offers metrics and values inside a vector", async () => {
    assert.ok((await suggested(front("severity:", "  cvss: [CVSS:3.1/AV:|"))).join() === "N,A,L,P");
    const metrics = await suggested(front("severity:", '  cvss: ["CVSS:4.0/AV:N/|'));
    assert.ok(metrics.includes("AT:") && !metrics.includes("AV:"));
  });

  it("offers the sections that are missing", async () => {
    assert.ok((await suggested(`${front("id: X")}\n## Summary\n\n## |`)).includes("## Impact"));
    assert.ok(!(await suggested(`${front("id: X")}\n## Summary\n\n## |`)).includes("## Summary"));
  });

  it("has words for every metric and value, and for no other", () => {
    const bases = {
      "3.1": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      "4.0": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    } as const;
    for (const version of ["3.1", "4.0"] as const) {
      for (const { metric, values } of metricWords(version)) {
        for (const value of Object.keys(values)) {
          const base = bases[version];
          const part = new RegExp(`/${metric}:[A-Z]`);
          const vector = part.test(base) ? base.replace(part, `/${metric}:${value}`) : `${base}/${metric}:${value}`;
          assert.equal(cvssProblem(vector), undefined, vector);
        }
      }
    }
    assert.equal(metricWords("3.1").length, 22);
    assert.equal(metricWords("4.0").length, 32);
    assert.deepEqual(vectorInWords("CVSS:3.1/AV:N/S:C/XX:N").length, 2);
  });

  it("has a meaning for every key there is, and for no other", () => {
    assert.deepEqual(Object.keys(KEY_MEANINGS).sort(), pathsOf(FRONT_MATTER, "").sort());
  });

  it("explains keys, weaknesses, vectors and packages", async () => {
    const cwe = await loadCweCatalog();
    const at = (line: string, word: string) => {
      const lines = COMPLETE.split("\n");
      const index = lines.findIndex((text) => text.includes(line));
      return explain(COMPLETE, index + 1, lines[index]!.indexOf(word) + 2, cwe)?.[0];
    };
    assert.equal(at("weaknesses: [CWE-384]", "CWE-384"), "CWE-384: Session Fixation");
    assert.equal(at("weaknesses: [CWE-384]", "weaknesses"), "weaknesses");
    assert.equal(at("- purl: pkg:pypi/requests", "pkg:"), "requests");
    assert.match(at("CVSS:3.1/", "CVSS:") ?? "", /^\d\.\d \w+$/);
    assert.equal(at("## Impact", "Impact"), undefined);
  });

  const FIXED: readonly (readonly [rule: string, broken: string])[] = [
    ["fm/unknown-key", withLine("status: published", "statos: published")],
    ["sec/missing", withLine("## Workarounds", "### Workarounds")],
    ["pkg/name-normal", withLine("- purl: pkg:pypi/requests", "  - purl: pkg:pypi/My_Requests")],
    ["pkg/purl-versioned", withLine("- purl: pkg:pypi/requests", "  - purl: pkg:pypi/requests@1.0")],
    [
      "ver/syntax",
      withLine("- purl: pkg:pypi/requests", "  - purl: pkg:npm/requests").replace("from: 2.1.0", "from: v2.1.0"),
    ],
    ["cwe/discouraged", withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-20]")],
    ["cvss/label-mismatch", withLine("label: moderate", "  label: critical")],
    ["credit/consent-missing", withLine("consent: 2026-11-12", "    consent: pending")],
    ["credit/consent-missing", withLine("consent: 2026-11-12")],
  ];
  for (const [index, [rule, broken]] of FIXED.entries()) {
    it(`mends ${rule} (${index})`, async () => {
      const cwe = await loadCweCatalog();
      const finding = (await lintAdvisory(broken, { phase: "publish", now })).find((found) => found.rule === rule)!;
      const fixes = fixesFor(broken, finding, "2026-12-01", cwe).filter(({ cursor }) => cursor === undefined);
      assert.ok(fixes.length > 0, "a fix is offered");
      for (const fix of fixes) {
        const after = await lintAdvisory(applied(broken, fix), { phase: "publish", now });
        assert.ok(!after.some((found) => found.rule === rule), `${fix.title}: ${applied(broken, fix)}`);
        assert.ok(!after.some((found) => found.rule.startsWith("fm/")), fix.title);
      }
    });
  }

  it("inserts no section where the next heading may be code", async () => {
    const broken = withLine("## Workarounds", "### Workarounds").replace(
      "## Impact",
      "```\n## Details\n```\n\n## Impact",
    );
    const cwe = await loadCweCatalog();
    const findings = await lintAdvisory(broken, { phase: "draft", now });
    const missing = findings.filter(({ rule }) => rule === "sec/missing");
    assert.equal(missing.length, 1);
    const fixes = missing.flatMap((finding) => fixesFor(broken, finding, "2026-12-01", cwe));
    assert.ok(fixes.every(({ title }) => title.startsWith("Accept")));
  });

  it("accepts a rule once a reason is written, and offers that for nothing that stops an export", async () => {
    const cwe = await loadCweCatalog();
    const text = withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-20]");
    for (const broken of [text, text.replace("weaknesses:", "lint: []\nweaknesses:")]) {
      const finding = (await lintAdvisory(broken, { phase: "draft", now })).find(
        ({ rule }) => rule === "cwe/discouraged",
      )!;
      const fix = fixesFor(broken, finding, "2026-12-01", cwe).at(-1)!;
      const written = `${fix.text.slice(0, fix.cursor)}Known only so far.${fix.text.slice(fix.cursor)}`;
      assert.deepEqual(await lintAdvisory(applied(broken, { ...fix, text: written }), { phase: "draft", now }), []);
      const stops = { ...finding, rule: "leak/env" };
      assert.deepEqual(fixesFor(broken, stops, "2026-12-01", cwe), []);
    }
  });
});

function applied(text: string, { line, column, length, text: added }: Fix): string {
  const lines = text.split("\n");
  const old = lines[line - 1]!;
  lines[line - 1] = old.slice(0, column - 1) + added + old.slice(column - 1 + length);
  return lines.join("\n");
}

function pathsOf(shape: Shape, path: string): string[] {
  if (shape.kind === "list") return pathsOf(shape.item, path);
  if (shape.kind === "text") return [];
  return Object.entries(shape.fields).flatMap(([key, field]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return [at, ...pathsOf(field, at)];
  });
}
