import assert from "node:assert/strict";
import { loadCweCatalog } from "../../../src/model/advisory/cweCatalog";
import type { Finding } from "../../../src/model/advisory/finding";
import type { Fix, FixContext } from "../../../src/model/advisory/fixes/fix";
import { fixesFor, MAKERS } from "../../../src/model/advisory/fixes/fixesFor";
import { RULES } from "../../../src/model/advisory/lintRules";
import type { RepositoryFacts } from "../../../src/model/advisory/repositoryFacts";
import { promptComment, SECTIONS } from "../../../src/model/advisory/sections";
import { lintAdvisory } from "../../../src/stages/advise/lint";
import { COMPLETE, withLine, withText } from "../../support/advisory";

const now = new Date("2026-12-02T09:00:00Z");
const FIX = "3bd8afbff29e50b38f889b2f688785a669b9aafc";
const FIX_URL = `https://example.org/requests/commit/${FIX}`;
const links = (url: string) => withLine(`url: ${FIX_URL}`, `    url: ${url}`);
const cvss = (...vectors: string[]) =>
  COMPLETE.replace(/  cvss:\n(?: {4}- .*\n)+/, `  cvss:\n${vectors.map((vector) => `    - ${vector}\n`).join("")}`);
const vector3 = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:N";
const vector4 = "CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:P/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N";
const titled = (line: string) => COMPLETE.replace(/^title: .*$/m, line);
const prompt = promptComment(SECTIONS[0].prompt);

/** What is broken, and a line that one of the fixes must make (trimmed); `undefined` where the line goes away. */
const FIXED: readonly (readonly [rule: string, broken: string, line?: string | undefined])[] = [
  ["fm/missing", withLine('embargo: "1"'), 'embargo: "1"'],
  ["fm/missing", withLine("status: published"), "status: draft"],
  ["fm/unknown-key", withLine("status: published", "statos: published"), "status: published"],
  ["fm/unknown-key", withLine("label: moderate", "  lable: moderate"), "label: moderate"],
  ["fm/type", withLine("label: moderate", "  label: medium"), "label: moderate"],
  ["fm/type", withLine("label: moderate", "  label: Moderate # ours"), "label: moderate # ours"],
  ["fm/type", withLine("status: published", "status: [published]"), "status: published"],
  ["fm/type", titled("title: [requests, cookies]"), 'title: "[requests, cookies]"'],
  ["fm/type", withLine("aliases: [CVE-2026-12345]", "aliases: CVE-2026-12345"), "aliases: [CVE-2026-12345]"],
  ["fm/type", withLine("github: robin", '    github: "@robin"'), 'github: "robin"'],
  [
    "fm/type",
    withLine("public: 2026-12-01T15:00:00Z", "  public: 2026-12-01T16:00:00+01:00"),
    "public: 2026-12-01T15:00:00Z",
  ],
  ["fm/type", withLine("public: 2026-12-01T15:00:00Z", "  public: 2026-12-01"), "public: 2026-12-01T15:00:00Z"],
  ["fm/type", withLine("- at: 2026-11-10", "  - at: 2026/11/9"), "- at: 2026-11-09"],
  ["fm/type", withLine("consent: 2026-11-12", "    consent: yes"), "consent: 2026-12-01"],
  ["fm/syntax", titled("title: requests: cookies reach the wrong host"), undefined],
  ["fm/syntax", titled("title: [security] requests leaks cookies"), undefined],
  ["fm/syntax", titled("title: `requests` leaks cookies # yes"), 'title: "`requests` leaks cookies" # yes'],
  ["fm/anchor-or-tag", titled("title: *requests* leaks cookies"), 'title: "*requests* leaks cookies"'],
  ["fm/incomplete", withLine("label: moderate", "  label: # your judgement"), "label: moderate # your judgement"],
  ["sec/missing", withLine("## Workarounds", "### Workarounds"), "## Workarounds"],
  ["sec/missing", withLine("## Summary", "# Note").replace("# Note\n", ""), "## Summary"],
  ["sec/order", COMPLETE.replace(/(## Impact\n[^#]+)(## Affected usage\n[^#]+)/, "$2$1"), "## Affected usage"],
  ["sec/unwritten", withLine("## Internal notes", "## Details", "", "## Internal notes"), undefined],
  ["sec/unwritten", COMPLETE.replace(/Turn off redirects.*/, prompt), "No workaround is known."],
  ["sec/unknown", withLine("## Impact", "## Inpact"), "## Impact"],
  ["sec/unknown", withText("Impact", "## Who is safe", "Nobody."), "### Who is safe"],
  ["sec/template-leftover", withText("Summary", prompt), undefined],
  ["leak/internal-section", COMPLETE.replace("## Internal notes", "### Internal notes"), "## Internal notes"],
  ["leak/poc", withLine("## Internal notes", "### Steps to reproduce", "", "Do it."), "## Proof of concept"],
  [
    "ver/from-missing",
    withLine("- from: 2.1.0", "      - note: All.").replace("versions: [2.1.0, 2.5.3]", ""),
    '- from: "0"',
  ],
  [
    "ver/from-missing",
    withLine("- from: 2.1.0", "      - {}").replace("{}\n        fixed: 2.6.0", "{ fixed: 2.6.0 }"),
    '- { from: "0", fixed: 2.6.0 }',
  ],
  ["ver/syntax", withLine("- from: 2.1.0", "      - from: v2.1.0").replace("pkg:pypi/", "pkg:npm/"), "- from: 2.1.0"],
  ["ver/syntax", withLine("fixed: 2.6.0", '        fixed: "< 2.6.0"'), 'fixed: "2.6.0"'],
  [
    "ver/outside",
    withLine("versions: [2.1.0, 2.5.3]", "    versions: [2.1.0, 2.5.3, 2.6.0]"),
    "versions: [2.1.0, 2.5.3]",
  ],
  ["ver/outside", withLine("versions: [2.1.0, 2.5.3]", "    versions:", "      - 2.6.0", "      - 2.1.0"), undefined],
  [
    "pkg/name-normal",
    withLine("- purl: pkg:pypi/requests", "  - purl: pkg:pypi/My_Requests"),
    "- purl: pkg:pypi/my-requests",
  ],
  [
    "pkg/purl-versioned",
    withLine("- purl: pkg:pypi/requests", "  - purl: pkg:pypi/requests@1.0"),
    "- purl: pkg:pypi/requests",
  ],
  ["pkg/purl-syntax", withLine("- purl: pkg:pypi/requests", "  - purl: pypi/requests"), "- purl: pkg:pypi/requests"],
  [
    "pkg/manifest-mismatch",
    withLine("- purl: pkg:pypi/requests", "  - purl: pkg:pypi/request"),
    "- purl: pkg:pypi/requests",
  ],
  ["cvss/syntax", cvss(vector3.replace("CVSS:3.1/", ""), vector4), `- ${vector3}`],
  ["cvss/syntax", cvss(`${vector3.toLowerCase()}/`, vector4), `- ${vector3}`],
  ["cvss/syntax", cvss(vector3, vector4.replace("/AC:H/AT:N", "/AT:N/AC:H")), `- ${vector4}`],
  ["cvss/syntax", cvss(`4.2 (${vector3})`, vector4), `- ${vector3}`],
  ["cvss/duplicate-version", cvss(vector3, vector4, vector4.replace("AC:H", "AC:L")), undefined],
  ["cvss/v3.0", cvss(vector3.replace("3.1", "3.0"), vector4), `- ${vector3}`],
  ["cvss/label-mismatch", withLine("label: moderate", "  label: critical"), "label: moderate"],
  ["cwe/syntax", withLine("weaknesses: [CWE-384]", "weaknesses: [384]"), "weaknesses: [CWE-384]"],
  ["cwe/syntax", withLine("weaknesses: [CWE-384]", "weaknesses: [session fixation]"), "weaknesses: [CWE-384]"],
  ["cwe/category", withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-264]"), "weaknesses: [CWE-862]"],
  ["cwe/prohibited", withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-1105]"), "weaknesses: [CWE-188]"],
  ["cwe/deprecated", withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-132]"), "weaknesses: [CWE-170]"],
  ["cwe/discouraged", withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-20]"), "weaknesses: [CWE-1284]"],
  [
    "alias/duplicate",
    withLine("aliases: [CVE-2026-12345]", "aliases: [CVE-2026-12345, CVE-2026-12345]"),
    "aliases: [CVE-2026-12345]",
  ],
  [
    "alias/self",
    withLine("aliases: [CVE-2026-12345]", "aliases:", "  - SAMPLE-2026-0001", "  - CVE-2026-12345"),
    undefined,
  ],
  [
    "cve/placeholder",
    withLine("aliases: [CVE-2026-12345]", "aliases: [CVE-2026-12345, CVE-2026-TBD]"),
    "aliases: [CVE-2026-12345]",
  ],
  ["cve/syntax", withLine("aliases: [CVE-2026-12345]", "aliases: [cve-2026-12345]"), "aliases: [CVE-2026-12345]"],
  ["ref/duplicate", withLine("timeline:", "  - type: web", `    url: ${FIX_URL}`, "timeline:"), undefined],
  ["ref/duplicate", withLine("timeline:", `  - { type: web, url: "${FIX_URL}" }`, "timeline:"), undefined],
  ["ref/url-missing", withLine("timeline:", "  - type: web", "timeline:"), undefined],
  [
    "ref/branch-link",
    links("https://example.org/requests/blob/main/a.py"),
    `url: https://example.org/requests/blob/${FIX}/a.py`,
  ],
  ["ref/short-hash", links("https://example.org/requests/commit/3bd8afb"), `url: ${FIX_URL}`],
  [
    "ref/fork",
    links(`https://example.org/robin/requests/commit/${FIX}`).replace(
      "repo: https://example.org/requests",
      "repo: https://example.org/psf/requests",
    ),
    `url: https://example.org/psf/requests/commit/${FIX}`,
  ],
  ["ref/scheme", links("example.org/advisory"), "url: https://example.org/advisory"],
  [
    "ref/repo-scheme",
    withLine("repo: https://example.org/requests", "    repo: git@example.org:psf/requests.git"),
    "repo: https://example.org/psf/requests",
  ],
  [
    "credit/consent-missing",
    withLine("consent: 2026-11-12", "    consent: pending # asked"),
    "consent: 2026-12-01 # asked",
  ],
  ["credit/consent-missing", withLine("consent: 2026-11-12"), "- consent: anonymous"],
  [
    "credit/consent-missing",
    COMPLETE.replace(
      /  - name: Robin[^]*?(?=references)/,
      "  - { name: Robin Reporter, role: reporter, github: robin }\n",
    ),
    "- { consent: declined, name: Robin Reporter, role: reporter, github: robin }",
  ],
  ["text/invisible", withLine("Upgrade to 2.6.0.", "Upgrade to \u200b2.6.0."), "Upgrade to 2.6.0."],
  ["text/html", withLine("Upgrade to 2.6.0.", "Upgrade to 2.6.0 in <b>."), "Upgrade to 2.6.0 in `<b>`."],
  [
    "text/active-html",
    withLine("Upgrade to 2.6.0.", "Upgrade to 2.6.0: <script> is safe."),
    "Upgrade to 2.6.0: `<script>` is safe.",
  ],
  ["text/title-period", titled("title: requests leaks cookies."), "title: requests leaks cookies"],
  ["mail/prefix", titled('title: "[vs] requests leaks cookies"'), 'title: "requests leaks cookies"'],
  ["mail/non-ascii-subject", titled("title: requests – cookies leak"), "title: requests - cookies leak"],
];

/** What a fix brings with it that nobody can write for the author. */
const BRINGS: Readonly<Record<string, string>> = {
  "sec/missing": "sec/unwritten",
  "ver/from-missing": "ver/from-zero",
};

const facts: RepositoryFacts = {
  released: new Map(),
  isPrivate: true,
  unfixed: [],
  unpublished: new Set(),
  people: [],
  manifests: ["pkg:pypi/requests"],
  privateUrls: [],
  elsewhere: new Set(),
  project: {
    publisher: { name: "A", namespace: "https://a.example", cve_org_id: "b" },
    holidays: [],
  } as unknown as RepositoryFacts["project"],
};

describe("quick fixes", () => {
  let context: FixContext;
  before(async () => {
    context = {
      today: "2026-12-01",
      cwe: await loadCweCatalog(),
      manifests: facts.manifests,
      betterLinks: new Map([
        ["https://example.org/requests/blob/main/a.py", `https://example.org/requests/blob/${FIX}/a.py`],
        ["https://example.org/requests/commit/3bd8afb", FIX_URL],
        [`https://example.org/robin/requests/commit/${FIX}`, `https://example.org/psf/requests/commit/${FIX}`],
      ]),
    };
  });
  const lint = (text: string) => lintAdvisory(text, { phase: "publish", now, repository: facts });

  for (const [index, [rule, broken, line]] of FIXED.entries()) {
    it(`solve ${rule} and make nothing else wrong (${index})`, async () => {
      const before = await lint(broken);
      const finding = before.find((found) => found.rule === rule);
      assert.ok(
        finding,
        `it is found: ${before.map((found) => `${found.line} ${found.rule} ${found.message}`).join("; ")}`,
      );
      const fixes = fixesFor(broken, finding, context).filter(({ cursor }) => cursor === undefined);
      assert.ok(fixes.length > 0, "a fix is offered");
      const made = fixes.map((fix) => applied(broken, fix));
      const known = new Set([...before.map(sayings), BRINGS[rule]]);
      for (const [nth, text] of made.entries()) {
        const after = await lint(text);
        const what = `${fixes[nth]!.title}:\n${text.slice(0, 3000)}`;
        const count = (findings: readonly Finding[]) =>
          findings.filter((found) => found.rule === rule && found.message === finding.message).length;
        assert.ok(count(after) < count(before), what);
        const fresh = after.filter((found) => !known.has(sayings(found)) && !known.has(found.rule));
        // Findings that the broken shape hid are not the fix's doing.
        const hidden = rule.startsWith("fm/") ? fresh.filter((found) => found.rule.startsWith("fm/")) : fresh;
        assert.deepEqual(hidden.map(sayings), [], what);
      }
      if (line !== undefined) {
        assert.ok(
          made.some((text) => text.split("\n").some((one) => one.trim() === line)),
          made[0],
        );
      } else {
        assert.ok(made.every((text) => text !== broken));
      }
    });
  }

  it("are shown here for every rule that has one", () => {
    const shown = new Set(FIXED.map(([rule]) => rule));
    assert.deepEqual(
      Object.keys(MAKERS).filter((rule) => !shown.has(rule)),
      [],
    );
  });

  it("leave the rest of the text alone", async () => {
    for (const [rule, broken] of FIXED.filter(([name]) => name !== "sec/order")) {
      const finding = (await lint(broken)).find((found) => found.rule === rule)!;
      for (const fix of fixesFor(broken, finding, context)) {
        const [old, made] = [broken.split("\n"), applied(broken, fix).split("\n")];
        const same = made.filter((line) => old.includes(line)).length;
        assert.ok(same >= old.length - 3, `${rule}: ${fix.title}`);
      }
    }
  });

  it("insert a section before the next heading, also where a heading stands in code", async () => {
    const broken = withLine("## Workarounds", "### Workarounds").replace(
      "## Impact",
      "```\n## Details\n```\n\n## Impact",
    );
    const missing = (await lint(broken)).filter(({ rule }) => rule === "sec/missing");
    assert.equal(missing.length, 1);
    const [fix] = fixesFor(broken, missing[0]!, context);
    assert.match(applied(broken, fix!), /## Workarounds\n\n<!-- .* -->\n\n## Internal notes/);
    const open = broken.replace("```\n\n", "\n");
    assert.ok(
      fixesFor(open, missing[0]!, context).every(({ title }) => title.startsWith("Accept")),
      "not into open code",
    );
  });

  it("link to no other place than the one that was looked up", async () => {
    const broken = links("https://example.org/requests/blob/main/b.py");
    const finding = (await lint(broken)).find(({ rule }) => rule === "ref/branch-link")!;
    assert.deepEqual(
      fixesFor(broken, finding, context).map(({ title }) => title),
      ["Accept ref/branch-link with a reason…"],
    );
  });

  it("accept a rule once a reason is written, and offer that for nothing that stops an export", async () => {
    const text = withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-20]");
    for (const broken of [text, text.replace("weaknesses:", "lint: []\nweaknesses:")]) {
      const finding = (await lint(broken)).find(({ rule }) => rule === "cwe/discouraged")!;
      const fix = fixesFor(broken, finding, context).at(-1)!;
      const written = `${fix.text.slice(0, fix.cursor)}Known only so far.${fix.text.slice(fix.cursor)}`;
      assert.deepEqual(await lint(applied(broken, { ...fix, text: written })), []);
      for (const { id } of RULES.filter(({ stopsExport }) => stopsExport)) {
        assert.ok(
          fixesFor(broken, { ...finding, rule: id }, context).every(({ cursor }) => cursor === undefined),
          id,
        );
      }
    }
  });
});

function sayings({ rule, message }: Finding): string {
  return `${rule} ${message}`;
}

function applied(text: string, { at, end, text: added }: Fix): string {
  const lines = text.split("\n");
  const before = [...lines.slice(0, at.line - 1), lines[at.line - 1]!.slice(0, at.column - 1)].join("\n");
  const after = [(lines[end.line - 1] ?? "").slice(end.column - 1), ...lines.slice(end.line)].join("\n");
  return before + added + after;
}
