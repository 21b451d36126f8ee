import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardStatus, installGuard, proveGuard } from "../../src/stages/guard";
import { openHome } from "../../src/tools/home";
import { commit, run, tryRun } from "../support/gitRepo";
import { ageGuard, buildGuard } from "../support/guard";
import { guardedCase, type GuardedCase } from "../support/guardedProject";
import { embargo } from "../support/terminal";

const ROOT = join(__dirname, "..", "..");

interface Hurt {
  readonly name: string;
  readonly hurt: (clone: string, config: string) => void;
  /** What the status must say of it. */
  readonly said: RegExp;
  /** Pushes are still checked, by the hook or by the second line. */
  readonly holds?: boolean;
}

const guardOf = (clone: string) => join(clone, ".git", "embargo");

function edit(config: string, change: (text: string) => string): void {
  const before = readFileSync(config, "utf8");
  writeFileSync(config, change(before));
  assert.notEqual(readFileSync(config, "utf8"), before);
}

const HURTS: readonly Hurt[] = [
  {
    name: "a setting written behind the guard's lines",
    hurt: (_, config) => edit(config, (text) => `${text}[core]\n\thooksPath = .husky/_\n`),
    said: /core\.hooksPath is "\.husky\/_" in \/.*\/\.git\/config \(local\), which wins/,
  },
  {
    name: "an include that was taken out",
    hurt: (clone) => run(clone, ["config", "--unset", "include.path"]),
    said: /lines in the configuration are gone/,
  },
  {
    name: "a second line that was taken out",
    hurt: (clone) => run(clone, ["config", "--remove-section", "hook.embargo"]),
    said: /hook\.embargo for git 2\.54/,
    holds: true,
  },
  {
    name: "a folder of hooks that was deleted",
    hurt: (clone) => {
      chmodSync(join(guardOf(clone), "hooks"), 0o755);
      rmSync(join(guardOf(clone), "hooks"), { recursive: true });
    },
    said: /folder of hooks is gone/,
  },
  {
    name: "the guard's whole folder deleted",
    hurt: (clone) => rmSync(guardOf(clone), { recursive: true, force: true }),
    said: /lines in the configuration are gone/,
  },
  {
    name: "a hook that may not be run any more",
    hurt: (clone) => chmodSync(join(guardOf(clone), "hooks", "pre-push"), 0o444),
    said: /pre-push .* may not be run/,
  },
  {
    name: "a commit hook that is not passed on any more",
    hurt: (clone) => rmSync(join(guardOf(clone), "hooks", "commit-msg")),
    said: /commit-msg .* is gone/,
    holds: true,
  },
  {
    name: "a worktree that sets its own hooks",
    hurt: (clone) => {
      run(clone, ["config", "extensions.worktreeConfig", "true"]);
      run(clone, ["config", "--worktree", "core.hooksPath", "/their/hooks"]);
    },
    said: /core\.hooksPath is "\/their\/hooks" in \/.*\/\.git\/config\.worktree \(worktree\), which wins/,
  },
];

describe("a guard that was taken over or removed", () => {
  before(buildGuard);
  let place: GuardedCase;
  let armed: Buffer;
  before(async () => {
    place = await guardedCase();
    run(place.clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-2"])}\n`);
    armed = readFileSync(join(place.clone, ".git", "config"));
  });
  after(() => place.cleanup());
  afterEach(() => {
    rmSync(join(place.clone, ".git", "config.worktree"), { force: true });
    writeFileSync(join(place.clone, ".git", "config"), armed);
  });

  for (const { name, hurt, said, holds = false } of HURTS) {
    it(`is noticed and repaired: ${name}`, async () => {
      const { clone, home } = place;
      const config = join(clone, ".git", "config");
      hurt(clone, config);
      const status = await embargo(["guard", "status", "--json"], { cwd: clone, home: home.dir });
      assert.equal(status.exit, 1);
      const { guarded, checkouts } = status.json<{ guarded: boolean; checkouts: { problem: string }[] }>();
      assert.equal(guarded, false);
      assert.match(checkouts[0]?.problem ?? "", said);
      const proof = await proveGuard(home, clone);
      assert.equal(proof.proven, false);
      assert.match(proof.checkouts[0]?.problem ?? "", said);
      assert.equal(tryRun(clone, ["push", "--dry-run", "origin", "main:x"]).code, holds ? 1 : 0);

      assert.equal((await installGuard(home, clone)).guarded, true);
      assert.equal(tryRun(clone, ["push", "--dry-run", "origin", "main:x"]).code, 1);
    });
  }

  it("gives a hook that another tool wrote into its folder the place it would have had, and passes on to it", async () => {
    const { clone, home } = place;
    const hooks = join(guardOf(clone), "hooks");
    chmodSync(hooks, 0o755);
    renameSync(join(hooks, "pre-push"), join(hooks, "pre-push.old"));
    writeFileSync(join(hooks, "pre-push"), `#!/bin/sh\necho theirs >"${place.root}/called"\n`, { mode: 0o755 });
    assert.match((await guardStatus(home, clone)).sentence, /pre-push .* was replaced/);
    await installGuard(home, clone);
    assert.equal((await proveGuard(home, clone)).proven, true);
    assert.ok(!existsSync(join(place.root, "called")));
    assert.ok(!existsSync(join(hooks, "pre-push.old")));
    assert.equal(tryRun(clone, ["push", "origin", "origin/main:refs/heads/same"]).code, 0);
    assert.equal(readFileSync(join(place.root, "called"), "utf8"), "theirs\n");
    rmSync(join(clone, ".git", "hooks", "pre-push"));
  });

  it("is told from one that was moved, and from one that was copied", async () => {
    const { clone, home, root } = place;
    const [moved, copied] = [join(root, "moved"), join(root, "copied")];
    renameSync(clone, moved);
    assert.match(
      (await guardStatus(home, moved)).sentence,
      /moved or renamed: git looks for its hooks in .*\/clone\/\.git/,
    );
    renameSync(moved, clone);
    cpSync(clone, copied, { recursive: true });
    assert.match(
      (await guardStatus(home, copied)).sentence,
      /was copied: git runs the hooks of the clone in .*\/clone\.$/,
    );
    assert.equal((await installGuard(home, copied)).guarded, true);
    const related = (await guardStatus(home, clone)).related;
    assert.deepEqual(
      related.map(({ directory, guarded }) => [directory, guarded]),
      [[copied, true]],
    );
    rmSync(copied, { recursive: true, force: true });
  });
});

describe("a guard that another version of Embargo put in", () => {
  before(buildGuard);
  let place: GuardedCase;
  let other: string;
  before(async () => {
    place = await guardedCase();
    other = join(place.root, "other");
    run(place.root, ["clone", "-q", place.remote, other]);
    await installGuard(place.home, other);
    run(place.clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-2"])}\n`);
    for (const clone of [place.clone, other]) ageGuard(clone);
  });
  after(() => place.cleanup());

  it("still checks, is not called broken, and is brought up to date in every clone at once", async () => {
    const { clone, home } = place;
    const status = await embargo(["guard", "status"], { cwd: clone, home: home.dir });
    assert.equal(status.exit, 0);
    assert.match(status.out, /^Every push .* is checked \(1 open case\), by hooks of another version of Embargo\.$/m);
    assert.match(status.out, /^Bring the hooks up to date, here and in the other clones: embargo guard install$/m);
    assert.equal(tryRun(clone, ["push", "--dry-run", "origin", "main:x"]).code, 1);
    assert.equal((await proveGuard(home, clone)).proven, true);

    const { older, related } = await installGuard(home, clone);
    assert.deepEqual([older, related.map((one) => one.older)], [undefined, [undefined]]);
    assert.doesNotMatch((await embargo(["guard", "status"], { cwd: other, home: home.dir })).out, /version|up to date/);
  });

  it("is still told from one whose hook another tool replaced", async () => {
    const { clone, home } = place;
    ageGuard(clone);
    const hook = join(guardOf(clone), "hooks", "pre-push");
    writeFileSync(hook, `${readFileSync(hook, "utf8")}exit 0\n`);
    const { guarded, sentence } = await guardStatus(home, clone);
    assert.equal(guarded, false);
    assert.match(sentence, /does not hold: the hook pre-push in the guard's folder was replaced/);
  });
});

describe("a proof of the guard", () => {
  before(buildGuard);
  let place: GuardedCase;
  before(async () => {
    place = await guardedCase();
    commit(place.clone, { "work.txt": "ordinary\n" }, "Ordinary work");
  });
  after(() => place.cleanup());

  it("that is killed leaves nothing in the clone, and the next start sweeps the home", async () => {
    const { clone, home, root } = place;
    const reached = join(root, "reached");
    const starter = join(home.dir, "bin", "hook");
    const program = readFileSync(starter);
    writeFileSync(starter, `#!/bin/sh\necho >"${reached}"\nexec sleep 300\n`);
    const before = snapshot(join(clone, ".git"));
    const driver = join(ROOT, "test", "support", "killedProof.ts");
    const child = spawn(process.execPath, ["--import", "tsx", driver, home.dir, clone], {
      cwd: ROOT,
      detached: true,
      stdio: "ignore",
    });
    const ended = once(child, "exit");
    while (!existsSync(reached)) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill("SIGKILL");
    await ended;
    try {
      assert.deepEqual(snapshot(join(clone, ".git")), before);
    } finally {
      process.kill(-child.pid!, "SIGKILL"); // the push, which waits for its hook
    }
    assert.notDeepEqual(readdirSync(join(home.dir, "tmp")), []);
    await openHome(home.dir);
    assert.deepEqual(readdirSync(join(home.dir, "tmp")), []);
    writeFileSync(starter, program);
    const proof = await proveGuard(home, clone);
    assert.equal(proof.proven, true, proof.checkouts[0]?.problem);
    assert.deepEqual(snapshot(join(clone, ".git")), before);
    assert.notEqual((await guardStatus(home, clone)).provenAt, undefined);
  });
});

/** Every file under a folder with what is in it. */
function snapshot(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, "latin1")]));
}
