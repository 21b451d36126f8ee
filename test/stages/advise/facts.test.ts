import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { draftAdvisory, draftNewAdvisory } from "../../../src/stages/advise/draft";
import { readAdviseFacts, readOpeningFacts } from "../../../src/stages/advise/facts";
import { keepAdvisoryCurrent } from "../../../src/stages/advise/keepCurrent";
import { lintAdvisory } from "../../../src/stages/advise/lint";
import { commit, makeProject, run, type Project } from "../../support/gitRepo";
import { makeHome } from "../../support/home";
import { makePrivatePlace, newRecord } from "../../support/privatePlace";

const FILES = {
  "package.json": '{"name":"root","workspaces":["packages/*"]}',
  "packages/client/package.json": '{"name":"@acme/client"}',
  "packages/client/src/redirect.js": "export const follow = true;\n",
  "packages/server/package.json": '{"name":"@acme/server"}',
  "packages/server/main.js": "1;\n",
  "tools/x.js": "1;\n",
};

describe("what a draft of the advisory can know", () => {
  let project: Project;
  let home: Awaited<ReturnType<typeof makeHome>>;
  beforeEach(async () => {
    project = makeProject({ files: FILES });
    home = await makeHome();
  });
  afterEach(() => {
    project.cleanup();
    home.cleanup();
  });

  it("is the package with the changed files, the commits of the fix and the newest releases", async () => {
    for (const tag of ["v1.9.0", "v1.10.0", "release-x", "v1.2.0"]) run(project.clone, ["tag", tag]);
    run(project.clone, ["config", "remote.origin.url", "https://user:secret@example.org/acme/client.git"]);
    const { record, places } = await makePrivatePlace(home, project.clone);
    const first = commit(
      places.worktree,
      { "packages/client/src/redirect.js": "export const follow = false;\n" },
      "One",
    );
    const second = commit(places.worktree, { "packages/client/test/a.js": "1;\n", "tools/x.js": "2;\n" }, "Two");
    const facts = await readAdviseFacts(home, record.id);
    assert.deepEqual(facts.fixCommits, [first, second]);
    assert.deepEqual(facts.files, ["packages/client/src/redirect.js", "tools/x.js"]);
    assert.deepEqual(facts.packages, [{ purl: "pkg:npm/%40acme/client", files: ["packages/client/src/redirect.js"] }]);
    assert.deepEqual(facts.releases, ["1.10.0", "1.9.0", "1.2.0"]);
    assert.equal(facts.repo, "https://example.org/acme/client");
    assert.equal(facts.reportedAt, record.createdAt);
  });

  it("is little while the case is being opened, and the draft has no error", async () => {
    const record = await newRecord(project.clone);
    const facts = await readOpeningFacts(record);
    assert.deepEqual([facts.packages, facts.fixCommits, facts.files], [[], [], []]);
    assert.equal(facts.repo, undefined, "a folder is no web address");
    const findings = await lintAdvisory(await draftNewAdvisory(record), { phase: "draft" });
    assert.deepEqual([...new Set(findings.map(({ rule }) => rule))], ["sec/unwritten"]);
  });

  const addresses: readonly (readonly [written: string, read: string | undefined])[] = [
    ["git@example.org:acme/client.git", "https://example.org/acme/client"],
    ["ssh://git@example.org:2222/acme/client", "https://example.org/acme/client"],
    ["/srv/git/client.git", undefined],
    ["file:///srv/git/client.git", undefined],
  ];
  for (const [written, read] of addresses) {
    it(`is ${read ?? "no web address"} for the remote ${written}`, async () => {
      run(project.clone, ["config", "remote.origin.url", written]);
      assert.equal((await readOpeningFacts(await newRecord(project.clone))).repo, read);
    });
  }

  it("keeps the lists that are still ours current, and touches nothing else", async () => {
    const { record, places } = await makePrivatePlace(home, project.clone);
    const written = draftAdvisory(await readAdviseFacts(home, record.id)).replace(
      "## Impact\n",
      "## Impact\n\nMine.\n",
    );
    writeFileSync(places.advisory, written, { mode: 0o600 });
    assert.equal(await keepAdvisoryCurrent(home, record.id), false);
    const oid = commit(places.worktree, { "packages/server/main.js": "2;\n" }, "Fix");
    assert.equal(await keepAdvisoryCurrent(home, record.id), true);
    const text = readFileSync(places.advisory, "utf8");
    assert.deepEqual(
      text.split("\n").filter((line) => !written.split("\n").includes(line)),
      [`        - ${oid}`, "      - packages/server/main.js"],
    );
    assert.equal(statSync(places.advisory).mode & 0o777, 0o600);
    assert.equal(await keepAdvisoryCurrent(home, record.id), false);
    run(places.worktree, ["commit", "-q", "--amend", "--allow-empty", "-m", "Fix, again"]);
    assert.equal(await keepAdvisoryCurrent(home, record.id), true);
    assert.ok(!readFileSync(places.advisory, "utf8").includes(oid), "an amended commit is gone");
  });
});
