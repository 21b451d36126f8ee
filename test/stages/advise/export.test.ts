import assert from "node:assert/strict";
import { draftAdvisory } from "../../../src/stages/advise/draft";
import { exportAdvisory, exportRelease } from "../../../src/stages/advise/export";
import { EXPORT_FORMATS, isExportFormat, type ExportFormat } from "../../../src/stages/advise/exports/formats";
import { readMail } from "../../../src/tools/mail/readMail";
import { COMPLETE, withLine, withText } from "../../support/advisory";
import { makeRecord, oid } from "../../support/caseRecord";
import { csafFindings } from "../../support/csafFindings";
import { refusedWith } from "../../support/refusal";
import { officialSchema } from "../../support/schemas";

const now = new Date("2026-12-02T09:00:00.123Z");
const SENTINEL = "sentinel-7f3a91";
/** Mails to the person who reported it may name that person. */
const TO_REPORTER: readonly string[] = ["ack", "reporter-check"];
const FORMATS = EXPORT_FORMATS.filter((format) => !TO_REPORTER.includes(format));
const publisher = {
  name: "The Project",
  namespace: "https://project.example.org",
  category: "vendor",
  contact: "security@example.org",
  cve_org_id: "c1f1b8a0-0b0a-4c3d-8e2f-0123456789ab",
  cve_short_name: "project",
} as const;

const record = makeRecord();
const draft = draftAdvisory({
  id: record.id,
  title: record.title,
  reportedAt: record.createdAt,
  reporter: { name: SENTINEL, mail: `${SENTINEL}@example.net` },
  packages: [{ purl: "pkg:npm/%40acme/client", files: ["src/a.js"] }],
  unread: [],
  releases: ["1.0.0"],
  fixCommits: [oid("1")],
  files: ["src/a.js"],
});
const packages = (...lines: string[]) =>
  COMPLETE.replace(/packages:[\s\S]*?(?=credits:)/, `packages:\n${lines.map((line) => `  ${line}\n`).join("")}`);

/** Another flaw that the release of `COMPLETE` fixes. */
const SECOND = COMPLETE.replace("CVE-2026-12345", "CVE-2026-22222")
  .replace("id: SAMPLE-2026-0001", "id: SAMPLE-2026-0002")
  .replace('title: "requests: cookies reach the wrong host after a redirect"', "title: A second flaw")
  .replace("label: moderate", "label: critical")
  .replace("A redirect can send the cookies", "A header can send the cookies");

/** A third, in other packages, without a number. */
const THIRD = packages(
  "- purl: pkg:npm/x",
  "  versions: [1.0.0]",
  "- purl: pkg:maven/org.example/y",
  "  versions: ['1.0']",
)
  .replace("id: SAMPLE-2026-0001", "id: SAMPLE-2026-0003")
  .replace("aliases: [CVE-2026-12345]", "aliases: []");

/** Advisories of many shapes; every one must give a valid OSV record. */
const SHAPES: readonly (readonly [name: string, text: string])[] = [
  ["a complete advisory", COMPLETE],
  ["a fresh draft", draft],
  ["a draft without a package", draft.replace(/purl: .*/, "purl:")],
  ["a repository without a registry", withLine("- purl: pkg:pypi/requests", "  - purl: pkg:generic/x")],
  ["no packages at all", COMPLETE.replace(/packages:[\s\S]*?(?=credits:)/, "")],
  [
    "several ranges, one with its last version",
    packages(
      "- purl: pkg:npm/x",
      '  affected: [{ from: "0", fixed: 1.0.0 }, { from: 2.0.0, through: 2.1.0 }, { from: 3.0.0, open: "true" }]',
    ),
  ],
  ["versions that are not semver in npm", packages("- purl: pkg:npm/x", '  affected: [{ from: "0", fixed: "2.1" }]')],
  [
    "two packages",
    packages("- purl: pkg:npm/x", "  versions: [1.0.0]", "- purl: pkg:maven/org.example/y", "  versions: ['1.0']"),
  ],
  ["a database's own id", withLine("id: SAMPLE-2026-0001", "id: GHSA-2222-3333-4444")],
  ["a placeholder for a number", withLine("aliases: [CVE-2026-12345]", "aliases: [CVE-2026-TBD]")],
  [
    "a withdrawal",
    withLine(
      "status: published",
      "status: withdrawn",
      "withdrawn: { at: 2026-12-02T09:00:00Z, reason: No flaw, replaced_by: [GHSA-2222-3333-4444] }",
    ),
  ],
  [
    "every type of reference",
    withLine(
      "- type: fix",
      ..."advisory introduced report article discussion release-notes package detection mitigation exploit web"
        .split(" ")
        .map((type) => `  - { type: ${type}, url: https://example.org/${type} }`),
      "  - type: fix",
    ),
  ],
  [
    "every role",
    withLine(
      "- name: Robin Reporter",
      ..."finder reporter analyst coordinator remediation-developer remediation-reviewer remediation-verifier tool sponsor other"
        .split(" ")
        .map((role) => `  - { name: N, role: ${role}, consent: 2026-11-12 }`),
      "  - name: Robin Reporter",
    ),
  ],
];

/** What the samples leave open, and only that: no score, no CVE id, no weakness, ranges in place of listed versions. */
const MISSING_IN_THE_SAMPLE =
  /Test_6_2_3: .*missing score|Test_6_3_3: .*missing CVE|Test_6_3_4: .*missing cwe|Test_6_3_(?:9|10): /;

describe("exports of an advisory", () => {
  const osv = officialSchema("osv-1.7.5.schema.json")!;
  const ghsa = officialSchema("ghsa-create.schema.json")!;
  const cve = officialSchema("cve-cna-5.1.1.schema.json");
  for (const [format, validate] of Object.entries({ osv, ghsa, cve })) {
    for (const [name, text] of SHAPES) {
      it(`are valid ${format} for ${name}`, async function () {
        if (!validate) return this.skip();
        const record: unknown = JSON.parse(await exportAdvisory(text, format as "osv", { now, publisher }));
        assert.ok(validate(record), JSON.stringify(validate.errors, null, 1));
      });
    }
  }

  describe("as CSAF and VEX, before a validator", () => {
    const formats = ["csaf", "vex"] as const;
    const shapes = SHAPES.flatMap(([name, text]) =>
      formats.map((format) => ({ name: `${format}, ${name}`, text, format })),
    );
    let found: Record<string, string[]>;

    before(async function () {
      this.timeout(180_000); // it compiles a hundred schemas when it starts: one start for all
      const documents = await Promise.all(
        shapes.map(({ text, format }) => exportAdvisory(text, format, { now, publisher })),
      );
      const together = await Promise.all(
        formats.map((format) => exportRelease([COMPLETE, SECOND, THIRD], format, { now, publisher })),
      );
      const { tests, findings } = csafFindings([...documents, ...together, '{"document":{}}']);
      assert.ok(tests > 60, `only ${tests} tests`);
      found = Object.fromEntries(
        [...shapes.map(({ name }) => name), ...formats.map((format) => `${format}, several`), "wrong"].map(
          (name, index) => [name, findings[index]!],
        ),
      );
    });

    for (const { name } of shapes) {
      it(`has no errors: ${name}`, () => {
        const wrong = found[name]!.filter((one) => !MISSING_IN_THE_SAMPLE.test(one));
        assert.deepEqual(wrong, []);
      });
    }

    for (const format of formats) {
      it(`leaves nothing at all to say of a complete advisory: ${format}`, () => {
        assert.deepEqual(found[`${format}, a complete advisory`], []);
      });
    }

    for (const format of formats) {
      it(`has no errors about several flaws of one release: ${format}`, () => {
        assert.deepEqual(
          found[`${format}, several`]!.filter((one) => !MISSING_IN_THE_SAMPLE.test(one)),
          [],
        );
      });
    }

    it("would be told what is wrong", () => assert.notDeepEqual(found["wrong"], []));
  });

  it("carry the facts into OSV", async () => {
    const osv = JSON.parse(await exportAdvisory(COMPLETE, "osv", { now, publisher })) as Record<string, unknown>;
    const { details, ...facts } = osv;
    assert.match(details as string, /^## Summary\n\nA redirect can[\s\S]*\n\n## Workarounds\n\nTurn off redirects/);
    assert.deepEqual(facts, {
      schema_version: "1.7.5",
      id: "x_SAMPLE-2026-0001",
      modified: "2026-12-02T09:00:00Z",
      published: "2026-12-01T15:00:00Z",
      aliases: ["CVE-2026-12345"],
      summary: "requests: cookies reach the wrong host after a redirect",
      severity: [
        { type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:N" },
        { type: "CVSS_V4", score: "CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:P/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N" },
      ],
      affected: [
        {
          package: { ecosystem: "PyPI", name: "requests", purl: "pkg:pypi/requests" },
          ranges: [
            { type: "ECOSYSTEM", events: [{ introduced: "2.1.0" }, { fixed: "2.6.0" }] },
            {
              type: "GIT",
              repo: "https://example.org/requests",
              events: [{ introduced: "0" }, { fixed: "3bd8afbff29e50b38f889b2f688785a669b9aafc" }],
            },
          ],
          versions: ["2.1.0", "2.5.3"],
          ecosystem_specific: { symbols: ["requests.sessions.resolve_redirects"], files: ["requests/sessions.py"] },
        },
      ],
      references: [
        { type: "FIX", url: "https://example.org/requests/commit/3bd8afbff29e50b38f889b2f688785a669b9aafc" },
      ],
      credits: [{ name: "Robin Reporter", contact: ["https://github.com/robin"], type: "REPORTER" }],
      database_specific: { cwe_ids: ["CWE-384"], severity: "MODERATE" },
    });
  });

  it("are a page for people in Markdown", async () => {
    const page = await exportAdvisory(COMPLETE, "markdown", { now, publisher });
    assert.match(
      page,
      /^# requests: cookies reach the wrong host after a redirect\n\n- \*\*Id:\*\* SAMPLE-2026-0001, CVE/,
    );
    assert.match(page, /\n- \*\*Affected:\*\* requests \(PyPI\) from 2\.1\.0 before 2\.6\.0 \(fixed in 2\.6\.0\)\n/);
    assert.match(page, /\n- \*\*Severity:\*\* moderate, 4\.2 \(`CVSS:3\.1\/\S+`\), 2\.3 \(`CVSS:4\.0\/\S+`\)\n/);
    assert.match(page, /\n## Credits\n\n- Robin Reporter \(reporter\)\n/);
  });

  for (const format of FORMATS) {
    it(`never hold private sections, comments, contacts or people without consent: ${format}`, async () => {
      const hidden = [
        withText("Internal notes", SENTINEL),
        withText("Internal notes", "### Deeper", "```", SENTINEL, "```"),
        withLine("## Internal notes", "## Proof of concept", "", SENTINEL, "", "## Internal notes"),
        withText("Impact", `<!-- ${SENTINEL} -->`, "<!--", SENTINEL, "-->"),
        withLine("status: published", `status: published # ${SENTINEL}`),
        withLine("github: robin", `    contact: ${SENTINEL}@example.net`),
        withLine("- name: Robin Reporter", `  - name: ${SENTINEL}`).replace("consent: 2026-11-12", "consent: pending"),
        withLine("- name: Robin Reporter", `  - name: ${SENTINEL}`).replace(
          "consent: 2026-11-12",
          "consent: anonymous",
        ),
        draft,
      ];
      for (const text of hidden) {
        assert.ok(text.includes(SENTINEL));
        assert.ok(!(await exportAdvisory(text, format, { now, publisher })).includes(SENTINEL));
      }
    });

    it(`are stopped by what would give something away, without repeating it: ${format}`, async () => {
      const leaking = [
        withText("Impact", "### Internal notes", SENTINEL),
        withText("Impact", "```", SENTINEL),
        withLine("## Internal notes", "## Internal note", SENTINEL),
        withText("Impact", `TLP:RED ${SENTINEL}`),
        withLine("role: reporter", "    role: reporter", `    secret: ${SENTINEL}`),
        withText("Impact", `Thanks to ${SENTINEL}`)
          .replace("Robin Reporter", SENTINEL)
          .replace("consent: 2026-11-12", "consent: declined"),
        `not an advisory ${SENTINEL}`,
      ];
      for (const text of leaking) {
        await assert.rejects(exportAdvisory(text, format, { now, publisher }), (error: Error & { code: string }) => {
          assert.equal(error.code, "findings");
          assert.ok(!error.message.includes(SENTINEL));
          return true;
        });
      }
    });

    it(`name a record without a title after its package: ${format}`, async () => {
      const numbered = COMPLETE.replace(/title: .*/, "title:");
      const text = format === "cve-request" ? numbered.replace("[CVE-2026-12345]", "[]") : numbered;
      const title = format === "headsup" ? /requests/ : /Vulnerability in requests/;
      assert.match(await exportAdvisory(text, format, { now, publisher }), title);
    });

    it(`leave the ids of private commits out until the advisory is published: ${format}`, async () => {
      const commitId = "3bd8afbff29e50b38f889b2f688785a669b9aafc";
      const text = withLine("status: published", "status: embargoed").replace(/references:[\s\S]*?(?=timeline:)/, "");
      assert.ok(text.includes(commitId));
      assert.ok(!(await exportAdvisory(text, format, { now, publisher })).includes(commitId));
    });
  }

  it("address the question to the reporter, and no mail to a list", async () => {
    const text = withLine("github: robin", "    contact: robin@example.net");
    assert.match(
      await exportAdvisory(text, "reporter-check", { now }),
      /^To: Robin Reporter <robin@example\.net>\r?$/m,
    );
    for (const format of ["oss-security", "linux-distros", "prenotification", "announcement", "headsup"] as const) {
      assert.doesNotMatch(await exportAdvisory(text, format, { now }), /^To:/m);
    }
  });

  it("write one mail about several flaws of one release", async () => {
    const mail = async (format: ExportFormat) => {
      const sent = Buffer.from(await exportRelease([COMPLETE, SECOND], format, { now, publisher }));
      const { subject, text } = await readMail(sent, () => assert.fail("nothing is encrypted"));
      return `Subject: ${subject}\n\n${text}`;
    };
    const post = await mail("oss-security");
    assert.match(post, /^Subject: CVE-2026-12345, CVE-2026-22222: requests: 2 vulnerabilities$/m);
    assert.match(post, /^1\. requests: cookies reach the wrong host after a redirect\s+\(CVE-2026-12345\)/m);
    assert.match(post, /^2\. A second flaw \(CVE-2026-22222\)/m);
    assert.match(post, /A redirect can send[\s\S]*A header can send/);
    assert.equal(post.match(/To report another flaw/g)?.length, 1);
    const announced = await mail("announcement");
    assert.match(
      announced,
      /^Subject: \[security\] requests: 2 security flaws fixed \(CVE-2026-12345, CVE-2026-22222\)$/m,
    );
    const before = await mail("headsup");
    assert.match(before, /fixes 2 security flaws/);
    assert.match(before, /the worst of them critical/);
    assert.doesNotMatch(before, /CVE-|cookies|second/);
    assert.match(await mail("linux-distros"), /^Subject: \[vs\] requests: 2 vulnerabilities$/m);
    assert.match(await mail("prenotification"), /^1\. requests[\s\S]*^2\. A second flaw/m);
  });

  it("write one CSAF and one OpenVEX document about several flaws, with each product once", async () => {
    interface Csaf {
      readonly document: {
        readonly title: string;
        readonly tracking: { readonly id: string };
        readonly notes: { readonly title: string }[];
      };
      readonly vulnerabilities: { readonly cve: string; readonly product_status: Record<string, string[]> }[];
    }
    const text = await exportRelease([COMPLETE, SECOND], "csaf", { now, publisher });
    const { document, vulnerabilities } = JSON.parse(text) as Csaf;
    assert.equal(document.title, "requests: cookies reach the wrong host after a redirect; A second flaw");
    assert.equal(document.tracking.id, "SAMPLE-2026-0001+SAMPLE-2026-0002");
    assert.match(text, /"aggregate_severity": {\s*"text": "critical"/);
    assert.deepEqual(
      document.notes.map(({ title }) => title).filter((title) => title.endsWith("Summary")),
      ["SAMPLE-2026-0001: Summary", "SAMPLE-2026-0002: Summary"],
    );
    assert.deepEqual(
      vulnerabilities.map(({ cve }) => cve),
      ["CVE-2026-12345", "CVE-2026-22222"],
    );
    assert.deepEqual(vulnerabilities[0]!.product_status, vulnerabilities[1]!.product_status);
    const named = text.match(/"product_id": "[^"]*"/g) ?? [];
    assert.equal(new Set(named).size, named.length);

    const vex = JSON.parse(await exportRelease([COMPLETE, SECOND], "openvex", { now, publisher })) as {
      readonly "@id": string;
      readonly statements: { readonly vulnerability: { readonly name: string }; readonly status: string }[];
    };
    assert.match(vex["@id"], /\/sample-2026-0001\+sample-2026-0002-openvex$/);
    assert.deepEqual(
      vex.statements.map(({ vulnerability, status }) => `${vulnerability.name} ${status}`),
      ["CVE-2026-12345 affected", "CVE-2026-12345 fixed", "CVE-2026-22222 affected", "CVE-2026-22222 fixed"],
    );
  });

  it("write nothing about flaws that become public apart, and no record about several where it has one", async () => {
    const later = COMPLETE.replace("public: 2026-12-01", "public: 2026-12-08");
    await refusedWith("refused", () => exportRelease([COMPLETE, later], "announcement", { now }));
    await refusedWith("usage", () => exportRelease([COMPLETE, COMPLETE], "osv", { now }));
    const hostile = withText("Impact", "<script>alert(1)</script>");
    await assert.rejects(exportRelease([COMPLETE, hostile], "announcement", { now }), { code: "findings" });
  });

  it("make no markup from one-line texts", async () => {
    const text = COMPLETE.replace(/title: .*/, 'title: "<img src=x> [a](b) `c` *d*"');
    assert.match(
      await exportAdvisory(text, "markdown", { now, publisher }),
      /^# \\<img src=x\\> \\\[a\\\]\(b\) \\`c\\` \\\*d\\\*\n/,
    );
  });

  it("know their formats", () => {
    assert.deepEqual(["osv", "markdown", "csaf", "toString", "pdf"].map(isExportFormat), [
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
