import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { versionSchemeOf } from "../../../src/model/advisory/ecosystems";
import { parseAdvisory } from "../../../src/model/advisory/advisory";
import { isAffected } from "../../../src/model/advisory/intervals";
import { exportAdvisory } from "../../../src/stages/advise/export";
import { importAdvisory } from "../../../src/stages/advise/import";
import { intervalsOf, readRangeText, type OsvEvent } from "../../../src/stages/advise/imports/intervals";
import { COMPLETE } from "../../support/advisory";
import { csafFindings } from "../../support/csafFindings";
import { refusedWith } from "../../support/refusal";
import { officialSchema } from "../../support/schemas";

const FOLDER = join(__dirname, "..", "..", "fixtures", "advisories");
const RECORDS = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), "utf8")] as const);
type Interval = { from: string; fixed?: string; through?: string };
const now = new Date("2026-12-02T09:00:00Z");

interface Osv {
  readonly id: string;
  readonly withdrawn?: string;
  readonly aliases?: string[];
  readonly related?: string[];
  readonly severity?: { score: string }[];
  readonly affected?: {
    package?: { ecosystem: string; name: string; purl?: string };
    ranges?: { type: string; repo?: string; events: OsvEvent[] }[];
    versions?: string[];
  }[];
  readonly references?: { type: string; url: string }[];
  readonly credits?: { name: string }[];
  readonly database_specific?: { cwe_ids?: string[]; severity?: string };
}

/** What an OSV record says, whatever the order and grouping in which it says it. */
function factsOf(record: Osv) {
  const sorted = (list: readonly string[] = []) => [...new Set(list)].sort();
  const commits = (key: keyof OsvEvent) =>
    sorted(
      (record.affected ?? []).flatMap(({ ranges = [] }) =>
        ranges
          .filter(({ type }) => type === "GIT")
          .flatMap(({ events }) => events.flatMap((event) => event[key] ?? [])),
      ),
    ).filter((id) => id.length === 40);
  return {
    id: record.id.replace(/^x_/, ""),
    withdrawn: record.withdrawn,
    aliases: sorted(record.aliases),
    related: sorted(record.related),
    vectors: sorted(record.severity?.map(({ score }) => score)),
    packages: sorted(record.affected?.map((entry) => `${entry.package?.ecosystem} ${entry.package?.name}`)),
    versions: sorted(
      record.affected?.flatMap((entry) => (entry.versions ?? []).map((one) => `${entry.package?.name} ${one}`)),
    ),
    fixedCommits: commits("fixed"),
    references: sorted(record.references?.map(({ type, url }) => `${type} ${url}`)),
    credits: sorted(record.credits?.map(({ name }) => name)),
    weaknesses: sorted(record.database_specific?.cwe_ids),
    label: record.database_specific?.severity,
  };
}

const SCHEMES: Readonly<Record<string, string>> = {
  PyPI: "pkg:pypi/x",
  Maven: "pkg:maven/x/x",
  RubyGems: "pkg:gem/x",
  Packagist: "pkg:composer/x/x",
  NuGet: "pkg:nuget/x",
};

/** Every version that a record names, with its package. */
function namedVersions({ affected = [] }: Osv): { name: string; version: string }[] {
  return affected.flatMap(({ package: of, ranges = [], versions = [] }) => {
    const bounds = ranges
      .filter(({ type }) => type !== "GIT")
      .flatMap(({ events }) => events.flatMap((event) => Object.values(event) as string[]));
    return [...versions, ...bounds].map((version) => ({ name: of?.name ?? "", version }));
  });
}

/** Whether a version is affected, as OSV evaluates a record; `undefined` where nobody can order it. */
function isAffectedIn(
  { affected = [] }: Osv,
  { name, version }: { name: string; version: string },
): boolean | undefined {
  const judged = affected
    .filter(({ package: of }) => of?.name === name)
    .map(({ package: of, ranges = [], versions = [] }) => {
      const scheme = versionSchemeOf(SCHEMES[of?.ecosystem ?? ""] ?? "pkg:npm/x");
      const intervals = ranges
        .filter(({ type }) => type !== "GIT")
        .flatMap(({ events }) => intervalsOf(events, scheme));
      return versions.includes(version) || isAffected(version, intervals, scheme);
    });
  return judged.includes(true) ? true : judged.includes(undefined) ? undefined : false;
}

describe("imported advisories", () => {
  it("are at least thirty real ones, of many registries", () => {
    assert.ok(RECORDS.length >= 30, `${RECORDS.length}`);
  });

  const osv = officialSchema("osv-1.7.5.schema.json")!;
  const ghsa = officialSchema("ghsa-create.schema.json")!;
  const cve = officialSchema("cve-cna-5.1.1.schema.json");

  for (const [name, text] of RECORDS.filter(([file]) => !file.endsWith(".cve.json"))) {
    it(`say the same when they come back as OSV: ${name}`, async () => {
      const { text: advisory, format } = await importAdvisory(text, now);
      assert.equal(format, "OSV");
      assert.deepEqual((await parseAdvisory(advisory)).findings, []);
      const before = JSON.parse(text) as Osv;
      const after = JSON.parse(await exportAdvisory(advisory, "osv", { now })) as Osv;
      assert.deepEqual(factsOf(after), factsOf(before));
      for (const one of namedVersions(before)) {
        assert.equal(isAffectedIn(after, one), isAffectedIn(before, one), `${one.name} ${one.version}`);
      }
      assert.ok(osv(after), JSON.stringify(osv.errors));
    });
  }

  for (const [name, text] of RECORDS) {
    it(`make valid records of the other formats: ${name}`, async function () {
      const { text: advisory } = await importAdvisory(text, now);
      for (const [format, validate] of Object.entries({ osv, ghsa, cve })) {
        if (!validate) this.skip();
        const record: unknown = JSON.parse(await exportAdvisory(advisory, format as "osv", { now }));
        assert.ok(validate(record), `${format}: ${JSON.stringify(validate.errors)}`);
      }
    });
  }

  it("make CSAF and VEX without errors", async function () {
    this.timeout(180_000);
    const names: string[] = [];
    const documents: string[] = [];
    for (const [name, text] of RECORDS) {
      const { text: advisory } = await importAdvisory(text, now);
      for (const format of ["csaf", "vex"] as const) {
        names.push(`${name} ${format}`);
        documents.push(await exportAdvisory(advisory, format, { now }));
      }
    }
    const { findings } = csafFindings(documents);
    const wrong = findings.flatMap((list, index) =>
      list.filter((one) => /^(?:schema|mandatory)/.test(one)).map((one) => `${names[index]}: ${one}`),
    );
    assert.deepEqual(wrong, []);
  });

  it("come back from CVE, GHSA and OSV as they went out", async () => {
    const facts = async (text: string) => {
      const advisory = await parseAdvisory(text);
      const { affected, versions, symbols, purl } = advisory.packages[0]!;
      return {
        affected: affected.map((one) => ({ ...one })),
        versions,
        symbols,
        purl,
        title: advisory.title,
        weaknesses: advisory.weaknesses,
      };
    };
    const before = await facts(COMPLETE);
    for (const format of ["osv", "cve", "ghsa"] as const) {
      const { text } = await importAdvisory(await exportAdvisory(COMPLETE, format, { now }), now);
      const after = await facts(text);
      assert.deepEqual({ ...after, versions: format === "osv" ? after.versions : before.versions }, before, format);
      const advisory = await parseAdvisory(text);
      assert.deepEqual(
        advisory.sections.map(({ name }) => name),
        ["Summary", "Impact", "Affected usage", "Patches", "Workarounds"],
        format,
      );
    }
  });

  it("name what has no place in them", async () => {
    const record = {
      id: "X-1",
      modified: "2026-01-01T00:00:00Z",
      affected: [],
      mystery: 1,
      severity: [{ score: "high" }],
    };
    const { losses, text } = await importAdvisory(JSON.stringify(record), now);
    assert.deepEqual(losses, [
      "Not carried over from the record: mystery.",
      "A severity that is no CVSS vector was left out.",
    ]);
    assert.match(text, /^---\nembargo: "?1"?\nid: X-1\n/);
  });

  it("hold a hostile text without following it", async () => {
    const details =
      "## Internal notes\nx\n```\n## Summary\n<!-- open\n\u0000\u001b[2J\n---\nembargo: 2\n# Impact\n<script>alert(1)</script>\n";
    const { text } = await importAdvisory(JSON.stringify({ id: "X-1", modified: "", affected: [], details }), now);
    const advisory = await parseAdvisory(text);
    assert.deepEqual(advisory.findings, []);
    assert.deepEqual(
      advisory.sections.map(({ name }) => name),
      ["Summary"],
    );
  });

  for (const [what, text] of [
    ["nothing", ""],
    ["a list", "[]"],
    ["another JSON", '{"hello":"world"}'],
    ["YAML with an alias", "id: &a x\naffected: [*a]\n"],
    ["a deep YAML", `affected: ${"[".repeat(500)}`],
    ["bytes", "\u0000\u0001"],
  ] as const) {
    it(`are refused when they are ${what}`, async () => {
      await refusedWith("advisory-invalid", () => importAdvisory(text, now));
    });
  }
});

describe("ranges", () => {
  it("come back from GitHub's grammar and OSV's events as they went out, whatever they are", () => {
    const scheme = versionSchemeOf("pkg:npm/x");
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 500; round += 1) {
      const bounds = [
        ...new Set(Array.from({ length: 2 + random(8) }, () => `${random(4)}.${random(12)}.${random(30)}`)),
      ];
      const ordered = bounds.sort((a, b) => scheme.compare(a, b));
      const intervals: Interval[] = [];
      for (let at = 0; at + 1 < ordered.length; at += 2) {
        intervals.push({ from: ordered[at]!, [random(2) ? "fixed" : "through"]: ordered[at + 1]! });
      }
      const kinds = ["fixed", "through"].map((end) => intervals.filter((interval) => end in interval));
      for (const kind of kinds) {
        const events = kind.flatMap(({ from, fixed, through }) => [
          { introduced: from },
          fixed === undefined ? { last_affected: through! } : { fixed },
        ]);
        const shuffled = [...events].sort(() => random(3) - 1);
        assert.deepEqual(intervalsOf(shuffled, scheme), kind);
      }
      for (const interval of intervals) {
        const { from, fixed, through } = interval;
        const text = `>= ${from}, ${fixed === undefined ? `<= ${through}` : `< ${fixed}`}`;
        assert.deepEqual(readRangeText(text)?.interval, interval);
      }
    }
  });

  it("of another grammar are none", () => {
    for (const text of ["", ">=1 || <2", "1.0", "< 2, < 3", "< 1, <= 1", "= 1, < 2", ">= 1, < 2, != 3", "before 2"]) {
      assert.equal(readRangeText(text), undefined, text);
    }
    assert.deepEqual(readRangeText("= 1.0"), { version: "1.0" });
    assert.deepEqual(readRangeText("<1.29.0"), { interval: { from: "0", fixed: "1.29.0" } });
    assert.equal(readRangeText("> 1.0, < 2")?.exclusive, true);
  });
});
