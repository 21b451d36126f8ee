import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardStatus, installGuard, removeGuard } from "../../src/stages/guard";
import { commit, run, tryRun } from "../support/gitRepo";
import { buildGuard } from "../support/guard";
import { guardedProject, type GuardedProject } from "../support/guardedProject";

const PUSH = ["push", "origin", "main"];

/** A hook that writes down how it was called, and ends with `status`. */
function writeHook(folder: string, name: string, status = 0): void {
  mkdirSync(folder, { recursive: true });
  const script = `#!/bin/sh\n{ echo "$0 $*"; cat; } >"$(git rev-parse --git-common-dir)/called-${name}"\nexit ${status}\n`;
  writeFileSync(join(folder, name), script);
  chmodSync(join(folder, name), 0o755);
}

describe("the guard beside other hooks", () => {
  before(buildGuard);
  let place: GuardedProject;
  beforeEach(async () => {
    place = await guardedProject();
  });
  afterEach(() => place.cleanup());

  const called = (name: string) => {
    const file = join(place.clone, ".git", `called-${name}`);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  };

  const FOLDERS: Readonly<Record<string, () => string>> = {
    "in git's own folder": () => join(place.clone, ".git", "hooks"),
    "in core.hooksPath, absolute": () => {
      run(place.clone, ["config", "core.hooksPath", join(place.root, "my hooks")]);
      return join(place.root, "my hooks");
    },
    "in core.hooksPath, relative to the work tree": () => {
      run(place.clone, ["config", "core.hooksPath", ".husky"]);
      return join(place.clone, ".husky");
    },
  };
  for (const [name, folder] of Object.entries(FOLDERS)) {
    it(`a pre-push hook ${name} runs after it with all of its input`, () => {
      writeHook(folder(), "pre-push");
      run(place.clone, ["branch", "second"]);
      assert.equal(tryRun(place.clone, ["push", "origin", "main:refs/heads/a", "second:refs/heads/b"]).code, 0);
      const [first, ...lines] = (called("pre-push") ?? "").trimEnd().split("\n");
      assert.ok(first?.endsWith(`pre-push origin ${place.remote}`));
      assert.deepEqual(
        lines.map((line) => line.split(" ")[2]),
        ["refs/heads/a", "refs/heads/b"],
      );
    });

    it(`a pre-push hook ${name} can still refuse, and does not run after our refusal`, () => {
      writeHook(folder(), "pre-push", 7);
      commit(place.clone, { "work.txt": "work\n" }, "Work\n\nCVE-ID: CVE-2026-1111");
      assert.equal(tryRun(place.clone, PUSH).code, 1);
      assert.equal(called("pre-push"), undefined);
      run(place.clone, ["commit", "--amend", "-q", "-m", "Work"]);
      assert.equal(tryRun(place.clone, PUSH).code, 1);
      assert.notEqual(called("pre-push"), undefined);
    });
  }

  it("hundreds of refs reach a pre-push hook to the byte", () => {
    writeHook(join(place.clone, ".git", "hooks"), "pre-push");
    const tip = run(place.clone, ["rev-parse", "HEAD"]);
    const updates = Array.from({ length: 600 }, (_, number) => `create refs/heads/b${number} ${tip}\n`).join("");
    run(place.clone, ["update-ref", "--stdin"], updates);
    assert.equal(tryRun(place.clone, ["push", "--all", "origin"]).code, 0);
    const [, ...lines] = (called("pre-push") ?? "").split("\n");
    assert.deepEqual([lines.length, lines.at(-1)], [601, ""]); // main is there already
  });

  it("settings that git cannot expand keep no hook from running", () => {
    writeHook(join(place.root, "my hooks"), "pre-push");
    run(place.clone, ["config", "core.hooksPath", join(place.root, "my hooks")]);
    run(place.clone, ["config", "embargo.privateRemote", "~nobody-of-this-name/team.git"]);
    commit(place.clone, { "work.txt": "work\n" }, "Work");
    assert.equal(tryRun(place.clone, PUSH).code, 0);
    assert.notEqual(called("pre-push"), undefined);
  });

  it("commit hooks run as before, with their exit status", () => {
    writeHook(join(place.clone, ".git", "hooks"), "commit-msg", 1);
    writeFileSync(join(place.clone, "work.txt"), "work\n");
    run(place.clone, ["add", "-A"]);
    assert.notEqual(tryRun(place.clone, ["commit", "-m", "Work"]).code, 0);
    assert.match(called("commit-msg") ?? "", /COMMIT_EDITMSG/);
  });

  it("core.hooksPath that a tool writes later does not put the guard out of place", async () => {
    run(place.clone, ["config", "core.hooksPath", ".husky/_"]);
    assert.equal((await guardStatus(place.home, place.clone)).guarded, true);
    commit(place.clone, { "work.txt": "work\n" }, "Work\n\nCVE-ID: CVE-2026-1111");
    assert.equal(tryRun(place.clone, PUSH).code, 1);
  });

  it("hooks that one worktree sets for itself are taken over, chained, and given back to the byte", async () => {
    run(place.clone, ["config", "extensions.worktreeConfig", "true"]);
    const own = join(place.root, "own");
    run(place.clone, ["config", "--worktree", "core.hooksPath", own]);
    writeHook(own, "pre-push");
    const file = join(place.clone, ".git", "config.worktree");
    const before = readFileSync(file);
    assert.equal((await guardStatus(place.home, place.clone)).guarded, false);
    assert.equal((await installGuard(place.home, place.clone)).guarded, true);
    assert.equal(tryRun(place.clone, ["push", "origin", "main:refs/heads/a"]).code, 0);
    assert.notEqual(called("pre-push"), undefined);
    await removeGuard(place.home, place.clone);
    assert.deepEqual(readFileSync(file), before);
  });

  it("the second line does nothing while the hook is ours, and stands in when it is not", () => {
    commit(place.clone, { "work.txt": "work\n" }, "Work\n\nCVE-ID: CVE-2026-1111");
    const tip = run(place.clone, ["rev-parse", "HEAD"]);
    const line = `refs/heads/main ${tip} refs/heads/main ${"0".repeat(40)}\n`;
    const command = run(place.clone, ["config", "hook.embargo.command"]);
    const alias = (...more: string[]) => [...more, "-c", `alias.ask=!${command} origin '${place.remote}'`, "ask"];
    assert.equal(tryRun(place.clone, alias(), line).code, 0);
    assert.equal(tryRun(place.clone, alias("-c", "core.hooksPath=/dev/null"), line).code, 1);
  });
});

describe("installing and removing the guard", () => {
  before(buildGuard);
  let place: GuardedProject;
  beforeEach(async () => {
    place = await guardedProject();
  });
  afterEach(() => place.cleanup());

  it("gives back the configuration byte for byte, its mode too, and leaves no folder", async () => {
    const config = join(place.clone, ".git", "config");
    await removeGuard(place.home, place.clone);
    chmodSync(config, 0o640);
    writeFileSync(config, readFileSync(config, "utf8").trimEnd());
    const before = readFileSync(config);
    await installGuard(place.home, place.clone);
    run(place.clone, ["status"]);
    await installGuard(place.home, place.clone);
    await removeGuard(place.home, place.clone);
    assert.deepEqual(readFileSync(config), before);
    assert.equal(statSync(config).mode & 0o777, 0o640);
    assert.ok(!existsSync(join(place.clone, ".git", "embargo")));
    assert.equal((await guardStatus(place.home, place.clone)).guarded, false);
  });

  it("waits for no lock of git's, and breaks none", async () => {
    await removeGuard(place.home, place.clone);
    const lock = join(place.clone, ".git", "config.lock");
    writeFileSync(lock, "git is writing");
    await assert.rejects(installGuard(place.home, place.clone), { code: "busy" });
    assert.equal(readFileSync(lock, "utf8"), "git is writing");
  });

  it("keeps its folder to the owner, and its hooks from being replaced by name", () => {
    const guard = join(place.clone, ".git", "embargo");
    assert.equal(statSync(guard).mode & 0o077, 0);
    assert.equal(statSync(join(guard, "hooks")).mode & 0o777, 0o555);
  });

  it("works in a bare repository with linked worktrees, and in paths with spaces and umlauts", async () => {
    const bare = join(place.root, "Ümläut und Leerzeichen.git");
    run(place.root, ["clone", "-q", "--bare", place.remote, bare]);
    const tree = join(place.root, "Arbeits baum");
    run(bare, ["worktree", "add", "-q", tree, "main"]);
    const status = await installGuard(place.home, tree);
    assert.deepEqual(
      status.checkouts.map(({ problem }) => problem),
      [undefined, undefined],
    );
    run(tree, ["config", "user.name", "M"]);
    run(tree, ["config", "user.email", "m@example.org"]);
    commit(tree, { "work.txt": "work\n" }, "Work\n\nCVE-ID: CVE-2026-1111");
    assert.equal(tryRun(tree, PUSH).code, 1);
  });
});
