import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { guardStatus, installGuard, proveGuard, removeGuard } from "../../src/stages/guard";
import { guardPlaces } from "../../src/tools/git/guardPlaces";
import { openHome } from "../../src/tools/home";
import { commit, run, tryRun } from "../support/gitRepo";
import { buildGuard } from "../support/guard";
import { guardedCase, guardedProject, type GuardedCase, type GuardedProject } from "../support/guardedProject";
import { onTerminal, withoutTerminal } from "../support/pushWith";

const PUSH = ["push", "origin", "main"];
const guardOf = ({ clone }: GuardedProject) => join(clone, ".git", "embargo");

/** Calls the hook as git would, with `input` as it stands. */
function callHook(place: GuardedProject, input: string) {
  const hook = join(guardOf(place), "hooks", "pre-push");
  return withoutTerminal(place.clone, [hook, "origin", place.remote], {}, input);
}

describe("the guard while a case is open", () => {
  before(buildGuard);
  let place: GuardedCase;
  beforeEach(async () => {
    place = await guardedCase();
    commit(place.clone, { "work.txt": "ordinary\n" }, "Ordinary work");
  });
  afterEach(() => place.cleanup());

  const factsFolder = () => join(dirname(place.places.dir), "guard");
  const refusedWithWayOut = ({ code, output }: { code: number | null; output: string }) => {
    assert.equal(code, 1, output);
    assert.match(output, /^embargo: refused\./m);
    assert.ok(output.includes(`sh '${join(guardOf(place), "remove.sh")}'`), output);
  };

  for (const input of ["garbage\n", "refs/heads/main abc refs/heads/main def\n", "\u0000\u0001\n", "a b c d e f\n"]) {
    it(`refuses what it cannot read: ${JSON.stringify(input)}`, () => refusedWithWayOut(callHook(place, input)));
  }

  it("refuses an unreadable line among good ones", () => {
    const tip = run(place.clone, ["rev-parse", "HEAD"]);
    refusedWithWayOut(callHook(place, `refs/heads/main ${tip} refs/heads/main ${"0".repeat(40)}\nrefs/heads/x\n`));
  });

  it("reads a last line without its line feed, and hundreds of lines", () => {
    const tip = run(place.clone, ["rev-parse", "HEAD"]);
    const line = `refs/heads/main ${tip} refs/heads/main ${"0".repeat(40)}`;
    assert.equal(callHook(place, line).code, 0);
    const absent = line.replace(tip, place.fix[0]);
    run(place.clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-2"])}\n`);
    const copied = line.replace(tip, run(place.clone, ["rev-parse", "HEAD"]));
    assert.equal(callHook(place, `${`${line}\n`.repeat(900)}${copied}\n`).code, 1);
    refusedWithWayOut(callHook(place, `${absent}\n`));
  });

  it("refuses when the home is gone", () => {
    renameSync(place.home.dir, `${place.home.dir}.away`);
    refusedWithWayOut(tryRun(place.clone, PUSH));
    renameSync(`${place.home.dir}.away`, place.home.dir);
    assert.equal(tryRun(place.clone, PUSH).code, 0);
  });

  it("refuses when another home is in its place", async () => {
    renameSync(place.home.dir, `${place.home.dir}.away`);
    const other = await openHome(place.home.dir);
    refusedWithWayOut(tryRun(place.clone, PUSH));
    await assert.rejects(installGuard(other, place.clone), { code: "refused" });
    rmSync(place.home.dir, { recursive: true });
    renameSync(`${place.home.dir}.away`, place.home.dir);
  });

  it("refuses when the program is gone and there is something to look at", () => {
    rmSync(join(place.home.dir, "bin"), { recursive: true });
    rmSync(factsFolder(), { recursive: true });
    refusedWithWayOut(tryRun(place.clone, PUSH));
  });

  it("refuses when no runtime is left and there is something to look at", () => {
    const starter = join(place.home.dir, "bin", "hook");
    const text = readFileSync(starter, "utf8").replace(/^runtime='.*'$/m, "runtime='/nowhere/node'");
    writeFileSync(starter, text);
    rmSync(factsFolder(), { recursive: true });
    const bin = join(place.root, "no node here");
    mkdirSync(bin);
    for (const name of ["setsid", "git", "sh", "cat", "sed", "grep", "tr", "cksum"]) {
      symlinkSync(execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim(), join(bin, name));
    }
    refusedWithWayOut(withoutTerminal(place.clone, ["git", ...PUSH], { PATH: bin }));
    assert.equal(tryRun(place.clone, PUSH).code, 0); // any other Node on the PATH will do
  });

  for (const [name, keep] of [
    ["hook.js", 0],
    ["hook.js", 20_000],
    ["hook", 0],
    ["hook", 60],
  ] as const) {
    it(`refuses when its program ${name} was cut to ${keep} bytes and there is something to look at`, () => {
      truncateSync(join(place.home.dir, "bin", name), keep);
      run(place.clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-2"])}\n`);
      refusedWithWayOut(tryRun(place.clone, PUSH));
    });
  }

  it("refuses when this clone forgot the case and where the home is", () => {
    for (const name of ["armed", "home"]) rmSync(join(guardOf(place), name));
    refusedWithWayOut(tryRun(place.clone, PUSH));
  });

  it("refuses when it cannot read which cases are open", () => {
    const armed = join(guardOf(place), "armed");
    rmSync(armed);
    mkdirSync(armed);
    refusedWithWayOut(tryRun(place.clone, PUSH));
  });

  it("still knows of the case when this clone forgot it", () => {
    rmSync(join(guardOf(place), "armed"));
    run(place.clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-2"])}\n`);
    assert.equal(tryRun(place.clone, PUSH).code, 1);
    assert.equal(readFileSync(join(guardOf(place), "armed"), "utf8"), `${place.record.id}\n`);
  });

  it("refuses when the private repository is gone", () => {
    writeFileSync(
      place.places.record,
      readFileSync(place.places.record, "utf8").replace('"record"', '"record", "repository"'),
    );
    rmSync(place.places.repository, { recursive: true });
    refusedWithWayOut(tryRun(place.clone, PUSH));
  });

  it("refuses when the case's record is cut in half, and leaves it as it is", () => {
    const half = readFileSync(place.places.record, "utf8").slice(0, 200);
    writeFileSync(place.places.record, half);
    rmSync(factsFolder(), { recursive: true });
    refusedWithWayOut(tryRun(place.clone, PUSH));
    assert.equal(readFileSync(place.places.record, "utf8"), half);
  });

  for (const name of ["patterns", "commits", "CASE.json"]) {
    it(`makes ${name} anew when it was cut in half, and finds the fix`, () => {
      tryRun(place.clone, PUSH); // brings the files of the first stage up to date
      const file = join(factsFolder(), name.replace("CASE", place.record.id));
      const whole = readFileSync(file);
      truncateSync(file, Math.floor(whole.length / 2));
      run(place.clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-2"])}\n`);
      run(place.clone, ["commit", "--amend", "-q", "-m", "Tests"]);
      const { code, output } = tryRun(place.clone, PUSH);
      assert.equal(code, 1, output);
      assert.match(output, /same change as commit 1 of the fix/);
    });
  }

  it("lets ordinary pushes pass without starting the second stage", () => {
    assert.equal(tryRun(place.clone, PUSH).code, 0);
    commit(place.clone, { "work.txt": "more\n" }, "More ordinary work");
    rmSync(join(place.home.dir, "bin"), { recursive: true });
    const { code, output } = tryRun(place.clone, PUSH);
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /^embargo:/m);
  });

  it("finds a commit made in the private worktree a moment ago", () => {
    assert.equal(tryRun(place.clone, PUSH).code, 0);
    const late = 'rejectRedirect(request, "a line that is minutes old");\n';
    commit(place.places.worktree, { "src/late.js": late }, "Late");
    commit(place.clone, { "src/copied.js": late }, "Work");
    assert.equal(tryRun(place.clone, PUSH).code, 1);
  });

  it("is not misled by somebody who wrote old patterns late", () => {
    assert.equal(tryRun(place.clone, PUSH).code, 0);
    const patterns = join(factsFolder(), "patterns");
    const old = readFileSync(patterns);
    const late = 'rejectRedirect(request, "a line that is minutes old");\n';
    commit(place.places.worktree, { "src/late.js": late }, "Late");
    commit(place.clone, { "work.txt": "more\n" }, "More ordinary work");
    assert.equal(tryRun(place.clone, PUSH).code, 0);
    writeFileSync(patterns, old);
    commit(place.clone, { "src/copied.js": late }, "Work");
    assert.equal(tryRun(place.clone, PUSH).code, 1);
  });

  it("refuses the objects of a git that keeps them elsewhere", () => {
    const objects = join(place.places.repository, "objects");
    const { code } = withoutTerminal(place.clone, ["git", "push", "origin", `${place.fix[1]}:refs/heads/x`], {
      GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
    });
    assert.equal(code, 1);
  });

  it("stays when it is told to go, and names the way that asks for the case id", async () => {
    await assert.rejects(removeGuard(place.home, place.clone), ({ code, hint }: { code: string; hint: string }) => {
      return code === "refused" && hint.includes("remove.sh");
    });
  });

  it("goes by remove.sh once the case id is typed, and only then", () => {
    const way = `sh ${join(guardOf(place), "remove.sh")}`;
    assert.equal(onTerminal(place.clone, way, "yes\n").code, 1);
    assert.ok(existsSync(guardOf(place)));
    assert.equal(withoutTerminal(place.clone, ["sh", join(guardOf(place), "remove.sh")]).code, 1);
    assert.ok(existsSync(guardOf(place)));
    const { code, output } = onTerminal(place.clone, way, `${place.record.id}\n`);
    assert.equal(code, 0, output);
    assert.ok(!existsSync(guardOf(place)));
    assert.doesNotMatch(readFileSync(join(place.clone, ".git", "config"), "utf8"), /hook|include/);
    assert.equal(tryRun(place.clone, PUSH).code, 0);
  });

  it("says no too where its program is called in the private place", () => {
    const program = `"${join(place.home.dir, "bin", "hook")}" pre-push origin url "${place.places.repository}" </dev/null`;
    const { code, output } = tryRun(place.clone, ["-c", `alias.ask=!${program}`, "ask"]);
    assert.equal(code, 11);
    assert.match(output, /private place/);
  });

  it("is proven by a canary, also from a linked worktree, and keeps nothing of it", async () => {
    run(place.clone, ["worktree", "add", "-q", "-b", "other", join(place.root, "linked tree")]);
    const objects = () => run(place.clone, ["cat-file", "--batch-all-objects", "--batch-check"]);
    const before = objects();
    const proof = await proveGuard(place.home, place.clone);
    assert.deepEqual(
      proof.checkouts.map(({ stopped }) => stopped),
      [true, true],
    );
    assert.ok(proof.proven);
    assert.equal(objects(), before);
    assert.deepEqual(readdirSync(join(place.home.dir, "tmp")), []);
    assert.ok(!existsSync(join(factsFolder(), "stopped.json")));
  });

  it("guards another clone of the project by the same facts", async () => {
    const other = join(place.root, "other clone");
    run(place.root, ["clone", "-q", place.remote, other]);
    run(other, ["config", "user.name", "M"]);
    run(other, ["config", "user.email", "m@example.org"]);
    const status = await installGuard(place.home, other);
    assert.deepEqual(status.cases, [place.record.id]);
    run(other, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-2"])}\n`);
    assert.equal(tryRun(other, PUSH).code, 1);
  });
});

describe("the guard with no case open", () => {
  before(buildGuard);
  let place: GuardedProject;
  beforeEach(async () => {
    place = await guardedProject();
    commit(place.clone, { "work.txt": "ordinary\n" }, "Ordinary work");
  });
  afterEach(() => place.cleanup());

  it("is never in the way when the home is gone", () => {
    rmSync(place.home.dir, { recursive: true });
    assert.equal(tryRun(place.clone, PUSH).code, 0);
  });

  it("is never in the way when it cannot read what git says", () => {
    const { code, output } = callHook(place, "garbage\n");
    assert.equal(code, 0, output);
  });

  it("stops a tagged commit also when the program is gone, and says how to go on", () => {
    rmSync(join(place.home.dir, "bin"), { recursive: true });
    run(place.clone, ["commit", "--amend", "-q", "-m", "Fix\n\nCVE-ID: CVE-2026-1111"]);
    const { code, output } = tryRun(place.clone, PUSH);
    assert.equal(code, 1);
    assert.match(output, /embargo guard install/);
  });

  it("does not start the second stage for an ordinary push", () => {
    rmSync(join(place.home.dir, "bin"), { recursive: true });
    const { code, output } = tryRun(place.clone, PUSH);
    assert.equal(code, 0);
    assert.doesNotMatch(output, /^embargo:/m);
  });

  it("does not look again at what another public remote has, also where a remote is private", () => {
    run(place.clone, ["commit", "--amend", "-q", "-m", "Fix\n\nCVE-ID: CVE-2026-1111"]);
    assert.equal(tryRun(place.clone, ["push", "--no-verify", "origin", "main"]).code, 0);
    const [fork, team] = [join(place.root, "fork.git"), join(place.root, "team.git")];
    for (const url of [fork, team]) run(place.root, ["init", "-q", "--bare", url]);
    assert.equal(tryRun(place.clone, ["push", fork, "main"]).output.includes("embargo:"), false);
    run(place.clone, ["config", "embargo.privateRemote", team]);
    assert.equal(tryRun(place.clone, ["push", fork, "main:again"]).output.includes("embargo:"), false);
  });

  it("asks about what a private remote has already, also at a second push URL of the same remote", () => {
    run(place.clone, ["commit", "--amend", "-q", "-m", "Fix\n\nCVE-ID: CVE-2026-1111"]);
    const team = join(place.root, "team.git");
    run(place.root, ["init", "-q", "--bare", team]);
    run(place.clone, ["config", "embargo.privateRemote", team]);
    for (const url of [team, place.remote]) run(place.clone, ["remote", "set-url", "--push", "--add", "origin", url]);
    const { code, output } = withoutTerminal(place.clone, ["git", ...PUSH]);
    assert.equal(code, 1);
    assert.match(output, /is tagged CVE-ID: CVE-2026-1111/);
  });

  it("lets a tag of a file pass without a word", () => {
    run(place.clone, ["tag", "key", "HEAD:work.txt"]);
    const { code, output } = tryRun(place.clone, ["push", "origin", "key"]);
    assert.equal(code, 0);
    assert.doesNotMatch(output, /embargo:|error:|fatal:/);
  });

  it("takes no project for a private place because of a file case.json", () => {
    commit(place.clone, { "case.json": "{}\n" }, "Fix\n\nCVE-ID: CVE-2026-1111");
    assert.match(withoutTerminal(place.clone, ["git", ...PUSH]).output, /looks like a security fix/);
  });

  it("notices that its hook was changed, and repairs it", async () => {
    const hook = join(guardOf(place), "hooks", "pre-push");
    chmodSync(hook, 0o755);
    writeFileSync(hook, "#!/bin/sh\nexit 0\n");
    assert.equal((await guardStatus(place.home, place.clone)).guarded, false);
    assert.equal((await proveGuard(place.home, place.clone)).proven, false);
    assert.equal((await installGuard(place.home, place.clone)).guarded, true);
    assert.equal((await proveGuard(place.home, place.clone)).proven, true);
  });

  it("takes only its own lines by remove.sh, also when somebody wrote between them or took the last one away", () => {
    const config = join(place.clone, ".git", "config");
    run(place.clone, ["config", "include.other", "kept"]);
    run(place.clone, ["config", "branch.after.remote", "kept"]);
    writeFileSync(config, readFileSync(config, "utf8").replace("# embargo: end\n", ""));
    assert.equal(onTerminal(place.clone, `sh ${join(guardOf(place), "remove.sh")}`, "remove\n").code, 0);
    assert.equal(run(place.clone, ["config", "include.other"]), "kept");
    assert.equal(run(place.clone, ["config", "branch.after.remote"]), "kept");
    assert.doesNotMatch(readFileSync(config, "utf8"), /embargo: |hook|second-line/);
  });

  it("names a way out that works in a folder with quotes in its name", () => {
    const clone = join(place.root, 'it\'s "mine" $(true)');
    renameSync(place.clone, clone);
    const { wayOut, remove } = guardPlaces(join(clone, ".git"));
    assert.equal(execFileSync("sh", ["-c", wayOut.replace("sh", "printf %s")], { encoding: "utf8" }), remove);
    assert.equal(onTerminal(clone, wayOut, "remove\n").code, 0);
    assert.ok(!existsSync(join(clone, ".git", "embargo")));
  });

  it("notices that its clone was moved, and is put right by installing it again", async () => {
    const clone = join(place.root, "moved");
    renameSync(place.clone, clone);
    assert.equal((await guardStatus(place.home, clone)).guarded, false);
    assert.equal((await installGuard(place.home, clone)).guarded, true);
    assert.equal((await proveGuard(place.home, clone)).proven, true);
  });

  it("goes by remove.sh after the word is typed", () => {
    assert.equal(onTerminal(place.clone, `sh ${join(guardOf(place), "remove.sh")}`, "remove\n").code, 0);
    assert.ok(!existsSync(guardOf(place)));
  });
});
