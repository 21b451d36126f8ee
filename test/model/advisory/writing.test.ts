import assert from "node:assert/strict";
import { cvssProblem } from "../../../src/model/advisory/cvss";
import { metricWords, vectorInWords } from "../../../src/model/advisory/cvssWords";
import { loadCweCatalog } from "../../../src/model/advisory/cweCatalog";
import { explain } from "../../../src/model/advisory/explain";
import { FRONT_MATTER } from "../../../src/model/advisory/frontMatter";
import { KEY_MEANINGS } from "../../../src/model/advisory/keyMeanings";
import type { Shape } from "../../../src/model/advisory/shape";
import { extentOf } from "../../../src/model/advisory/writtenAt";
import type { TagFact } from "../../../src/model/advisory/derive/releases";
import type { Oid } from "../../../src/model/ids";
import { suggest } from "../../../src/model/advisory/suggest";
import { COMPLETE } from "../../support/advisory";

const TAGS: readonly TagFact[] = ["v2.6.0rc1", "v2.5.3", "v2.6.0"].map((name, day) => ({
  name,
  commit: "1".repeat(40) as Oid,
  atS: Date.UTC(2026, 0, 5 + day) / 1000,
}));

/** What is suggested at the mark `|` of the text. */
async function suggested(marked: string): Promise<string[]> {
  const before = marked.slice(0, marked.indexOf("|")).split("\n");
  const context = { cwe: await loadCweCatalog(), today: "2026-12-02", tags: () => Promise.resolve(TAGS) };
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
    const package_ = ["packages:", "  - purl: pkg:pypi/requests", "    affected:"];
    assert.deepEqual(await suggested(front(...package_, "      - fixed: |")), ["2.6.0", "2.5.3", "2.6.0rc1"]);
    assert.deepEqual(await suggested(front(...package_, "      - { from: 2.5.3, fixed: |")), [
      "2.6.0",
      "2.5.3",
      "2.6.0rc1",
    ]);
    assert.ok((await suggested(front("credits:", "  - role: |"))).includes("remediation-developer"));
    assert.ok((await suggested(front("credits:", "  - consent: |"))).includes("2026-12-02"));
    const rules = await suggested(front("lint: [{ rule: |"));
    assert.ok(rules.includes("text/html") && !rules.includes("leak/env"));
  });

  it("offers the usual weaknesses first, discouraged ones after all others, and no prohibited ones", async () => {
    const { weaknesses } = await loadCweCatalog();
    const ids = await suggested(front("weaknesses: [|"));
    assert.deepEqual(ids.slice(0, 4), ["CWE-22", "CWE-59", "CWE-77", "CWE-78"]);
    const usages = ids.map((id) => weaknesses.get(id)!.usage);
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

  describe("explains", () => {
    /** The explanation at the first letter of `word` in the line that holds `line`. */
    async function at(line: string, word: string, text = COMPLETE): Promise<readonly string[]> {
      const lines = text.split("\n");
      const index = lines.findIndex((one) => one.includes(line));
      const context = { cwe: await loadCweCatalog(), tags: () => Promise.resolve(TAGS) };
      return (await explain(text, index + 1, lines[index]!.indexOf(word) + 2, context)) ?? [];
    }

    it("keys, packages, and nothing in the text", async () => {
      assert.equal((await at("weaknesses: [CWE-384]", "weaknesses"))[0], "weaknesses");
      assert.deepEqual(await at("- purl: pkg:pypi/requests", "pkg:"), ["requests", "A package of PyPI."]);
      assert.deepEqual(await at("## Impact", "Impact"), []);
    });

    it("a weakness with what the list says of it, and closer ones where it is too general", async () => {
      const [heading, sentence, usage] = await at("weaknesses: [CWE-384]", "CWE-384");
      assert.equal(heading, "CWE-384: Session Fixation");
      assert.match(sentence!, /session/i);
      assert.equal(usage, "Use for flaws: allowed.");
      const general = await at("weaknesses: [", "CWE-20", COMPLETE.replace("CWE-384", "CWE-20"));
      assert.match(general.join("\n"), /discouraged.*\nCloser ones: CWE-1284 /);
      const group = await at("weaknesses: [", "CWE-264", COMPLETE.replace("CWE-384", "CWE-264"));
      assert.match(group.join("\n"), /A category .*\nCloser ones: .*CWE-862 Missing Authorization/);
    });

    it("a vector with its score, metric by metric", async () => {
      const [score, ...metrics] = await at("CVSS:3.1/", "CVSS:");
      assert.equal(score, "4.2 medium");
      assert.equal(metrics.length, 8);
      assert.match(metrics[0]!, /^Attack Vector/i);
    });

    it("a version with the day of its tag", async () => {
      assert.deepEqual(await at("fixed: 2.6.0", "2.6"), ["2.6.0", "Tagged v2.6.0 on 2026-01-07."]);
      assert.deepEqual(await at("versions: [", "2.5.3"), ["2.5.3", "Tagged v2.5.3 on 2026-01-06."]);
      assert.deepEqual(await at("- from: 2.1.0", "2.1"), ["2.1.0", "No tag of this repository is that version."]);
      const open = COMPLETE.replace("from: 2.1.0", 'from: "0"');
      assert.deepEqual(await at("- from:", "0", open), ["0", "Every version from the beginning."]);
    });
  });

  it("underlines the value alone, or its key while there is none", () => {
    const underlined = (line: string, mark: string) => {
      const [start, end] = extentOf(line, line.indexOf(mark));
      return line.slice(start, end);
    };
    assert.equal(underlined("weaknesses: [CWE-1, CWE-2] # why", "CWE-1"), "CWE-1");
    assert.equal(underlined("title: two words # name it", "two"), "two words");
    assert.equal(underlined('title: "a # b" # name it', '"a'), '"a # b"');
    assert.equal(underlined("  public: # when", "# when"), "public");
    assert.equal(underlined("aliases: [] # none", "[]"), "[]");
    assert.equal(underlined("  - { type: fix, url: https://a.example/#b }", "https"), "https://a.example/#b");
    assert.equal(underlined("## Summary", "##"), "## Summary");
    assert.equal(underlined("See <b>this</b>.", "<b>"), "<b>");
  });
});

function pathsOf(shape: Shape, path: string): string[] {
  if (shape.kind === "list") return pathsOf(shape.item, path);
  if (shape.kind === "text") return [];
  return Object.entries(shape.fields).flatMap(([key, field]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return [at, ...pathsOf(field, at)];
  });
}
