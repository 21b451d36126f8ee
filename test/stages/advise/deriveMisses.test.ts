import assert from "node:assert/strict";
import { join } from "node:path";
import type { Derivation } from "../../../src/stages/advise/derive/derive";
import { unfixedLinesText } from "../../../src/stages/advise/derive/words";
import { deriveIn, FIXED, FLAW, library, release } from "../../support/flawedProject";
import { commit, makeProject, run, type Project } from "../../support/gitRepo";
import { refusedWith } from "../../support/refusal";

const PATH = "lib/follow.py";
const at = (...body: string[]) => ({ [PATH]: library(...body) });
const BEFORE = at("return send(target, headers=request.headers)");

/** Histories in which one way of deriving fails, each with its known answer: what is derived, and what honestly is not. */
describe("what follows from git, where histories are hard", function () {
  this.timeout(20_000);
  let project: Project;
  beforeEach(() => {
    project = makeProject({ files: BEFORE });
    run(project.clone, ["tag", "v1.0.0"]);
  });
  afterEach(() => project.cleanup());

  const git = (...args: string[]) => run(project.clone, args);
  const head = () => git("rev-parse", "HEAD");
  const other = (line: string) => ({ "lib/other.py": `${line}\n` });
  const ranges = ({ packages }: Derivation) =>
    packages[0]!.ranges.map(({ from, fixed, planned }) => `${from}..${fixed ?? ""}${planned ? "?" : ""}`).join(" ");
  const signs = ({ fix }: Derivation) => fix.backports.map(({ oid, sign }) => [oid, sign]);
  const flawed = () => release(project, "v1.1.0", at(FLAW), "Follow redirects with cookies");
  const fixed = (tag: string) => release(project, tag, at(...FIXED), "Keep cookies at home");

  it("takes the fix out of the versions after its revert, and back into those after its re-application", async () => {
    flawed();
    const fix = fixed("v1.2.0");
    git("revert", "--no-edit", fix);
    git("tag", "v1.3.0");
    git("revert", "--no-edit", "HEAD");
    git("tag", "v1.4.0");
    const derived = await deriveIn(project, [fix]);
    assert.equal(ranges(derived), "0..1.2.0 1.3.0..1.4.0");
    assert.deepEqual(derived.packages[0]!.versions, ["1.0.0", "1.1.0", "1.3.0"]);
    assert.match(derived.notes.join("\n"), /takes .* back: a version with both counts as affected/);
  });

  it("leaves a branch alone on which another branch's revert is not", async () => {
    flawed();
    const fix = fixed("v1.2.0");
    git("branch", "1.2.x");
    git("revert", "--no-edit", fix);
    git("tag", "v2.0.0");
    git("switch", "-q", "1.2.x");
    release(project, "v1.2.1", other("x = 1"));
    git("switch", "-q", "main");
    assert.equal(ranges(await deriveIn(project, [fix])), "0..1.2.0 2.0.0..");
  });

  it("knows the fix again in a commit that does more, under another subject", async () => {
    flawed();
    git("branch", "1.1.x");
    release(project, "v2.0.0", other("x = 1"));
    const fix = fixed("v2.0.1");
    git("switch", "-q", "1.1.x");
    const squashed = release(project, "v1.1.1", { ...at(...FIXED), ...other("y = 2") }, "Release 1.1.1");
    git("switch", "-q", "main");
    const derived = await deriveIn(project, [fix]);
    assert.deepEqual(signs(derived), [[squashed, "lines"]]);
    assert.equal(ranges(derived), "0..1.1.1 2.0.0..2.0.1");
  });

  it("knows it by subject and number where the code lay in another file", async () => {
    const old = "lib/old.py";
    release(project, "v1.1.0", { [old]: `import net\n${library(FLAW)}` });
    git("branch", "1.1.x");
    release(project, "v2.0.0", { [old]: "import follow\n", ...at(FLAW) });
    const message = "Keep cookies at home\n\n[CVE-2026-12345]";
    const fix = release(project, "v2.0.1", at(...FIXED), message);
    git("switch", "-q", "1.1.x");
    const backport = release(
      project,
      "v1.1.1",
      { [old]: `import net\n${library("return keep(target, request)")}` },
      message,
    );
    git("switch", "-q", "main");
    const derived = await deriveIn(project, [fix]);
    assert.deepEqual(signs(derived), [[backport, "subject"]]);
    assert.equal(ranges(derived), "0..1.1.1 2.0.0..2.0.1");
  });

  it("takes two given commits with the same lines for one fix, two with different ones for two parts", async () => {
    flawed();
    git("branch", "1.1.x");
    release(project, "v2.0.0", other("x = 1"));
    const onMain = fixed("v2.0.1");
    git("switch", "-q", "1.1.x");
    const onOld = release(project, "v1.1.1", { ...at(...FIXED), ...other("z = 3") }, "For the old line");
    git("switch", "-q", "main");
    git("merge", "-q", "-s", "ours", "-m", "Merge 1.1.x", "1.1.x");
    release(project, "v2.1.0", other("x = 2"));
    assert.equal(ranges(await deriveIn(project, [onMain, onOld])), "0..1.1.1 2.0.0..2.0.1");
    const second = release(project, "v2.2.0", other("limit = length_of(request.headers)"), "The other half");
    assert.equal(ranges(await deriveIn(project, [onMain, second])), "0..2.2.0");
  });

  it("finds what a merge brings on the branch that it came from", async () => {
    flawed();
    git("switch", "-q", "-c", "1.1.x");
    fixed("v1.1.1");
    git("switch", "-q", "main");
    release(project, "v2.0.0", other("x = 1"));
    git("merge", "-q", "--no-ff", "-m", "Merge 1.1.x into main", "1.1.x");
    git("tag", "v2.0.1");
    assert.equal(ranges(await deriveIn(project, [head()])), "0..1.1.1 2.0.0..2.0.1");
  });

  it("knows it in a backport that was adapted, not in one that shares a line by chance", async () => {
    const body = [
      "address = parse_address(target)",
      "own = same_origin(request.address, address)",
      "return send_to(address, request.cookies if own else None)",
    ];
    flawed();
    git("branch", "1.1.x");
    git("branch", "1.0.x", "v1.0.0");
    release(project, "v2.0.0", other("x = 1"));
    const fix = release(project, "v2.0.1", at(...body), "Keep cookies at home");
    git("switch", "-q", "1.1.x");
    const adapted = release(project, "v1.1.1", at("address = target", ...body.slice(1)), "For Python 2");
    git("switch", "-q", "1.0.x");
    release(project, "v1.0.1", at("print(request.address, target.address)", body[0]!, "return send(target)"), "Log it");
    git("switch", "-q", "main");
    assert.deepEqual(signs(await deriveIn(project, [fix])), [[adapted, "lines"]]);
  });

  it("asks whether a release line is affected at all that lacks the code of the fix, and leaves it in", async () => {
    flawed();
    git("branch", "1.1.x");
    git("mv", PATH, "lib/redirects.py");
    release(project, "v2.0.0", { "lib/redirects.py": library("return safe(target, request)") }, "New redirects");
    release(project, "v3.0.0", { [PATH]: library("return safe(target, request)") }, "Its old name again");
    git("switch", "-q", "1.1.x");
    const fix = fixed("v1.1.1");
    git("switch", "-q", "main");
    const [derived] = (await deriveIn(project, [fix])).packages;
    assert.deepEqual(derived!.versions, ["1.0.0", "1.1.0", "2.0.0", "3.0.0"]);
    assert.deepEqual(unfixedLinesText(derived!.lines), [
      "2.0.x has no fix, though an older line has one: 2.0.0; the files that the fix changes are not, under these names, in it: is it affected?",
      "3.0.x has no fix, though an older line has one: 3.0.0; the lines that the fix replaces are not in it: is it affected?",
      "Is it affected? The lines that the fix replaces are not in 1.0.x.",
    ]);
  });

  it("knows a fix of deletions again by what is gone", async () => {
    const body = ["check(request)", FLAW];
    release(project, "v1.1.0", at("leak(request.cookies, target.address)", ...body));
    git("branch", "1.1.x");
    release(project, "v2.0.0", other("x = 1"));
    const fix = release(project, "v2.0.1", at(...body), "Leak nothing");
    git("switch", "-q", "1.1.x");
    release(project, "v1.1.1", at(...body), "Less");
    git("switch", "-q", "main");
    const derived = await deriveIn(project, [fix]);
    assert.equal(ranges(derived), "0..1.1.1 2.0.0..2.0.1");
    assert.equal(derived.candidates[0]!.version, "1.1.0");
  });

  it("does not know a fix again that was written anew for an old branch: nothing but a person can", async () => {
    flawed();
    git("branch", "1.1.x");
    release(project, "v2.0.0", other("x = 1"));
    const fix = fixed("v2.0.1");
    git("switch", "-q", "1.1.x");
    const own = release(project, "v1.1.1", at("return send(target)"), "No cookies at all");
    git("switch", "-q", "main");
    const derived = await deriveIn(project, [fix]);
    assert.equal(ranges(derived), "0..2.0.1");
    assert.ok(
      derived.packages[0]!.lines.some(({ line, fixed: end }) => line === "1.1" && end === undefined),
      "and it says so",
    );
    assert.equal(ranges(await deriveIn(project, [fix, own])), "0..1.1.1 2.0.0..2.0.1", "once it is named");
  });

  it("follows a file that was renamed", async () => {
    const flaw = flawed();
    git("mv", PATH, "lib/redirects.py");
    release(project, "v1.2.0", {}, "Rename");
    const fix = release(project, "v1.3.0", { "lib/redirects.py": library(...FIXED) }, "Keep cookies at home");
    const [first] = (await deriveIn(project, [fix])).candidates;
    assert.deepEqual([first!.commit?.oid, first!.version, first!.path], [flaw, "1.1.0", PATH]);
    assert.deepEqual(first!.methods, ["blame", "pickaxe"]);
  });

  it("shows who wrote the code near by where the fix only adds: that is where something was forgotten", async () => {
    const near = release(
      project,
      "v1.1.0",
      at("address = parse_address(target)", "return send(address)"),
      "Follow addresses",
    );
    release(project, "v1.2.0", other("x = 1"));
    const check = "if address.scheme not in ALLOWED: raise Refused(address)";
    const fix = release(project, "v1.3.0", at("address = parse_address(target)", check, "return send(address)"));
    const [first] = (await deriveIn(project, [fix])).candidates;
    assert.deepEqual([first!.commit?.oid, first!.methods, first!.version], [near, ["around"], "1.1.0"]);
  });

  it("takes tags of a package of many, however they are joined to its name", async () => {
    const client = "packages/client/follow.py";
    for (const name of ["client-v1.4.0", "@acme/other@3.0.0"])
      release(project, name, { [client]: library(FLAW) + name });
    const fix = release(project, "client-v1.4.1", { [client]: library(...FIXED) });
    for (const files of [[client], []]) {
      const derived = await deriveIn(project, [fix], { packages: [{ purl: "pkg:npm/%40acme/client", files }] });
      assert.equal(ranges(derived), "0..1.4.1");
    }
    const unknown = await deriveIn(project, [fix], { packages: [{ purl: "pkg:npm/unknown", files: [] }] });
    assert.equal(ranges(unknown), "0..1.0.1?", "the project's own tags, none of which has the fix");
  });

  it("calls no pre-release fixed, and lists the affected ones apart", async () => {
    flawed();
    release(project, "v1.2.0rc1", other("x = 1"));
    const fix = fixed("v1.2.0rc2");
    release(project, "v1.2.0", other("x = 2"));
    const [derived] = (await deriveIn(project, [fix])).packages;
    assert.deepEqual(
      derived!.fixed.map(({ version }) => version),
      ["1.2.0"],
    );
    assert.deepEqual(derived!.versions, ["1.0.0", "1.1.0"]);
    assert.deepEqual(derived!.prereleases, ["1.2.0rc1"]);
  });

  it("says that there are no tags, and plans no version out of nothing", async () => {
    git("tag", "-d", "v1.0.0");
    commit(project.clone, at(FLAW), "Follow with cookies");
    const fix = commit(project.clone, at(...FIXED), "Keep cookies at home");
    const derived = await deriveIn(project, [fix]);
    assert.deepEqual([ranges(derived), derived.packages[0]!.fixed], ["", []]);
    assert.match(derived.notes.join("\n"), /it has no tags. Tags may be missing here/);
    assert.deepEqual(
      [derived.candidates[0]!.version, derived.candidates[0]!.commit?.subject],
      [undefined, "Follow with cookies"],
    );
  });

  it("asks a partial clone's remote for nothing, and says what it could not look through", async () => {
    flawed();
    const fix = fixed("v1.2.0");
    git("push", "-q", "--tags", "origin", "main");
    run(project.remote, ["config", "uploadpack.allowFilter", "true"]);
    const partial = join(project.root, "partial");
    run(project.root, ["clone", "-q", "--filter=blob:none", "--no-checkout", `file://${project.remote}`, partial]);
    const objects = () => run(partial, ["count-objects", "-v"]);
    const before = objects();
    const derived = await deriveIn({ ...project, clone: partial }, [fix]);
    assert.equal(objects(), before, "nothing was fetched");
    assert.equal(ranges(derived), "0..1.2.0");
    assert.match(derived.notes.join("\n"), /A part of the history is missing in this clone/);
  });

  it("refuses a shallow clone with a sentence", async () => {
    const fix = fixed("v1.1.0");
    git("push", "-q", "--tags", "origin", "main");
    const shallow = join(project.root, "shallow");
    run(project.root, ["clone", "-q", "--depth=1", `file://${project.remote}`, shallow]);
    await refusedWith("repository-unsupported", () => deriveIn({ ...project, clone: shallow }, [fix]));
  });

  it("stops when it is told to", async () => {
    const fix = fixed("v1.1.0");
    const where = { gitDir: join(project.clone, ".git"), signal: AbortSignal.abort() };
    await refusedWith("cancelled", () => deriveIn(project, [fix], { where }));
  });
});

describe("what follows from git in a repository with SHA-256", function () {
  this.timeout(20_000);

  it("is the same", async () => {
    const project = makeProject({ objectFormat: "sha256", files: BEFORE });
    try {
      run(project.clone, ["tag", "v1.0.0"]);
      const flaw = release(project, "v1.1.0", at(FLAW));
      run(project.clone, ["branch", "1.1.x"]);
      const fix = release(project, "v1.2.0", at(...FIXED), "Keep cookies at home");
      run(project.clone, ["switch", "-q", "1.1.x"]);
      run(project.clone, ["cherry-pick", "-x", fix]);
      run(project.clone, ["tag", "v1.1.1"]);
      const derived = await deriveIn(project, [fix], { introduced: flaw });
      assert.equal(flaw.length, 64);
      assert.deepEqual(
        derived.packages[0]!.ranges.map(({ from, fixed }) => [from, fixed]),
        [["1.1.0", "1.1.1"]],
      );
      assert.deepEqual(
        derived.fix.backports.map(({ sign }) => sign),
        ["cherry-picked"],
      );
      assert.equal(derived.candidates[0]!.commit?.oid, flaw);
    } finally {
      project.cleanup();
    }
  });
});
