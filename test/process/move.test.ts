import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OPEN_STEPS } from "../../src/model/case";
import { listCases, updateCase } from "../../src/tools/cases/store";
import { commit, run } from "../support/gitRepo";
import { buildGuard } from "../support/guard";
import { guardedCase, guardedProject, type GuardedCase, type GuardedProject } from "../support/guardedProject";
import { planMoving } from "../support/moving";
import { withoutTerminal } from "../support/pushWith";

const PUSH = ["git", "push", "--quiet", "origin", "main"];
const DRIVER = join(__dirname, "..", "support", "moveDriver.ts");
const MESSAGE = "Do not follow redirects across hosts\n\nThe cookie went along.\n\nCVE-ID: CVE-2026-12345";
const DATES = { GIT_AUTHOR_DATE: "2020-02-03T04:05:06 +0100", GIT_AUTHOR_NAME: "Ada Author" };

const numbers = (...changed: readonly (readonly [number, string])[]) =>
  Array.from({ length: 40 }, (_, at) => changed.find(([line]) => line === at)?.[1] ?? `line ${at}`).join("\n") + "\n";

describe("moving commits to a private worktree", function () {
  this.timeout(60_000);
  before(buildGuard);
  let place: GuardedProject;
  let base: string;
  beforeEach(async () => {
    place = await guardedProject();
    commit(place.clone, { "src/follow.js": numbers() }, "Follow");
    run(place.clone, ["push", "-q", "origin", "main"]);
    base = run(place.clone, ["rev-parse", "HEAD"]);
  });
  afterEach(() => place.cleanup());

  const fix = numbers([15, "const crossOrigin = new URL(request.url).origin !== new URL(target).origin;"]);
  /** Before the fix, the fix, something else, something on top of the fix. */
  function work(): { before: string; fixed: string; other: string; onTop: string } {
    const before = commit(place.clone, { "README.md": "# Sample\n" }, "Say more");
    const env = { ...process.env, ...DATES };
    writeFileSync(join(place.clone, "src/follow.js"), fix);
    spawnSync("git", ["commit", "-qam", MESSAGE], { cwd: place.clone, env });
    const fixed = run(place.clone, ["rev-parse", "HEAD"]);
    const other = commit(place.clone, { "other.txt": "other\n" }, "Other work");
    const onTop = commit(place.clone, { "src/follow.js": fix.replace("line 20\n", "line twenty\n") }, "Tidy up");
    return { before, fixed, other, onTop };
  }
  const log = (dir: string, format: string, range = `${base}..HEAD`) =>
    run(dir, ["log", "--reverse", `--format=${format}`, range]);
  const onlyCase = async () => {
    const [entry, more] = await listCases(place.home);
    assert.ok(entry && "record" in entry);
    assert.equal(more, undefined, "one case");
    return entry;
  };

  /** However it came about: the fix is in the case, the rest on main, the guard knows it. */
  async function assertMoved(before: string): Promise<void> {
    const { places, record } = await onlyCase();
    assert.equal(log(places.worktree, "%s"), "Do not follow redirects across hosts\nTidy up");
    assert.equal(log(place.clone, "%s"), "Say more\nOther work");
    assert.equal(run(place.clone, ["rev-parse", "HEAD~1"]), before, "what was below the fix is untouched");
    for (const dir of [place.clone, places.worktree]) assert.equal(run(dir, ["status", "--porcelain"]), "");
    assert.equal(readFileSync(join(place.clone, "src/follow.js"), "utf8"), numbers());
    run(places.worktree, ["fsck", "--strict"]);
    assert.equal(withoutTerminal(place.clone, PUSH).code, 0, "what stayed goes out");
    run(place.clone, ["reset", "-q", "--hard", "HEAD@{1}"]);
    const again = withoutTerminal(place.clone, ["git", "push", "origin", "HEAD:refs/heads/again"]);
    assert.equal(again.code, 1);
    assert.match(again.output, new RegExp(`^embargo: refused\\. This push would publish the fix of ${record.id}`));
  }

  it("shows a plan first, which changes nothing", async () => {
    const { fixed, onTop, other } = work();
    const head = run(place.clone, ["rev-parse", "HEAD"]);
    const objects = run(place.clone, ["count-objects", "-v"]);
    const { plan } = await planMoving(place.home, place.clone);
    const words = plan.notes.join("\n");
    assert.match(
      words,
      new RegExp(`Moves:\n  ${fixed.slice(0, 7)} Do not follow .*: is tagged CVE-ID: CVE-2026-12345\n`),
    );
    assert.match(words, new RegExp(`  ${onTop.slice(0, 7)} Tidy up: changes src/follow.js after ${fixed.slice(0, 7)}`));
    assert.match(words, new RegExp(`Stays on main:\n.* Say more\n  ${other.slice(0, 7)} Other work`));
    assert.match(words, /reflog/);
    assert.match(plan.steps.at(-1)!.sentence, /^set main back to where it was without them/);
    assert.equal(run(place.clone, ["rev-parse", "HEAD"]), head);
    assert.equal(run(place.clone, ["count-objects", "-v"]), objects);
    assert.deepEqual(await listCases(place.home), []);
  });

  it("opens a case with them, as they were, and sets the public branch back", async () => {
    const { before, fixed } = work();
    const authors = "%an <%ae> %ad%n%cn %cd";
    const was = run(place.clone, ["log", "-1", `--format=${authors}`, fixed]);
    const { run: move } = await planMoving(place.home, place.clone);
    await move();
    const { places, record } = await onlyCase();
    assert.equal(run(places.worktree, ["log", "-1", `--format=${authors}`, "HEAD~1"]), was);
    assert.match(was, /^Ada Author .* 2020/);
    assert.equal(run(places.worktree, ["log", "-1", "--format=%B", "HEAD~1"]), `${MESSAGE}\nEmbargo: ${record.id}\n`);
    assert.deepEqual([record.base.branch, record.base.commit], ["main", base]);
    await assertMoved(before);
  });

  for (const step of ["record", "guard", "carry", "know", "setBack"]) {
    it(`killed before "${step}" loses nothing, and the same call goes on`, async () => {
      const { before, onTop } = work();
      const args = ["--import", "tsx", DRIVER, place.home.dir, place.clone, step];
      assert.equal(spawnSync(process.execPath, args).signal, "SIGKILL");
      assert.equal(run(place.clone, ["rev-parse", "HEAD"]), onTop, "the public branch is set back last");
      assert.equal(run(place.clone, ["status", "--porcelain"]), "");
      await (await planMoving(place.home, place.clone)).run();
      await assertMoved(before);
    });
  }

  it("goes on where git was killed between the files and the branch", async () => {
    const { before, onTop } = work();
    const { run: move, plan } = await planMoving(place.home, place.clone);
    await move();
    const { publicTip } = plan.facts.sorted;
    run(place.clone, ["update-ref", "refs/heads/main", onTop]); // files and index are at the new tip already
    assert.notEqual(run(place.clone, ["status", "--porcelain"]), "");
    await (await planMoving(place.home, place.clone)).run();
    assert.equal(run(place.clone, ["rev-parse", "main"]), publicTip);
    assert.equal(run(place.clone, ["status", "--porcelain"]), "");
    run(place.clone, ["reset", "-q", "--hard", onTop]);
    run(place.clone, ["reset", "-q", "--hard", publicTip]);
    await assertMoved(before);
  });

  it("takes along what the fix builds on", async () => {
    commit(place.clone, { "src/follow.js": numbers([14, "a line that the fix stands beside"]) }, "Prepare");
    const both = numbers([14, "a line that the fix stands beside"], [15, "the fix of it"]);
    const fixed = commit(place.clone, { "src/follow.js": both }, MESSAGE);
    const { plan, run: move } = await planMoving(place.home, place.clone);
    assert.match(plan.notes.join("\n"), new RegExp(`Prepare: ${fixed.slice(0, 7)} builds on it`));
    await move();
    assert.equal(run(place.clone, ["rev-parse", "HEAD"]), base);
    assert.equal(log((await onlyCase()).places.worktree, "%s"), "Prepare\nDo not follow redirects across hosts");
  });

  it("moves the commits that are named, also without a tag", async () => {
    commit(place.clone, { "a.txt": "a\n" }, "One");
    commit(place.clone, { "b.txt": "b\n" }, "Two");
    await assert.rejects(planMoving(place.home, place.clone), { code: "refused" });
    await assert.rejects(planMoving(place.home, place.clone, { commits: [base] }), { code: "no-commit" });
    await (await planMoving(place.home, place.clone, { commits: ["HEAD~1"] })).run();
    assert.equal(log(place.clone, "%s"), "Two");
    assert.equal(log((await onlyCase()).places.worktree, "%s"), "One");
  });

  it("keeps files that git does not know", async () => {
    work();
    writeFileSync(join(place.clone, "notes.txt"), "mine\n");
    await (await planMoving(place.home, place.clone)).run();
    assert.equal(readFileSync(join(place.clone, "notes.txt"), "utf8"), "mine\n");
  });

  it("refuses what it cannot do safely, says what to do, and changes nothing", async () => {
    const { onTop } = work();
    const refused = async (pattern: RegExp, hint: RegExp) => {
      await assert.rejects(planMoving(place.home, place.clone), (error: Error & { hint?: string; code?: string }) => {
        assert.equal(error.code, "refused");
        assert.match(error.message, pattern);
        assert.match(error.hint ?? "", hint);
        return true;
      });
    };
    appendFileSync(join(place.clone, "README.md"), "more\n");
    await refused(/not committed/, /git stash/);
    run(place.clone, ["checkout", "-q", "."]);
    const second = join(place.root, "second");
    run(place.clone, ["worktree", "add", "-q", "--force", second, "main"]);
    await refused(/checked out in more than one/, /git worktree list/);
    run(place.clone, ["worktree", "remove", "--force", second]);
    run(place.clone, ["switch", "-q", "--detach"]);
    await refused(/No branch is checked out/, /git switch/);
    run(place.clone, ["switch", "-q", "main"]);
    run(place.clone, ["switch", "-q", "-c", "side", base]);
    commit(place.clone, { "side.txt": "side\n" }, "Side");
    run(place.clone, ["switch", "-q", "main"]);
    run(place.clone, ["merge", "-q", "--no-edit", "side"]);
    await refused(/There is a merge among/, /git rebase/);
    run(place.clone, ["reset", "-q", "--hard", onTop]);
    run(place.clone, ["push", "-q", "--no-verify", "origin", "main"]);
    await refused(/is public already/, /speed/);
    assert.equal(run(place.clone, ["rev-parse", "HEAD"]), onTop);
    assert.deepEqual(await listCases(place.home), []);
  });

  it("carries odd names, binary files, deletions and modes", async () => {
    commit(place.clone, { 'ä ö/"q".bin': new Uint8Array([0, 1, 2, 255]), "run.sh": "#!/bin/sh\n" }, "Odd");
    run(place.clone, ["push", "-q", "origin", "main"]);
    commit(place.clone, { "ordinary.txt": "ordinary\n" }, "Ordinary");
    run(place.clone, ["update-index", "--chmod=+x", "run.sh"]);
    run(place.clone, ["rm", "-q", "src/follow.js"]);
    commit(place.clone, { 'ä ö/"q".bin': new Uint8Array([0, 9, 2, 255]), "added \\ name": "x" }, MESSAGE);
    const tree = run(place.clone, ["ls-tree", "-r", "HEAD"]);
    await (await planMoving(place.home, place.clone)).run();
    const { places } = await onlyCase();
    const moved = run(places.worktree, ["ls-tree", "-r", "HEAD"]);
    assert.equal(
      moved,
      tree
        .split("\n")
        .filter((line) => !line.endsWith("ordinary.txt"))
        .join("\n"),
    );
    assert.equal(log(place.clone, "%s", "origin/main..HEAD"), "Ordinary");
  });
});

describe("moving commits to the case they belong to", function () {
  this.timeout(60_000);
  before(buildGuard);
  let place: GuardedCase;
  beforeEach(async () => {
    place = await guardedCase();
    await updateCase(place.home, place.record.id, (record) => ({ ...record, opened: OPEN_STEPS }));
  });
  afterEach(() => place.cleanup());

  it("drops copies that the case has already, and puts new ones on the fix", async () => {
    const patch = run(place.places.worktree, ["format-patch", "-1", "--stdout", place.fix[0]]);
    const from = run(place.clone, ["rev-parse", "HEAD"]);
    writeFileSync(join(place.root, "copy.patch"), `${patch.replace(/^Embargo: .*$/m, "")}\n`);
    run(place.clone, ["am", "-q", join(place.root, "copy.patch")]);
    commit(place.clone, { "src/more.js": "a second half of the fix\n" }, "More");
    const { plan, run: move } = await planMoving(place.home, place.clone);
    assert.match(plan.title, new RegExp(`^Move 1 commit of main to the case ${place.record.id}$`));
    await move();
    assert.equal(run(place.clone, ["log", "--format=%s", `${from}..HEAD`]), "More");
    const named = await planMoving(place.home, place.clone, { commits: ["HEAD"], to: place.record.id });
    await named.run();
    assert.equal(run(place.clone, ["rev-parse", "HEAD"]), from);
    assert.equal(run(place.places.worktree, ["log", "-1", "--format=%s"]), "More");
    assert.equal(run(place.places.worktree, ["rev-parse", "HEAD~1"]), place.fix[1]);
  });

  it("keeps them on a branch of their own where somebody is at work in the private worktree", async () => {
    appendFileSync(join(place.places.worktree, "src/redirect.js"), "// not done yet\n");
    commit(place.clone, { "src/more.js": "a second half of the fix\n" }, "More");
    const { plan, run: move } = await planMoving(place.home, place.clone, { commits: ["HEAD"], to: place.record.id });
    assert.match(plan.notes.join("\n"), /git cherry-pick/);
    const { branch } = await move();
    assert.equal(run(place.places.repository, ["log", "-1", "--format=%s", branch]), "More");
    assert.match(readFileSync(join(place.places.worktree, "src/redirect.js"), "utf8"), /not done yet/);
  });
});
