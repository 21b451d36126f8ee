import assert from "node:assert/strict";
import { join } from "node:path";
import { checkFixed, checkSentence, isFixThere, type FixCheck } from "../../../src/stages/advise/derive/checkFix";
import { deriveIn, FIXED, FLAW, library, release } from "../../support/flawedProject";
import { commit, makeProject, run, type Project } from "../../support/gitRepo";

const PATH = "lib/follow.py";
const at = (...body: string[]) => ({ [PATH]: library(...body) });

describe("whether the fix is really in a version", function () {
  this.timeout(20_000);
  let project: Project;
  beforeEach(() => {
    project = makeProject({ files: at("return send(target, headers=request.headers)") });
    run(project.clone, ["tag", "v1.0.0"]);
    release(project, "v1.1.0", at(FLAW), "Follow with cookies");
  });
  afterEach(() => project.cleanup());

  const git = (...args: string[]) => run(project.clone, args);
  const other = (line: string) => ({ "lib/other.py": `${line}\n` });
  const fixed = (tag: string) => release(project, tag, at(...FIXED), "Keep cookies at home");
  const check = async (fixes: string | string[], ...versions: string[]): Promise<FixCheck[]> => {
    const where = { gitDir: join(project.clone, ".git") };
    const derived = await deriveIn(project, [fixes].flat(), { candidates: false });
    const packages = [{ purl: "pkg:pypi/sample", fixed: versions, files: [PATH] }];
    return checkFixed(where, derived.fix, packages);
  };
  const lines = (found: FixCheck["missing"]) => found.map(({ path, line }) => `${path}: ${line}`);

  it("looks at the lines, also where the file was renamed later", async () => {
    const fix = fixed("v1.2.0");
    git("mv", PATH, "lib/moved.py");
    release(project, "v1.3.0", {}, "Move");
    const checks = await check(fix, "1.1.0", "1.2.0", "1.3.0", "9.9.9");
    assert.deepEqual(checks.map(isFixThere), [false, true, true, false]);
    assert.deepEqual(
      lines(checks[0]!.missing),
      FIXED.map((line) => `${PATH}: ${line}`),
    );
    assert.deepEqual(lines(checks[0]!.left), [`${PATH}: ${FLAW}`]);
    assert.deepEqual(checks.map(checkSentence), [
      "1.1.0 (v1.1.0): the fix is not there, nor does its history have the commits.",
      "1.2.0 (v1.2.0): the fix is there, 3 lines looked at.",
      "1.3.0 (v1.3.0): the fix is there, 3 lines looked at.",
      "9.9.9: no tag is this version; nothing could be looked at.",
    ]);
  });

  it("finds a merge that lost it, which the history does not show", async () => {
    git("switch", "-q", "-c", "topic");
    const fix = commit(project.clone, at(...FIXED), "Keep cookies at home");
    git("switch", "-q", "main");
    commit(project.clone, other("x = 1"), "Go on");
    git("merge", "-q", "-s", "ours", "-m", "Merge", "topic");
    git("tag", "v1.2.0");
    const [lost] = await check(fix, "1.2.0");
    assert.deepEqual([isFixThere(lost!), lost!.inHistory], [false, true]);
    assert.deepEqual(
      lines(lost!.missing),
      FIXED.map((line) => `${PATH}: ${line}`),
    );
    assert.match(checkSentence(lost!), /not all of the fix is there, though its history has the commits/);
  });

  it("finds a revert, also of a fix without any line that tells it from others", async () => {
    const fix = fixed("v1.2.0");
    git("revert", "--no-edit", fix);
    git("tag", "v1.3.0");
    assert.deepEqual((await check(fix, "1.2.0", "1.3.0")).map(isFixThere), [true, false]);
    release(project, "v1.4.0", other("x <= 1"));
    const short = release(project, "v1.5.0", other("x < 1"));
    git("revert", "--no-edit", short);
    git("tag", "v1.6.0");
    const checks = await check(short, "1.4.0", "1.5.0", "1.6.0");
    assert.deepEqual(
      checks.map(({ looked }) => looked),
      [0, 0, 0],
    );
    assert.deepEqual(checks.map(isFixThere), [false, true, false]);
    assert.match(checkSentence(checks[1]!), /is in its history; it has no line of its own/);
  });

  it("finds the lines where the history does not have the commits, and says that too", async () => {
    git("switch", "-q", "-c", "private");
    const fix = commit(project.clone, at(...FIXED), "Keep cookies at home");
    git("switch", "-q", "main");
    release(project, "v1.2.0", { [PATH]: `# rewritten\n\n${library("limit(request)", ...FIXED)}` }, "New redirects");
    git("branch", "-q", "-D", "private");
    const [there] = await check(fix, "1.2.0");
    assert.equal(isFixThere(there!), true);
    // The same lines on a branch make it a backport; without them in one commit only the contents tell.
    assert.match(checkSentence(there!), /the fix is there, 4 lines looked at/);
    git("reset", "-q", "--hard", "v1.1.0");
    release(project, "v1.1.1", { [PATH]: library(FIXED[0]!, FLAW) }, "One half");
    release(project, "v1.1.2", { [PATH]: library(...FIXED) }, "Other half");
    const [half, both] = await check(fix, "1.1.1", "1.1.2");
    assert.deepEqual([isFixThere(half!), isFixThere(both!), both!.inHistory], [false, true, false]);
    assert.match(checkSentence(both!), /though its history does not have the commits/);
  });

  it("knows lines that were wrapped anew, also in a renamed file", async () => {
    const fix = fixed("v1.2.0");
    const wrapped = [FIXED[0]!, "return send(", "    target, cookies = request.cookies if own else None", ")"];
    release(project, "v1.3.0", at(...wrapped), "Wrap");
    git("mv", PATH, "lib/moved.py");
    release(project, "v1.4.0", {}, "Move");
    assert.deepEqual((await check(fix, "1.3.0", "1.4.0")).map(isFixThere), [true, true]);
  });

  it("knows a fix of deletions by what is gone, also when the code moved away before", async () => {
    const leak = "leak(request.cookies, target.address)";
    release(project, "v1.2.0", at(leak, FLAW));
    git("branch", "old");
    const fix = release(project, "v1.3.0", at(FLAW), "Leak nothing");
    git("switch", "-q", "old");
    release(project, "v1.2.1", { [PATH]: "import moved\n", "lib/moved.py": library(leak, FLAW) }, "Move");
    git("mv", PATH, "lib/stub.py");
    release(project, "v1.2.2", {}, "Rename the rest");
    git("switch", "-q", "main");
    const checks = await check(fix, "1.2.0", "1.2.1", "1.2.2", "1.3.0");
    assert.deepEqual(checks.map(isFixThere), [false, false, false, true]);
    assert.deepEqual(lines(checks[0]!.left), [`${PATH}: ${leak}`]);
    assert.deepEqual(lines(checks[1]!.left), [`lib/moved.py: ${leak}`]);
  });

  it("takes the lines of a backport in the versions that have it, and those of each way where two were given", async () => {
    git("branch", "1.1.x");
    release(project, "v2.0.0", other("x = 1"));
    const onMain = fixed("v2.0.1");
    git("switch", "-q", "1.1.x");
    const own = "return send(target)";
    const onOld = release(project, "v1.1.1", at(own), "No cookies at all");
    git("switch", "-q", "main");
    const checks = await check([onMain, onOld], "1.1.1", "2.0.0", "2.0.1");
    assert.deepEqual(checks.map(isFixThere), [true, false, true]);
  });
});
