import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { draftAdvisory } from "../../src/stages/advise/draft";
import { readAdviseFacts } from "../../src/stages/advise/facts";
import { FIXED, FLAW, library } from "../support/flawedProject";
import { commit, makeProject, run, type Project } from "../support/gitRepo";
import { makeHome } from "../support/home";
import { makePrivatePlace } from "../support/privatePlace";
import { embargo } from "../support/terminal";

const PATH = "lib/follow.py";

interface Answer {
  readonly packages: { fixed: unknown[]; ranges: unknown[]; versions: string[] }[];
  readonly candidates: { version: string; commit?: { oid: string }; look: string }[];
  readonly unfixedBranches: string[];
}

describe("embargo advisory derive", function () {
  this.timeout(30_000);
  let project: Project;
  let home: Awaited<ReturnType<typeof makeHome>>;
  let place: Awaited<ReturnType<typeof makePrivatePlace>>;
  let flaw: string;
  before(async () => {
    project = makeProject({
      files: { [PATH]: library("return send(target)"), "setup.cfg": "[metadata]\nname = sample\n" },
    });
    run(project.clone, ["tag", "v1.0.0"]);
    flaw = commit(project.clone, { [PATH]: library(FLAW) }, "Follow with cookies");
    run(project.clone, ["tag", "v1.1.0"]);
    run(project.clone, ["branch", "1.1.x"]);
    commit(project.clone, { "lib/other.py": "x = 1\n" }, "Go on");
    run(project.clone, ["tag", "v1.2.0"]);
    run(project.clone, ["push", "-q", "--tags", "origin", "main", "1.1.x"]);
    home = await makeHome();
    place = await makePrivatePlace(home, project.clone);
    commit(
      place.places.worktree,
      { [PATH]: library(...FIXED) },
      "Keep cookies at home\n\nReported-by: Robin Reporter <robin@example.net>",
    );
    writeFileSync(place.places.advisory, draftAdvisory(await readAdviseFacts(home, place.record.id)));
  });
  after(() => {
    project.cleanup();
    home.cleanup();
  });
  const derive = (...args: string[]) =>
    embargo(["advisory", "derive", place.record.id, ...args], { cwd: project.clone, home: home.dir });
  const advisory = () => readFileSync(place.places.advisory, "utf8");

  it("offers candidates with a command to look at each, and writes nothing", async () => {
    const before = advisory();
    const { exit, out } = await derive();
    assert.equal(exit, 0);
    assert.match(out, /fixed in {3}1\.2\.1 \(planned: the next on main, no tag yet\)/);
    assert.match(out, /affected {3}from 0, fixed in 1\.2\.1 \(planned\): 3 releases/);
    assert.match(out, /Supported branches without the fix: 1\.1\.x/);
    assert.match(out, /Robin Reporter, reporter \(Reported-by\)/);
    const answer = (await derive("--json")).json<Answer>();
    const [first] = answer.candidates;
    assert.deepEqual([first!.commit?.oid, first!.version], [flaw, "1.1.0"]);
    const [git = "", ...args] = first!.look.split(" ");
    assert.equal(git, "git");
    assert.match(
      run(
        project.root,
        args.map((word) => word.replace(/^(--git-dir=)?'(.*)'$/, "$1$2")),
      ),
      /\+ {4}return send\(target, cookies/,
    );
    assert.equal(advisory(), before);
  });

  it("takes a chosen commit, version or number of the list as the beginning", async () => {
    const byCommit = (await derive("--introduced", flaw.slice(0, 10), "--json")).json<Answer>();
    const byVersion = (await derive("--introduced", "1.1.0", "--json")).json<Answer>();
    const byNumber = (await derive("--introduced", "1", "--json")).json<Answer>();
    for (const { packages } of [byCommit, byVersion, byNumber]) {
      assert.deepEqual(packages[0]!.ranges, [{ from: "1.1.0", fixed: "1.2.1", planned: true }]);
      assert.deepEqual(packages[0]!.versions, ["1.1.0", "1.2.0"]);
    }
    assert.equal((await derive("--introduced", "main")).exit, 2);
    const beyond = await derive("--introduced", "99");
    assert.equal(beyond.exit, 2);
    assert.match(beyond.err, /no candidate 99 .*\nThere are \d+:/);
  });

  it("writes only what was named, after the plan, and keeps every other byte", async () => {
    const before = advisory();
    const apply = ["--introduced", "1", "--apply", "fixed,introduced,versions,symbols,credits"];
    const dry = await derive(...apply, "--dry-run");
    assert.match(dry.out, /affected of pkg:pypi\/sample: from 1\.1\.0; fixed in 1\.2\.1 \(planned: not released yet\)/);
    assert.match(dry.out, /^ {2}2 {2}versions of .*\n {7}1\.1\.0\n {7}1\.2\.0$/m);
    assert.equal(advisory(), before);
    const done = await derive(...apply);
    assert.equal(done.exit, 0);
    assert.match(done.out, /\nWritten: .*advisory\.md\nNext: /);
    const changed = advisory().split("\n");
    const lost = before.split("\n").filter((line) => !changed.includes(line));
    assert.deepEqual(lost, [
      '      - from: "0" # the first version with the flaw; 0 while it is not known',
      "        fixed: # the first version without it; newest releases: 1.2.0, 1.1.0, 1.0.0",
      "credits: [] # - { name: …, role: reporter, consent: 2026-11-22 }",
    ]);
    assert.deepEqual(
      changed.filter((line) => !before.split("\n").includes(line)),
      [
        "      - from: 1.1.0 # the first version with the flaw; 0 while it is not known",
        "        fixed: 1.2.1 # the first version without it; newest releases: 1.2.0, 1.1.0, 1.0.0",
        "    versions: [1.1.0, 1.2.0]",
        `      introduced: [${flaw}]`,
        "    symbols: [follow]",
        "credits: # - { name: …, role: reporter, consent: 2026-11-22 }",
        "  - { name: Robin Reporter, role: reporter, consent: pending }",
        "  - { name: Maintainer, role: remediation-developer, consent: pending }",
      ].sort((a, b) => changed.indexOf(a) - changed.indexOf(b)),
    );
    assert.match((await derive(...apply)).out, /^Nothing to write\./);
    const again = await derive("--apply", "fixed");
    assert.match(again.out, /have ends already and stay; git says from 0, fixed in 1\.2\.1/);
  });

  it("tells the lint what the private repository knows", async () => {
    const lint = ["advisory", "lint", "--publish", "--json", place.places.advisory];
    const answer = (await embargo(lint, { cwd: project.clone, home: home.dir })).json<{
      findings: { findings: { rule: string; severity: string }[] }[];
    }>();
    const found = answer.findings[0]!.findings.map(({ rule, severity }) => `${severity} ${rule}`);
    for (const wanted of [
      "error ver/fixed-untagged",
      "warning ver/branch-unfixed",
      "warning leak/commit-unpublished",
      "warning credit/trailer-mismatch",
    ]) {
      assert.ok(found.includes(wanted), `${wanted} in ${found.join(", ")}`);
    }
    assert.ok(!found.some((one) => one.includes("ver/tag-missing")), "1.1.0 and 1.2.0 have tags");
  });

  it("refuses a part that there is not, and a front matter that it cannot read", async () => {
    assert.equal((await derive("--apply", "everything")).exit, 3);
    const text = advisory();
    writeFileSync(place.places.advisory, text.replace("severity:", "severity: ["));
    assert.equal((await derive("--apply", "versions")).exit, 2);
    writeFileSync(place.places.advisory, text);
  });

  it("says that a planned version has no tag yet, and after the release whether the fix is in it", async () => {
    const planned = await derive("--check");
    assert.equal(planned.exit, 1);
    assert.match(planned.out, /1\.2\.1: no tag is this version/);
    run(place.places.worktree, ["tag", "v1.2.1"]);
    const released = await derive("--check");
    assert.deepEqual([released.exit, released.out.trim()], [0, "1.2.1 (v1.2.1): the fix is there, 3 lines looked at."]);
    run(place.places.worktree, ["tag", "-f", "v1.2.1", "v1.2.0"]);
    const wrong = await derive("--check");
    assert.equal(wrong.exit, 1);
    assert.match(wrong.out, /missing in lib\/follow\.py: own = same_origin/);
    assert.match(wrong.out, /still in lib\/follow\.py: return send\(target, cookies=request\.cookies, headers/);
  });
});
