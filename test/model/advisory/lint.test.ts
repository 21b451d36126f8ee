import assert from "node:assert/strict";
import { ACCEPTANCE_RULES } from "../../../src/model/advisory/accepted";
import { RULES } from "../../../src/model/advisory/lintRules";
import type { LintPhase } from "../../../src/model/advisory/finding";
import type { RepositoryFacts } from "../../../src/model/advisory/repositoryFacts";
import { NO_PROJECT_CONFIG } from "../../../src/model/projectConfig";
import { lintAdvisory } from "../../../src/stages/advise/lint";
import { COMPLETE, withLine, withText } from "../../support/advisory";

const now = new Date("2026-12-02T09:00:00Z");
const LONG = "x".repeat(121);
const interval = (...lines: string[]) => withLine("fixed: 2.6.0", ...lines.map((line) => `        ${line}`));
const without = (line: string) => withLine(line);
const npm = (from: string, fixed: string) =>
  withLine("- purl: pkg:pypi/requests", "  - purl: pkg:npm/requests")
    .replace("from: 2.1.0", `from: ${from}`)
    .replace("fixed: 2.6.0", `fixed: ${fixed}`);

const told = (day: string) =>
  COMPLETE.replace("discovery: external", "discovery: external\n  prenotify: [linux-distros]").replace(
    "timeline:\n",
    `timeline:\n  - { at: ${day}, event: prenotified }\n`,
  );
const linkOnly = COMPLETE.replace(/A redirect can.*/, "See https://example.org/advisory.").replace(
  /A host that answers.*/,
  "All of it is there, at https://example.org/advisory.",
);

/** Rule, what breaks it, and the line where it must be reported (0: anywhere). */
const BROKEN: readonly (readonly [rule: string, text: string, line: number])[] = [
  ["fm/size", "x".repeat(1024 * 1024 + 1), 1],
  ["fm/start", COMPLETE.replace("---", "---js"), 1],
  ["fm/start", "", 1],
  ["fm/end", "---\nid: X\n", 1],
  ["fm/encoding", COMPLETE.replace("Upgrade", "Up\u0000grade"), 0],
  ["fm/encoding", COMPLETE.replace("Upgrade", "Up\ufffdgrade"), 0],
  ["fm/anchor-or-tag", withLine("label: moderate", "  label: &a moderate"), 12],
  ["fm/anchor-or-tag", withLine("label: moderate", "  label: *a"), 12],
  ["fm/anchor-or-tag", withLine("label: moderate", "  label: !!js/function moderate"), 12],
  ["fm/duplicate-key", withLine("status: published", "status: published", "status: draft"), 5],
  ["fm/syntax", withLine("label: moderate", "  label: [moderate"), 0],
  ["fm/unknown-key", withLine("status: published", "status: published", "titel: X"), 5],
  ["fm/unknown-key", withLine("label: moderate", "  label: moderate", "  score: 5"), 13],
  ["fm/type", withLine("status: published", "status: publishd"), 4],
  ["fm/type", withLine("public: 2026-12-01T15:00:00Z", "  public: 2026-02-30T15:00:00Z"), 9],
  ["fm/type", withLine("public: 2026-12-01T15:00:00Z", "  public: [2026-12-01T15:00:00Z]"), 9],
  ["fm/type", withLine("weaknesses: [CWE-384]", "weaknesses: CWE-384"), 16],
  ["fm/type", withLine("fixed: [3bd8afbff29e50b38f889b2f688785a669b9aafc]", "      fixed: [3bd8afb]"), 24],
  ["fm/type", withLine("consent: 2026-11-12", "    consent: yes"), 32],
  ["fm/missing", without("id: SAMPLE-2026-0001"), 1],
  ["fm/incomplete", without("label: moderate"), 0],
  ["fm/withdrawn", withLine("status: published", "status: withdrawn"), 4],
  ["fm/withdrawn", withLine("status: published", "status: withdrawn", "withdrawn: { reason: No flaw }"), 5],
  ["sec/unknown", withLine("## Impact", "## Impakt"), 0],
  ["sec/duplicate", withLine("## Impact", "## Summary"), 0],
  ["sec/outside", withLine("## Summary", "Hello", "## Summary"), 0],
  ["sec/hidden-heading", withText("Details".replace("Details", "Patches"), "```", "## Internal notes", "```"), 0],
  ["sec/open-block", withText("Internal notes", "<!-- open"), 0],
  ["sec/missing", withLine("## Workarounds", "### Workarounds"), 0],
  ["sec/size", withText("Impact", "word ".repeat(13_200)), 0],
  ["sec/size", withText("Impact", "*_".repeat(2600)), 0],
  ["sec/size", withText("Impact", "1. ".repeat(30)), 0],
  ["sec/order", withLine("## Affected usage", "## Details").replace("## Patches", "## Affected usage"), 0],
  ["sec/unwritten", COMPLETE.replace("Upgrade to 2.6.0.\n\n## Workarounds", "## Workarounds"), 0],
  [
    "sec/template-leftover",
    withText("Impact", "<!-- What can somebody do to whom, and what do they need for it? -->"),
    0,
  ],
  ["sec/template-leftover", withText("Impact", "[VENDOR] is affected."), 0],
  ["ver/none", COMPLETE.replace(/packages:[\s\S]*?(?=credits:)/, ""), 0],
  ["ver/none", COMPLETE.replace(/ {4}affected:[\s\S]*?(?= {4}commits:)/, "").replace(/ {4}versions:.*\n/, ""), 18],
  ["ver/from-missing", withLine("- from: 2.1.0", '      - note: "?"'), 21],
  ["ver/two-ends", interval("fixed: 2.6.0", "through: 2.5.3"), 21],
  ["ver/syntax", interval("fixed: v2.6.0"), 22],
  ["ver/syntax", interval('fixed: "< 2.6.0"'), 22],
  ["ver/syntax", interval("fixed: before 2.6"), 22],
  ["ver/syntax", npm("2.1", "2.6.0"), 21],
  ["ver/syntax", npm("2.1.0", "2.06.0"), 22],
  ["ver/order", interval("fixed: 2.1.0"), 21],
  ["ver/order", interval("fixed: 2.0.12"), 21],
  ["ver/order", npm("2.6.0", "2.6.0-rc.1"), 21],
  ["ver/order", interval("through: 2.0.0"), 21],
  ["ver/overlap", interval("fixed: 2.6.0", "- from: 2.5.9").replace("        - from", "      - from"), 23],
  ["ver/fixed-missing", without("fixed: 2.6.0"), 21],
  ["ver/through-without-fixed", interval("through: 2.5.3"), 21],
  ["ver/from-zero", withLine("- from: 2.1.0", '      - from: "0"'), 21],
  ["pkg/purl-syntax", withLine("- purl: pkg:pypi/requests", "  - purl: requests"), 18],
  ["pkg/purl-versioned", withLine("- purl: pkg:pypi/requests", '  - purl: "pkg:pypi/requests@2.0"'), 18],
  ["pkg/name-normal", withLine("- purl: pkg:pypi/requests", "  - purl: pkg:pypi/Re_quests"), 18],
  ["pkg/ecosystem-unknown", withLine("- purl: pkg:pypi/requests", "  - purl: pkg:generic/requests"), 18],
  [
    "pkg/unnamed",
    withLine("- purl: pkg:pypi/requests", "  - purl:").replace("    repo: https://example.org/requests\n", ""),
    18,
  ],
  ["cvss/syntax", COMPLETE.replace("CVSS:3.1/AV:N", "CVSS:3.1/AV:Q"), 14],
  ["cvss/duplicate-version", COMPLETE.replace(/CVSS:4\.0.*/, "CVSS:3.1/AV:L/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:N"), 15],
  ["cwe/syntax", withLine("weaknesses: [CWE-384]", 'weaknesses: ["384"]'), 16],
  ["cwe/missing", without("weaknesses: [CWE-384]"), 0],
  ["cve/syntax", withLine("aliases: [CVE-2026-12345]", "aliases: [CVE-26-1]"), 6],
  ["cve/placeholder", withLine("aliases: [CVE-2026-12345]", "aliases: [CVE-2026-TBD]"), 6],
  ["cve/missing", without("aliases: [CVE-2026-12345]"), 0],
  ["cve/year", withLine("aliases: [CVE-2026-12345]", "aliases: [CVE-2062-12345]"), 6],
  ["cve/year", withLine("aliases: [CVE-2026-12345]", "aliases: [CVE-1026-12345]"), 6],
  ["alias/duplicate", withLine("aliases: [CVE-2026-12345]", "aliases: [CVE-2026-12345, CVE-2026-12345]"), 6],
  ["alias/self", withLine("aliases: [CVE-2026-12345]", "aliases: [CVE-2026-12345, SAMPLE-2026-0001]"), 6],
  ["credit/name-missing", withLine("- name: Robin Reporter", "  - org: Example"), 29],
  ["credit/consent-missing", withLine("consent: 2026-11-12", "    consent: pending"), 32],
  ["credit/consent-missing", without("consent: 2026-11-12"), 29],
  [
    "credit/declined-but-named",
    withText("Impact", "Found by robin reporter.").replace("consent: 2026-11-12", "consent: declined"),
    0,
  ],
  ["credit/no-reporter", withLine("role: reporter", "    role: sponsor"), 0],
  ["credit/email-in-text", withText("Impact", "Ask robin@example.net."), 0],
  ["leak/internal-section", withText("Impact", "### Internal notes", "secret"), 0],
  ["leak/internal-section", withText("Impact", "**Proof of Concept:**", "secret"), 0],
  ["leak/internal-section", withText("Impact", "Internal notes", "--------------", "secret"), 0],
  ["leak/tlp", withText("Impact", "TLP:AMBER"), 0],
  ["leak/tlp", withText("Impact", "Please do not share this."), 0],
  ["leak/private-remote", withText("Impact", "https://example.org/x/requests-ghsa-2222-3333-4444"), 0],
  ["leak/env", withText("Impact", `The token ghp_${"a1".repeat(18)}`), 0],
  ["leak/env", withText("Impact", "`/home/robin/project/x.py`"), 0],
  ["leak/internal-host", withText("Impact", "See http://wiki.corp/x or 10.1.2.3."), 0],
  ["leak/poc", withText("Impact", "### Steps to reproduce"), 0],
  ["leak/code-block", withText("Impact", "```", "x", "```"), 0],
  ["date/public-before-reported", withLine("reported: 2026-11-10T09:00:00Z", "  reported: 2026-12-02"), 9],
  ["date/embargo-past", withLine("status: published", "status: embargoed"), 9],
  ["date/published-ahead", withLine("public: 2026-12-01T15:00:00Z", "  public: 2026-12-03T15:00:00Z"), 9],
  ["date/distros-14d", told("2026-11-16"), 9],
  [
    "date/weekday",
    withLine("status: published", "status: embargoed").replace("2026-12-01T15:00:00Z", "2026-12-04T15:00:00Z"),
    9,
  ],
  ["date/90d", withLine("reported: 2026-11-10T09:00:00Z", "  reported: 2026-09-01"), 9],
  ["ref/scheme", withLine("- type: fix", "  - { type: web, url: javascript:alert }", "  - type: fix"), 34],
  ["ref/scheme", withLine("- type: fix", "  - { type: web, url: https://robin@example.org/ }", "  - type: fix"), 34],
  ["ref/url-missing", withLine("- type: fix", "  - type: web", "  - type: fix"), 34],
  ["ref/repo-scheme", withLine("repo: https://example.org/requests", "    repo: git@example.org:x/requests"), 19],
  ["ref/short-hash", COMPLETE.replace(/commit\/3bd8afb\w*/, "commit/3bd8afb"), 35],
  [
    "ref/branch-link",
    withLine("- type: fix", "  - { type: web, url: https://example.org/x/blob/main/a.py }", "  - type: fix"),
    34,
  ],
  [
    "ref/duplicate",
    withLine("- type: fix", "  - url: https://example.org/a", "  - url: https://example.org/a", "  - type: fix"),
    35,
  ],
  [
    "ref/fork",
    COMPLETE.replace("repo: https://example.org/requests", "repo: https://example.org/psf/requests.git").replace(
      "https://example.org/requests/commit",
      "https://Example.org/robin/requests/commit",
    ),
    35,
  ],
  ["ref/none", COMPLETE.replace(/references:[\s\S]*?(?=timeline:)/, ""), 0],
  ["ref/fix-missing", withLine("- type: fix", "  - type: web"), 0],
  ["text/invisible", withText("Impact", "admin\u202etxt"), 0],
  ["text/active-html", withText("Impact", "<script>alert(1)</script>"), 0],
  ["text/active-html", withText("Impact", "<img", " src=x onerror=alert(1)>"), 0],
  ["text/active-html", withText("Impact", "<b style=top:0>x</b>"), 0],
  ["text/active-html", withText("Impact", "<a href=&#106;avascript:x>x</a>"), 0],
  ["text/unsafe-link", withText("Impact", "[x](javascript:alert(1))"), 0],
  ["text/unsafe-link", withText("Impact", "[x](<command:workbench.action.quit>)"), 0],
  ["text/unsafe-link", withText("Impact", "[x][y]", "", "[y]: data:text/html,x"), 0],
  ["text/unsafe-link", withText("Impact", "[x](java&#x73;cript&colon;alert(1))"), 0],
  ["text/unsafe-link", withText("Impact", "<vbscript:x>"), 0],
  ["text/html", withText("Impact", "It is <b>bad</b>."), 0],
  ["text/no-impact", COMPLETE.replace(/A host that answers.*/, "Bad."), 0],
  ["text/no-upgrade", COMPLETE.replace("Upgrade to 2.6.0.\n\n## Workarounds", "There is one.\n\n## Workarounds"), 0],
  ["text/title-period", COMPLETE.replace('redirect"', 'redirect."'), 5],
  ["ver/outside", withLine("versions: [2.1.0, 2.5.3]", "    versions: [2.1.0, 2.6.0]"), 25],
  ["ver/text-mismatch", withText("Patches", "Upgrade to 2.7.0."), 0],
  [
    "ver/git-only",
    withLine("- purl: pkg:pypi/requests", "  - product: requests").replace(/ {4}versions: .*\n/, ""),
    18,
  ],
  [
    "pkg/duplicate",
    COMPLETE.replace(
      "credits:",
      "  - { purl: pkg:pypi/requests, affected: [{ from: 3.0.0, fixed: 3.1.0 }] }\ncredits:",
    ),
    0,
  ],
  [
    "pkg/vex-justification",
    withLine("- purl: pkg:pypi/requests", "  - purl: pkg:pypi/requests", "    status: not_affected"),
    19,
  ],
  ["cvss/label-mismatch", withLine("label: moderate", "  label: critical"), 12],
  ["cvss/v2-only", COMPLETE.replace(/ {4}- CVSS:3.1.*\n {4}- CVSS:4.0.*\n/, "    - AV:N/AC:M/Au:N/C:P/I:P/A:N\n"), 14],
  ["cvss/v3.0", COMPLETE.replace("CVSS:3.1", "CVSS:3.0"), 14],
  ["cvss/no-v4", COMPLETE.replace(/ {4}- CVSS:4.0.*\n/, ""), 14],
  ["cwe/unknown", withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-99999]"), 16],
  ["cwe/category", withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-264]"), 16],
  ["cwe/prohibited", withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-1041]"), 16],
  ["cwe/deprecated", withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-132]"), 16],
  ["cwe/discouraged", withLine("weaknesses: [CWE-384]", "weaknesses: [CWE-20]"), 16],
  ["credit/no-login", withLine("github: robin").replace("aliases: [", "aliases: [GHSA-2222-3333-4444, "), 0],
  ["leak/exploit-code", withText("Impact", "```", "curl -X POST http://victim.example/ -d x", "```"), 0],
  ["mail/non-ascii-subject", COMPLETE.replace(/title: .*/, "title: Größe"), 5],
  ["mail/prefix", COMPLETE.replace('title: "', 'title: "[vs] '), 5],
  ["mail/link-only", linkOnly, 0],
  ["mail/line-length", withText("Impact", "```", LONG, "```"), 0],
  [
    "lint/unknown-rule",
    withLine("status: published", "status: published", "lint: [{ rule: text/htlm, reason: x }]"),
    5,
  ],
  ["lint/not-accepted", withLine("status: published", "status: published", "lint: [{ rule: leak/tlp, reason: x }]"), 5],
  ["lint/reason-missing", withLine("status: published", "status: published", "lint: [{ rule: text/html }]"), 5],
  ["lint/unused", withLine("status: published", "status: published", "lint: [{ rule: text/html, reason: x }]"), 5],
  ["text/length", COMPLETE.replace(/title: .*/, `title: ${LONG}`), 5],
  ["text/first-person", withText("Impact", "We think so."), 0],
  ["text/relative-time", withText("Impact", "It was found recently."), 0],
];

const PUBLISHED = {
  name: "The Project",
  namespace: "https://example.org",
  cve_org_id: "11111111-2222-4333-8444-555555555555",
};
const SILENT: RepositoryFacts = {
  released: new Map([["pkg:pypi/requests", ["2.1.0", "2.5.3", "2.6.0"]]]),
  isPrivate: true,
  unfixed: [],
  unpublished: new Set(),
  people: [],
  manifests: ["pkg:pypi/requests"],
  privateUrls: ["ssh://git@git.example.net/security/fixes.git"],
  elsewhere: new Set(["CVE-2026-1"]),
  project: {
    ...NO_PROJECT_CONFIG,
    publisher: { ...PUBLISHED, category: undefined, contact: undefined, cve_short_name: undefined },
  },
};
const FIX = "3bd8afbff29e50b38f889b2f688785a669b9aafc";
const KIM = { name: "Kim", role: "reporter", from: "Reported-by" } as const;
const released = (...versions: string[]) => new Map([["pkg:pypi/requests", versions]]);

/** Rule, what the repository says to break it, the line, and its severity before publication and at it. */
const BROKEN_IN_REPOSITORY: readonly (readonly [
  string,
  Partial<RepositoryFacts>,
  number,
  string | undefined,
  string,
])[] = [
  ["ver/fixed-untagged", { released: released("2.1.0", "2.5.3") }, 22, "warning", "error"],
  ["ver/tag-missing", { released: released("2.5.3", "2.6.0") }, 21, "warning", "warning"],
  ["ver/tag-missing", { released: released("2.1.0", "2.6.0") }, 25, "warning", "warning"],
  ["ver/tag-missing", { released: released("2.1.0", "2.5.3"), isPrivate: false }, 22, "warning", "warning"],
  ["pkg/manifest-mismatch", { manifests: ["pkg:pypi/requests-core"] }, 18, "warning", "warning"],
  ["id/reserved-elsewhere", { elsewhere: new Set(["CVE-2026-12345"]) }, 6, "warning", "warning"],
  ["leak/private-remote", { privateUrls: ["git@example.org:requests.git"] }, 19, undefined, "error"],
  ["ver/branch-unfixed", { unfixed: ["2.5.x"] }, 18, "warning", "warning"],
  ["leak/commit-unpublished", { unpublished: new Set([FIX]) }, 24, undefined, "warning"],
  ["credit/trailer-mismatch", { people: [KIM] }, 29, undefined, "warning"],
];

const PUBLISHER = ["pub/name-missing", "pub/namespace-missing", "pub/cna-missing"];

describe("the advisory's lint", () => {
  it("finds nothing in a complete advisory", async () => {
    assert.deepEqual(await lintAdvisory(COMPLETE, { phase: "publish", now }), []);
  });

  it("reads a byte order mark and CRLF as if they were not there", async () => {
    const text = `\ufeff${COMPLETE.replace(/\n/g, "\r\n")}`;
    assert.deepEqual(await lintAdvisory(text, { phase: "publish", now }), []);
  });

  for (const [rule, text, line] of BROKEN) {
    it(`reports ${rule}${line ? ` in line ${line}` : ""}`, async () => {
      const findings = await lintAdvisory(text, { phase: "publish", now });
      const found = findings.filter((finding) => finding.rule === rule);
      assert.notEqual(found.length, 0, `found only ${findings.map((finding) => finding.rule).join(", ") || "nothing"}`);
      if (line) assert.equal(found[0]?.line, line);
      for (const { message, hint, why, source } of found) {
        assert.match(message, /\S[.?]$/);
        for (const sentence of [hint, why]) assert.match(sentence, /\S[.…]$/);
        assert.ok(source.length > 5);
        assert.doesNotMatch(message + hint + why, /!/);
      }
    });
  }

  for (const [rule, facts, line, draft, publish] of BROKEN_IN_REPOSITORY) {
    it(`reports ${rule} in line ${line} when the repository says so`, async () => {
      const repository = { ...SILENT, ...facts };
      const severityIn = async (phase: LintPhase) =>
        (await lintAdvisory(COMPLETE, { phase, now, repository })).find(
          (finding) => finding.rule === rule && finding.line === line,
        )?.severity;
      assert.deepEqual([await severityIn("draft"), await severityIn("publish")], [draft, publish]);
    });
  }

  it("says nothing of a repository that agrees, that has no releases, or that nobody looked into", async () => {
    for (const repository of [SILENT, { ...SILENT, released: new Map<string, string[]>() }]) {
      assert.deepEqual(await lintAdvisory(COMPLETE, { phase: "publish", now, repository }), []);
    }
  });

  it("says when the fix names somebody who declined to be named", async () => {
    const text = withLine("consent: 2026-11-12", "    consent: declined");
    const people = [
      { ...KIM, name: "Robin Reporter" },
      { ...KIM, name: "Robin Reporter", from: "author" },
    ];
    const findings = await lintAdvisory(text, { phase: "publish", now, repository: { ...SILENT, people } });
    assert.deepEqual(
      findings.map(({ rule, line }) => [rule, line]),
      [["credit/trailer-mismatch", 29]],
    );
  });

  it("has a case for every rule", () => {
    const named = [...BROKEN, ...BROKEN_IN_REPOSITORY].map(([rule]) => rule);
    const tested = new Set([...named, ...PUBLISHER, "date/holiday"]);
    assert.deepEqual(
      [...RULES.map(({ id }) => id), ...ACCEPTANCE_RULES].filter((id) => !tested.has(id)),
      [],
    );
  });

  it("names each rule once", () => {
    assert.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
  });

  it("leaves out what was accepted with a reason, and nothing else", async () => {
    const accepted = "lint: [{ rule: text/first-person, reason: The project speaks for itself here }]";
    const text = withText("Impact", "We think so. It was found recently.").replace("status:", `${accepted}\nstatus:`);
    const rules = (await lintAdvisory(text, { phase: "publish", now })).map(({ rule }) => rule);
    assert.deepEqual(rules, ["text/relative-time"]);
  });

  it("asks who publishes where a project was asked", async () => {
    const project = NO_PROJECT_CONFIG;
    const rules = (await lintAdvisory(COMPLETE, { phase: "publish", now, project })).map(({ rule }) => rule);
    assert.deepEqual(rules, PUBLISHER);
    assert.deepEqual(await lintAdvisory(COMPLETE, { phase: "draft", now, project }), []);
  });

  it("knows the holidays of the project, of one year and of every year", async () => {
    const text = withLine("status: published", "status: embargoed").replace("2026-12-01T15", "2026-12-24T15");
    for (const [holidays, found] of [
      [["2026-12-24"], true],
      [["12-24"], true],
      [["2025-12-24", "12-25"], false],
    ] as const) {
      const project = { ...NO_PROJECT_CONFIG, holidays };
      const rules = (await lintAdvisory(text, { phase: "draft", now, project })).map(({ rule }) => rule);
      assert.equal(rules.includes("date/holiday"), found, holidays.join());
    }
  });

  it("lets the list of distributions be told 14 days before, not 15", async () => {
    assert.deepEqual(await lintAdvisory(told("2026-11-18"), { phase: "publish", now }), []);
  });

  it("asks for consent only when it is to be published", async () => {
    const text = withLine("consent: 2026-11-12", "    consent: pending");
    assert.deepEqual(await lintAdvisory(text, { phase: "draft", now }), []);
  });

  it("says what was probably meant", async () => {
    const [finding] = await lintAdvisory(withLine("status: published", "status: published", "titel: X"), {
      phase: "draft",
    });
    assert.match(finding!.message, /Did you mean "title"\?/);
  });

  it("judges 500 lines within a frame of typing, most of the time", async () => {
    const text = withText("Impact", ...Array.from({ length: 450 }, (_, index) => `Line ${index} of a long text.`));
    const times: number[] = [];
    for (let run = 0; run < 21; run += 1) {
      const start = performance.now();
      await lintAdvisory(text, { phase: "publish", now });
      times.push(performance.now() - start);
    }
    const median = times.sort((a, b) => a - b)[10]!;
    assert.ok(median < 160, `median ${median.toFixed(1)} ms`); // ten times the budget: never red for a busy machine
  });
});
