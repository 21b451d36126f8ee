import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportAdvisory } from "../../../src/stages/advise/export";
import { isNumbered, readNumbers } from "../../../src/stages/advise/numbers";
import { NO_PROJECT_CONFIG } from "../../../src/model/projectConfig";
import { COMPLETE, withLine } from "../../support/advisory";
import { makeFolder } from "../../support/people";
import { embargo } from "../../support/terminal";

const WITHOUT = withLine("aliases: [CVE-2026-12345]");
const GITHUB = WITHOUT.replace("https://example.org/requests\n", "https://github.com/psf/requests.git\n");
const withGhsa = (text: string) =>
  text.replace("status: published", "status: published\naliases: [GHSA-2222-3333-4444]");
const cna = {
  ...NO_PROJECT_CONFIG.publisher,
  cve_org_id: "c1f1b8a0-0b0a-4c3d-8e2f-0123456789ab",
  cve_short_name: "project",
};

describe("asking for a number", () => {
  const routes: readonly (readonly [
    where: string,
    text: string,
    publisher: typeof NO_PROJECT_CONFIG.publisher,
    says: RegExp,
  ])[] = [
    [
      "MITRE's form",
      WITHOUT,
      NO_PROJECT_CONFIG.publisher,
      /cveform\.mitre\.org[\s\S]*Vulnerability type:\nCWE-384 Session Fixation[\s\S]*requests: from 2\.1\.0 before 2\.6\.0[\s\S]*Discoverer:\nRobin Reporter/,
    ],
    [
      "GitHub, where the draft is",
      withGhsa(GITHUB),
      NO_PROJECT_CONFIG.publisher,
      /POST \/repos\/psf\/requests\/security-advisories\/GHSA-2222-3333-4444\/cve/,
    ],
    ["one's own CNA, with the record", withGhsa(GITHUB), cna, /YOUR OWN CNA \(project\)[\s\S]*"orgId": "c1f1b8a0/],
    [
      "nobody, when there is one",
      COMPLETE,
      cna,
      /^The advisory has CVE-2026-12345 already\. There is nothing to ask for\.\n$/,
    ],
  ];
  for (const [where, text, publisher, says] of routes) {
    it(`goes to ${where}, and sends nothing`, async () => {
      assert.match(await exportAdvisory(text, "cve-request", { publisher }), says);
    });
  }

  it("fills in the draft for GitHub, and says where it goes when no repository is there", async () => {
    const request = await exportAdvisory(GITHUB, "ghsa-request");
    assert.match(request, /https:\/\/github\.com\/psf\/requests\/security\/advisories\/new/);
    assert.match(request, /"vulnerable_version_range": ">= 2\.1\.0, < 2\.6\.0"/);
    assert.match(await exportAdvisory(WITHOUT, "ghsa-request"), /put yours for OWNER\/NAME/);
  });

  it("gives nothing away that an export would not", async () => {
    const secret = WITHOUT.replace("A host that answers", `The token ghp_${"a1".repeat(18)}. A host that answers`);
    for (const format of ["cve-request", "ghsa-request"] as const) {
      await assert.rejects(exportAdvisory(secret, format), { code: "findings" });
    }
  });

  it("is decided by a number, or by going without one for a reason", async () => {
    const accepted = WITHOUT.replace(
      "status: published",
      "status: published\nlint: [{ rule: cve/missing, reason: Never released }]",
    );
    const bare = WITHOUT.replace("status: published", "status: published\nlint: [{ rule: cve/missing }]");
    const answers = await Promise.all([COMPLETE, WITHOUT, accepted, bare, withGhsa(WITHOUT)].map(readNumbers));
    assert.deepEqual(answers.map(isNumbered), [true, false, true, false, false]);
    assert.equal(answers[2]!.without, "Never released");
  });

  it("is a gate on the command line, and a text with --cve or --ghsa", async () => {
    const folder = makeFolder();
    try {
      const file = join(folder.dir, "advisory.md");
      writeFileSync(file, WITHOUT);
      const request = (...flags: string[]) =>
        embargo(["advisory", "request", file, ...flags], { cwd: folder.dir, home: join(folder.dir, "home") });
      const gate = await request();
      assert.equal(gate.exit, 1);
      assert.match(gate.out, /^There is no CVE id\.\nAsk for one: .*\nOr decide to go without/);
      const text = await request("--cve");
      assert.equal(text.exit, 0);
      assert.match(text.out, /Nothing was sent/);
      assert.equal((await request("--ghsa", "--json")).json<{ requests: string[] }>().requests.length, 1);
      writeFileSync(file, COMPLETE);
      assert.deepEqual([(await request()).exit, (await request("--json")).json()], [0, { cve: "CVE-2026-12345" }]);
    } finally {
      folder.cleanup();
    }
  });
});
