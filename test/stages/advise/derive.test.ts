import assert from "node:assert/strict";
import { join } from "node:path";
import type { Derivation } from "../../../src/stages/advise/derive/derive";
import { deriveIn, FIXED, FLAW, library, release } from "../../support/flawedProject";
import { commit, makeProject, run, type Project } from "../../support/gitRepo";
import { refusedWith } from "../../support/refusal";

const PATH = "lib/follow.py";
const HARMLESS = "return send(target, headers=request.headers)";

describe("what git knows about affected versions", function () {
  this.timeout(20_000);
  let project: Project;
  beforeEach(() => {
    project = makeProject({ files: { [PATH]: library(HARMLESS) } });
    run(project.clone, ["tag", "v1.0.0"]);
  });
  afterEach(() => project.cleanup());

  const at = (file: string) => ({ [PATH]: file });
  const found = ({ candidates }: Derivation) =>
    candidates.map(({ version, methods, commit: by }) => [version, methods.join("+"), by?.subject]);
  const ranges = ({ packages }: Derivation) => packages[0]!.ranges.map(({ from, fixed }) => [from, fixed]);

  it("is the first release with the fix, and every way to the commit that brought the flaw", async () => {
    const flaw = release(project, "v1.1.0", at(library(FLAW)), "Follow redirects with cookies");
    release(project, "v1.2.0", { "lib/other.py": "x = 1\n" });
    const fix = release(project, "v1.3.0", at(library(...FIXED)), "Keep cookies at home");
    const derived = await deriveIn(project, [fix]);
    assert.deepEqual(ranges(derived), [["0", "1.3.0"]], "nothing earlier is left out without a choice");
    assert.deepEqual(derived.packages[0]!.fixed, [{ version: "1.3.0", tag: "v1.3.0" }]);
    const [first, near, contents, ...others] = derived.candidates;
    assert.deepEqual([first!.commit?.oid, first!.version, first!.methods], [flaw, "1.1.0", ["blame", "pickaxe"]]);
    assert.deepEqual([near!.methods, near!.tag], [["around"], "v1.0.0"], "who wrote the lines near by");
    assert.deepEqual([contents!.methods, contents!.tag, others.length], [["snippet"], "v1.1.0", 0]);
    assert.ok(
      first!.share > 0.5 && near!.share > 0 && contents!.share === 0,
      "most of what was found leads to the first",
    );
    assert.deepEqual(derived.symbols, ["follow"]);
    const chosen = await deriveIn(project, [fix], { introduced: flaw });
    assert.deepEqual(ranges(chosen), [["1.1.0", "1.3.0"]]);
    assert.deepEqual(chosen.packages[0]!.versions, ["1.1.0", "1.2.0"]);
    const fromVersion = await deriveIn(project, [fix], { from: "1.2.0" });
    assert.deepEqual(ranges(fromVersion), [["1.2.0", "1.3.0"]]);
  });

  it("sees behind a line that was wrapped anew: blame stops there, the others do not", async () => {
    release(
      project,
      "v1.1.0",
      at(library("return send(target, cookies=request.cookies,", "            headers=request.headers)")),
      "Follow with cookies",
    );
    release(project, "v1.2.0", at(library(FLAW.replace("cookies=request", "cookies = request"))), "Wrap code anew");
    release(project, "v1.3.0", at(library(FLAW)), "Wrap code once more");
    const fix = release(project, "v1.4.0", at(library(...FIXED)), "Keep cookies at home");
    const derived = await deriveIn(project, [fix]);
    assert.ok(found(derived).some(([version, methods]) => version === "1.1.0" && methods === "pickaxe"));
    assert.ok(found(derived).some(([version, methods]) => version === "1.1.0" && methods === "snippet"));
    assert.ok(
      found(derived).some(([version, methods]) => version !== "1.1.0" && methods === "blame"),
      "the miss of blame",
    );
    assert.equal(derived.candidates[0]!.version, "1.1.0", "the older of two with as many lines stands first");
  });

  it("follows a function that was moved from another file", async () => {
    release(
      project,
      "v1.1.0",
      { "lib/old.py": library(FLAW), ...at("from old import follow\n") },
      "Follow with cookies",
    );
    release(
      project,
      "v1.2.0",
      { "lib/old.py": "import follow\n", ...at(`# moved here\n\n${library(FLAW)}`) },
      "Move it",
    );
    const fix = release(project, "v1.3.0", at(`# moved here\n\n${library(...FIXED)}`), "Keep cookies at home");
    const derived = await deriveIn(project, [fix]);
    const [first] = derived.candidates;
    assert.deepEqual([first!.version, first!.path], ["1.1.0", "lib/old.py"]);
    assert.ok(first!.methods.includes("pickaxe"));
  });

  it("finds a cherry-pick whose subject was edited, and one that only says where it comes from", async () => {
    release(project, "v1.1.0", at(library(FLAW)));
    run(project.clone, ["branch", "1.1.x"]);
    run(project.clone, ["branch", "1.0-stable", "v1.0.0"]);
    release(project, "v2.0.0", { "lib/other.py": "x = 1\n" });
    const fix = release(project, "v2.0.1", at(library(...FIXED)), "Keep cookies at home");
    run(project.clone, ["switch", "-q", "1.1.x"]);
    const picked = release(project, "v1.1.1", at(library(...FIXED)), "Backport for the old line");
    run(project.clone, ["switch", "-q", "1.0-stable"]);
    const told = release(
      project,
      "v1.0.1",
      at(library("return send(target)")),
      `Shorter\n\n(cherry picked from commit ${fix})`,
    );
    run(project.clone, ["switch", "-q", "main"]);
    const derived = await deriveIn(project, [fix]);
    const signs = derived.fix.backports.map(({ oid, sign }) => [oid, sign]).sort();
    assert.deepEqual(
      signs,
      [
        [picked, "lines"],
        [told, "cherry-picked"],
      ].sort(),
    );
    assert.deepEqual(ranges(derived), [
      ["0", "1.0.1"],
      ["1.1.0", "1.1.1"],
      ["2.0.0", "2.0.1"],
    ]);
    assert.deepEqual(derived.packages[0]!.versions, ["1.0.0", "1.1.0", "2.0.0"]);
    assert.deepEqual(
      derived.packages[0]!.lines.map(({ line, fixed }) => [line, fixed]),
      [
        ["1.0", "1.0.1"],
        ["1.1", "1.1.1"],
        ["2.0", "2.0.1"],
      ],
    );
  });

  it("reads a fix that is a merge by what it brings", async () => {
    release(project, "v1.1.0", at(library(FLAW)));
    run(project.clone, ["switch", "-q", "-c", "topic"]);
    commit(project.clone, at(library(...FIXED)), "Keep cookies at home");
    run(project.clone, ["switch", "-q", "main"]);
    commit(project.clone, { "lib/other.py": "x = 1\n" }, "Go on");
    run(project.clone, ["merge", "-q", "--no-ff", "-m", "Merge pull request #1", "topic"]);
    run(project.clone, ["branch", "-q", "-D", "topic"]);
    run(project.clone, ["tag", "v1.2.0"]);
    const derived = await deriveIn(project, [run(project.clone, ["rev-parse", "HEAD"])]);
    assert.deepEqual(ranges(derived), [["0", "1.2.0"]]);
    assert.equal(derived.candidates[0]!.version, "1.1.0");
  });

  it("counts a version with several tags once, and says when they differ", async () => {
    release(project, "v2.0.0", at(library(FLAW)));
    run(project.clone, ["tag", "2.0"]);
    const fix = release(project, "v2.1.0", at(library(...FIXED)));
    run(project.clone, ["tag", "2.1"]);
    run(project.clone, ["tag", "v2.0", "v2.1.0"]);
    run(project.clone, ["tag", "v2.2.0rc1"]);
    const [derived] = (await deriveIn(project, [fix])).packages;
    assert.deepEqual(
      derived!.tags.releases.map(({ version, alsoTagged }) => [version, [...alsoTagged].sort()]),
      [
        ["1.0.0", []],
        ["2.0.0", ["2.0", "v2.0"]],
        ["2.1.0", ["2.1"]],
      ],
    );
    assert.deepEqual(derived!.tags.ambiguous, ["2.0.0"]);
    assert.deepEqual(
      derived!.tags.prereleases.map(({ version }) => version),
      ["2.2.0rc1"],
    );
    assert.deepEqual(derived!.versions, ["1.0.0", "2.0.0"]);
  });

  it("cannot know that a release was withdrawn from the registry: its tag counts", async () => {
    release(project, "v1.1.0", at(library(FLAW)));
    const fix = release(project, "v1.2.0", at(library(...FIXED)));
    release(project, "v1.2.1", { "lib/other.py": "x = 1\n" }, "Again, 1.2.0 was yanked");
    assert.deepEqual(ranges(await deriveIn(project, [fix])), [["0", "1.2.0"]]);
  });

  it("says that a flaw from before the first tag may be older than all versions", async () => {
    run(project.clone, ["tag", "-d", "v1.0.0"]);
    commit(project.clone, at(library(FLAW)), "Follow with cookies");
    release(project, "v1.0.0", { "lib/other.py": "x = 1\n" });
    const fix = release(project, "v1.1.0", at(library(...FIXED)));
    const [first] = (await deriveIn(project, [fix])).candidates;
    assert.deepEqual([first!.version, first!.atFirstTag], ["1.0.0", true]);
  });

  it("takes the tags of the package that is affected, not those of its neighbours", async () => {
    const client = "packages/client/follow.py";
    release(project, "client@1.4.0", { [client]: library(FLAW) });
    run(project.clone, ["tag", "server@7.0.0"]);
    const fix = release(project, "client@1.4.1", { [client]: library(...FIXED) });
    run(project.clone, ["tag", "server@7.0.1"]);
    const packages = [{ purl: "pkg:npm/%40acme/client", files: [client] }];
    const derived = await deriveIn(project, [fix], { packages });
    assert.deepEqual(ranges(derived), [["0", "1.4.1"]]);
    assert.deepEqual(derived.packages[0]!.tags.others, ["server@7.0.0", "server@7.0.1", "v1.0.0"]);
  });

  it("plans the next version of each branch with the fix, and names supported ones without", async () => {
    release(project, "v1.1.0", at(library(FLAW)));
    for (const branch of ["1.1.x", "topic"]) run(project.clone, ["branch", branch]);
    release(project, "v2.0.0", { "lib/other.py": "x = 1\n" });
    const fix = commit(project.clone, at(library(...FIXED)), "Keep cookies at home");
    const derived = await deriveIn(project, [fix]);
    assert.deepEqual(derived.packages[0]!.fixed, [{ version: "2.0.1", branch: "main" }]);
    assert.deepEqual(derived.packages[0]!.ranges, [{ from: "0", fixed: "2.0.1", planned: true }]);
    assert.deepEqual(derived.unfixed, ["1.1.x"], "a topic branch gets no fixes of its own");
  });

  it("plans no version of a branch whose releases are made from other branches, and says so", async () => {
    release(project, "v1.1.0", at(library(FLAW)));
    commit(project.clone, { "lib/other.py": "x = 1\n" }, "Go on");
    run(project.clone, ["switch", "-q", "-c", "2.0.x"]);
    release(project, "v2.0.0", { "lib/two.py": "x = 2\n" });
    run(project.clone, ["switch", "-q", "main"]);
    const fix = commit(project.clone, at(library(...FIXED)), "Keep cookies at home");
    const onMain = await deriveIn(project, [fix]);
    assert.deepEqual(onMain.packages[0]!.fixed, []);
    assert.deepEqual(onMain.packages[0]!.ahead, ["main"]);
    assert.match(onMain.notes.join("\n"), /The branch main has the fix, but its releases are made from other branches/);
    run(project.clone, ["switch", "-q", "2.0.x"]);
    run(project.clone, ["cherry-pick", fix]);
    const onBoth = await deriveIn(project, [fix]);
    assert.deepEqual(onBoth.packages[0]!.fixed, [{ version: "2.0.1", branch: "2.0.x" }]);
  });

  it("says when a commit of the fix was taken back, and when one is not there", async () => {
    release(project, "v1.1.0", at(library(FLAW)));
    const fix = commit(project.clone, at(library(...FIXED)), "Keep cookies at home");
    run(project.clone, ["revert", "--no-edit", fix]);
    const { notes } = await deriveIn(project, [fix, "1".repeat(40)]);
    assert.match(notes.join("\n"), new RegExp(`takes ${fix.slice(0, 10)} back`));
    assert.match(notes.join("\n"), /1111111111 is not in this repository/);
  });

  it("suggests the people of the trailers, and nothing else", async () => {
    const message =
      "Keep cookies at home\n\nReported-by: Robin Reporter <robin@example.net>\nReviewed-by: Kim\nFixes: #12\n";
    const fix = commit(project.clone, at(library(...FIXED)), message);
    const { credits } = await deriveIn(project, [fix]);
    assert.deepEqual(
      credits.map(({ name, role }) => [name, role]),
      [
        ["Robin Reporter", "reporter"],
        ["Kim", "remediation-reviewer"],
        ["Maintainer", "remediation-developer"],
      ],
    );
  });

  it("says when there is no release, and refuses a history that is cut off", async () => {
    run(project.clone, ["tag", "-d", "v1.0.0"]);
    const fix = commit(project.clone, at(library(...FIXED)), "Keep cookies at home");
    const { notes, packages } = await deriveIn(project, [fix]);
    assert.match(notes.join("\n"), /pkg:pypi\/sample has no release that git knows: it has no tags/);
    assert.deepEqual(packages[0]!.ranges, []);
    run(project.clone, ["push", "-q", "origin", "main"]);
    const shallow = join(project.root, "shallow");
    run(project.root, ["clone", "-q", "--depth=1", `file://${project.remote}`, shallow]);
    await refusedWith("repository-unsupported", () => deriveIn({ ...project, clone: shallow }, [fix]));
  });
});
