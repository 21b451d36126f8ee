import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installGuard, planPrivateRemote, proveGuard, removeGuard, setPrivateRemoteHere } from "../../src/stages/guard";
import { readLog } from "../../src/tools/cases/log";
import { commit, run, tryRun } from "../support/gitRepo";
import { buildGuard } from "../support/guard";
import { guardedCase, type GuardedCase } from "../support/guardedProject";
import { withoutTerminal } from "../support/pushWith";
import { refusedWith } from "../support/refusal";
import { embargo } from "../support/terminal";

interface Status {
  readonly guarded: boolean;
  readonly sentence: string;
  readonly related: readonly { kind: string; directory: string; guarded: boolean; cases: string[] }[];
  readonly remotes: readonly { remote: string; url: string; private: boolean }[];
}

const configOf = (clone: string) => join(clone, ".git", "config");
const identify = (clone: string) => {
  run(clone, ["config", "user.name", "M"]);
  run(clone, ["config", "user.email", "m@example.org"]);
};

describe("the guard on one machine with several checkouts of a project", () => {
  before(buildGuard);
  let place: GuardedCase;
  before(async () => (place = await guardedCase()));
  after(() => place.cleanup());

  const status = async (cwd: string) => {
    const ran = await embargo(["guard", "status", "--json"], { cwd, home: place.home.dir });
    return { exit: ran.exit, ...ran.json<Status>() };
  };
  const copyFix = (clone: string) =>
    run(clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-2"])}\n`);

  it("holds in a worktree that was added later, and is proven there too", async () => {
    const linked = join(place.root, "added later");
    run(place.clone, ["worktree", "add", "-q", "-b", "other", linked]);
    copyFix(linked);
    assert.equal(tryRun(linked, ["push", "origin", "other"]).code, 1);
    const { checkouts } = await proveGuard(place.home, linked);
    assert.deepEqual(
      checkouts.map(({ directory, stopped }) => [directory, stopped]),
      [
        [place.clone, true],
        [linked, true],
      ],
    );
  });

  it("lists a further clone without a guard once it was seen, and puts the guard there too when asked", async () => {
    const further = join(place.root, "further");
    run(place.root, ["clone", "-q", place.remote, further]);
    identify(further);
    const seen = await status(further);
    assert.equal(seen.exit, 1);
    assert.match(seen.sentence, /1 open case of its project can leave unseen/);
    const here = await status(place.clone);
    assert.equal(here.exit, 1);
    assert.deepEqual(
      here.related.map(({ kind, directory, guarded }) => [kind, directory, guarded]),
      [["clone", further, false]],
    );
    const text = await embargo(["guard", "status"], { cwd: place.clone, home: place.home.dir });
    assert.match(text.out, /Other clones[^]*further[^]*it has no guard[^]*embargo guard install --all/);
    assert.equal((await proveGuard(place.home, place.clone)).proven, false);
    await embargo(["guard", "install", "--all"], { cwd: place.clone, home: place.home.dir });
    assert.equal((await status(place.clone)).exit, 0);
    copyFix(further);
    assert.equal(tryRun(further, ["push", "origin", "main"]).code, 1);
  });

  it("knows the project in a shallow clone, and in one whose branch has another root", async () => {
    const [shallow, pages] = [join(place.root, "shallow"), join(place.root, "pages")];
    commit(place.clone, { "work.txt": "ordinary\n" }, "Ordinary work");
    run(place.clone, ["push", "-q", "origin", "main"]);
    run(place.root, ["clone", "-q", "--depth", "1", `file://${place.remote}`, shallow]);
    run(place.root, ["clone", "-q", place.remote, pages]);
    identify(pages);
    run(pages, ["checkout", "-q", "--orphan", "pages"]);
    run(pages, ["commit", "-q", "-m", "Pages"]);
    // The private repository is older than the one commit of the shallow clone: the clone of the case knows it.
    for (const clone of [pages, shallow]) {
      assert.deepEqual((await installGuard(place.home, clone)).cases, [place.record.id], clone);
    }
  });
});

describe("the guard in a project with a submodule", () => {
  before(buildGuard);
  let place: GuardedCase;
  before(async () => (place = await guardedCase()));
  after(() => place.cleanup());

  it("is put into the submodule as well, holds there, and leaves both as they were", async () => {
    const outer = join(place.root, "outer");
    run(place.root, ["init", "-q", "-b", "main", outer]);
    identify(outer);
    run(outer, ["-c", "protocol.file.allow=always", "submodule", "add", "-q", place.remote, "lib"]);
    run(outer, ["commit", "-q", "-m", "Use the library"]);
    const lib = join(outer, "lib");
    identify(lib);
    const configs = [configOf(outer), join(outer, ".git", "modules", "lib", "config")];
    const before = configs.map((file) => readFileSync(file));
    const cli = (...args: string[]) => embargo(args, { cwd: outer, home: place.home.dir });
    const listed = (await cli("guard", "status", "--json")).json<Status>().related;
    assert.deepEqual(
      listed.map(({ kind, directory, guarded, cases }) => [kind, directory, guarded, cases]),
      [["submodule", lib, false, [place.record.id]]],
    );
    assert.match((await cli("guard", "install", "--dry-run")).out, /the same in a submodule/);
    assert.equal((await cli("guard", "install")).exit, 0);
    run(lib, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-2"])}\n`);
    assert.equal(tryRun(lib, ["push", "origin", "HEAD:refs/heads/x"]).code, 1);
    const { proven, checkouts } = await proveGuard(place.home, outer);
    assert.ok(proven);
    assert.deepEqual(
      checkouts.map(({ kind }) => kind),
      ["checkout", "submodule"],
    );
    await refusedWith("refused", () => removeGuard(place.home, lib));
    await removeGuard(place.home, outer);
    assert.deepEqual(readFileSync(configs[0]!), before[0]);
    await removeGuard(place.home, lib, [place.record.id]);
    assert.deepEqual(readFileSync(configs[1]!), before[1]);
    const events = (await readLog(place.places)).map(({ event }) => event);
    assert.ok(events.includes("lifted"), events.join());
  });
});

describe("public and private remotes", () => {
  before(buildGuard);
  let place: GuardedCase;
  let team: string;
  let elsewhere: string;
  before(async () => {
    place = await guardedCase();
    team = join(place.root, "team.git");
    run(place.root, ["init", "-q", "--bare", team]);
    run(place.clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-2"])}\n`);
    elsewhere = mkdtempSync(join(tmpdir(), "embargo-elsewhere-"));
  });
  after(() => {
    place.cleanup();
    rmSync(elsewhere, { recursive: true, force: true });
  });
  let armed: Buffer;
  beforeEach(() => (armed = readFileSync(configOf(place.clone))));
  afterEach(() => writeFileSync(configOf(place.clone), armed));

  let count = 0;
  const push = (url: string, more: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
    withoutTerminal(place.clone, ["git", ...more, "push", url, `main:refs/heads/b${count++}`], env).code;
  const declare = async (url: string, isPrivate = true) =>
    setPrivateRemoteHere(place.home, await planPrivateRemote(place.home, place.clone, { url, isPrivate }));

  it("is private by its exact final address in the repository's own file, and by nothing else", async () => {
    assert.equal(push(team), 1);
    assert.equal(push(team, ["-c", `embargo.privateRemote=${team}`]), 1);
    const variables = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "embargo.privateRemote", GIT_CONFIG_VALUE_0: team };
    assert.equal(push(team, [], variables), 1);
    const global = join(elsewhere, "global");
    writeFileSync(global, `[embargo]\n\tprivateRemote = ${team}\n`);
    assert.equal(push(team, [], { GIT_CONFIG_GLOBAL: global }), 1);
    run(place.clone, ["config", "--add", "include.path", global]);
    assert.equal(push(team), 1);
    await declare(team);
    assert.equal(push(team), 0);
    for (const other of [`${team}/`, `file://${team}`, `${dirname(team)}/./team.git`, team.replace(/\.git$/, "")]) {
      assert.equal(push(other), 1, other);
    }
    assert.equal(push("../team.git"), 1);
    run(place.clone, ["config", "--add", "embargo.privateRemote", "../team.git"]);
    assert.equal(push("../team.git"), 1, "a relative path means another place in another checkout");
  });

  it("is judged address by address, after every rewriting", async () => {
    await declare(team);
    run(place.clone, ["remote", "add", "team", team]);
    assert.equal(push("team"), 0);
    run(place.clone, ["remote", "set-url", "--push", "--add", "team", team]);
    run(place.clone, ["remote", "set-url", "--push", "--add", "team", place.remote]);
    const cli = await embargo(["guard", "status", "--json"], { cwd: place.clone, home: place.home.dir });
    assert.deepEqual(
      cli.json<Status>().remotes.map(({ remote, url, private: isPrivate }) => [remote, url, isPrivate]),
      [
        ["origin", place.remote, false],
        ["team", team, true],
        ["team", place.remote, false],
      ],
    );
    assert.equal(push("team"), 1);
    assert.doesNotMatch(run(place.remote, ["for-each-ref"]), /refs\/heads\/b/);
    run(place.clone, ["config", `url.${place.remote}.pushInsteadOf`, team]);
    assert.equal(push(team), 1);
    const check = ["guard", "check", team, "main", "--json"];
    assert.equal((await embargo(check, { cwd: place.clone, home: place.home.dir })).exit, 1);
  });

  it("is declared and taken back without a trace in the file, the guard's lines stay last, and the log has both", async () => {
    const before = readFileSync(configOf(place.clone), "utf8");
    await declare(team);
    const during = readFileSync(configOf(place.clone), "utf8");
    assert.match(during, /\tprivateRemote = /);
    assert.ok(during.endsWith("# embargo: end\n"));
    await refusedWith("usage", () => declare(`${team}/`, false));
    await declare(team, false);
    assert.equal(readFileSync(configOf(place.clone), "utf8"), before);
    const events = (await readLog(place.places)).map(({ event }) => event);
    assert.deepEqual(events.slice(-2), ["remote declared private", "remote counts as public again"]);
  });

  it("cannot be the public remote of an open case, nor be named by less than its whole address", async () => {
    await refusedWith("refused", () => declare(place.remote));
    for (const url of ["origin", "../team.git", "team.git", "./a:b"]) await refusedWith("usage", () => declare(url));
  });

  it("keeps what may be a token out of what is shown and logged", async () => {
    await declare("https://token@forge.example/team.git");
    const facts = JSON.stringify(await readLog(place.places));
    assert.match(facts, /https:\/\/…@forge\.example\/team\.git/);
    assert.doesNotMatch(facts, /token/);
  });
});
