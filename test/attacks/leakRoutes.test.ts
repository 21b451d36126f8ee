import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { refreshGuardFacts } from "../../src/tools/guard/refresh";
import { commit, run, tryRun } from "../support/gitRepo";
import { buildGuard } from "../support/guard";
import { bringObjects, everythingIn, guardedCase, MARKER, type GuardedCase } from "../support/guardedProject";
import { withoutTerminal, type Ended } from "../support/pushWith";

/** One way out. It prepares, then pushes; the answer is that of the push. */
type Route = (place: GuardedCase) => Ended | Promise<Ended>;

/** Pushes `args` from the public clone. */
const push = ({ clone }: GuardedCase, ...args: string[]) => tryRun(clone, ["push", ...args]);

/** The fix on a branch of the public clone, its objects brought there by hand. */
function leakedBranch(place: GuardedCase, name = "leak"): void {
  bringObjects(place);
  run(place.clone, ["branch", name, place.fix[1]]);
}

/** The fix as mails would carry it. */
function patches({ places }: GuardedCase): string {
  return `${run(places.worktree, ["format-patch", "--stdout", "-2"])}\n`;
}

/** The fix as a commit of the public clone's own; the first stage knows the case by heart. */
function copiedFix(place: GuardedCase): void {
  commit(place.clone, { "warm.txt": "ordinary\n" }, "Ordinary work");
  push(place, "origin", "main");
  run(place.clone, ["apply", "--index"], patches(place));
  run(place.clone, ["commit", "-q", "-m", "Small refactoring"]);
}

/** Routes of the public clone that the guard closes: each answer must be ours. */
const FROM_PUBLIC: Readonly<Record<string, Route>> = {
  "by branch": (place) => (leakedBranch(place), push(place, "origin", "leak")),
  "by object id, under a harmless name": (place) => (
    bringObjects(place),
    push(place, "origin", `${place.fix[1]}:refs/heads/docs`)
  ),
  "by the id of the first commit only": (place) => (
    bringObjects(place),
    push(place, "origin", `${place.fix[0]}:refs/heads/docs`)
  ),
  "by lightweight tag": (place) => (
    leakedBranch(place),
    run(place.clone, ["tag", "v9", "leak"]),
    push(place, "origin", "v9")
  ),
  "by annotated tag": (place) => (
    leakedBranch(place),
    run(place.clone, ["tag", "-m", "v9", "v9", "leak"]),
    push(place, "origin", "v9")
  ),
  "by a tag of a tag": (place) => {
    leakedBranch(place);
    run(place.clone, ["tag", "-m", "v9", "v9", "leak"]);
    run(place.clone, ["tag", "-m", "v10", "v10", "v9"]);
    return push(place, "origin", "v10");
  },
  "with --all": (place) => (leakedBranch(place), push(place, "--all", "origin")),
  "with --mirror": (place) => (leakedBranch(place), push(place, "--mirror", "origin")),
  "with --tags": (place) => (
    leakedBranch(place),
    run(place.clone, ["tag", "v9", "leak"]),
    push(place, "--tags", "origin")
  ),
  "to a path in place of a name": (place) => (leakedBranch(place), push(place, place.remote, "leak")),
  "to a file:// URL": (place) => (leakedBranch(place), push(place, `file://${place.remote}`, "leak")),
  "to an alias made by insteadOf": (place) => {
    leakedBranch(place);
    run(place.clone, ["config", `url.${place.remote}.insteadOf`, "team:"]);
    return push(place, "team:", "leak");
  },
  "to a second push URL": (place) => {
    leakedBranch(place);
    run(place.clone, ["remote", "set-url", "--push", "--add", "origin", `file://${place.remote}`]);
    return push(place, "origin", "leak");
  },
  "to a remote that only the command line calls private": (place) => {
    leakedBranch(place);
    return tryRun(place.clone, ["-c", `embargo.privateRemote=${place.remote}`, "push", "origin", "leak"]);
  },
  "with the warning turned off": (place) => {
    leakedBranch(place);
    run(place.clone, ["config", "embargo.warn", "off"]);
    return push(place, "origin", "leak");
  },
  "after a merge": (place) => {
    leakedBranch(place);
    run(place.clone, ["merge", "-q", "--no-ff", "-m", "Merge work", "leak"]);
    return push(place, "origin", "main");
  },
  "after a fast forward": (place) => (
    leakedBranch(place),
    run(place.clone, ["merge", "-q", "--ff-only", "leak"]),
    push(place, "origin", "main")
  ),
  "after a squash": (place) => {
    leakedBranch(place);
    run(place.clone, ["merge", "-q", "--squash", "leak"]);
    run(place.clone, ["commit", "-q", "-m", "Small refactoring"]);
    return push(place, "origin", "main");
  },
  "after a cherry-pick": (place) => {
    leakedBranch(place);
    run(place.clone, ["cherry-pick", "leak~1"]);
    return push(place, "origin", "main");
  },
  "after a cherry-pick with a new message": (place) => {
    leakedBranch(place);
    run(place.clone, ["cherry-pick", "leak~1"]);
    run(place.clone, ["commit", "--amend", "-q", "-m", "Small refactoring"]);
    return push(place, "origin", "main");
  },
  "after a rebase onto new work": (place) => {
    leakedBranch(place);
    commit(place.clone, { "other.txt": "ordinary\n" }, "Ordinary work");
    run(place.clone, ["rebase", "-q", "main", "leak"]);
    return push(place, "origin", "leak");
  },
  "after git am": (place) => (run(place.clone, ["am", "-q"], patches(place)), push(place, "origin", "main")),
  "after a revert on top": (place) => {
    leakedBranch(place);
    run(place.clone, ["checkout", "-q", "leak"]);
    run(place.clone, ["revert", "--no-edit", "HEAD", "HEAD~1"]);
    return push(place, "origin", "leak");
  },
  "amended away in the private worktree": async (place) => {
    run(place.places.worktree, ["commit", "--amend", "-q", "-m", "Test the redirect better"]);
    await refreshGuardFacts(place.home, place.record);
    bringObjects(place);
    return push(place, "origin", `${place.fix[1]}:refs/heads/docs`);
  },
  "amended after the guard last looked": (place) => {
    writeFileSync(join(place.places.worktree, "test/new.js"), `check(${MARKER}, "with a last and late change");\n`);
    run(place.places.worktree, ["add", "-A"]);
    run(place.places.worktree, ["commit", "--amend", "-q", "-m", "Test the redirect better"]);
    bringObjects(place);
    const blob = run(place.places.worktree, ["rev-parse", "HEAD:test/new.js"]);
    return push(place, "origin", `${blob}:refs/tags/v9`);
  },
  "reset away in the private worktree": (place) => {
    run(place.places.worktree, ["reset", "-q", "--hard", "HEAD~2"]);
    bringObjects(place);
    return push(place, "origin", `${place.fix[1]}:refs/heads/docs`);
  },
  "a stash of the private worktree": (place) => {
    writeFileSync(join(place.places.worktree, "draft.js"), `tryOut(${MARKER}, "something that is not done yet");\n`);
    run(place.places.worktree, ["stash", "-q", "--include-untracked"]);
    const stash = run(place.places.worktree, ["rev-parse", "stash@{0}"]);
    bringObjects(place);
    return push(place, "origin", `${stash}:refs/heads/docs`);
  },
  "a stash in the public clone": (place) => {
    run(place.clone, ["apply", "--include=src/*"], patches(place));
    run(place.clone, ["stash", "-q"]);
    return push(place, "origin", "stash@{0}:refs/heads/docs");
  },
  "quoted in a note": (place) => {
    run(place.clone, ["notes", "add", "-F", "-", "HEAD"], patches(place));
    return push(place, "origin", "refs/notes/commits");
  },
  "a tag of a file": (place) => {
    bringObjects(place);
    run(place.clone, ["tag", "v9", `${place.fix[0]}:src/redirect.js`]);
    return push(place, "origin", "v9");
  },
  "the tree of a branch": (place) => (copiedFix(place), push(place, "origin", "refs/heads/main^{tree}:refs/tags/v9")),
  "a file of a branch": (place) => (
    copiedFix(place),
    push(place, "origin", "refs/heads/main:src/redirect.js:refs/tags/v9")
  ),
  "a branch that is a file": (place) => {
    copiedFix(place);
    const file = run(place.clone, ["rev-parse", "main:src/redirect.js"]);
    writeFileSync(join(place.clone, ".git", "refs", "heads", "odd"), `${file}\n`);
    return push(place, "origin", "odd:refs/tags/v9");
  },
  "to the second push URL of a remote whose first one is private": (place) => {
    copiedFix(place);
    const team = join(place.root, "team.git");
    run(place.root, ["init", "-q", "--bare", team]);
    run(place.clone, ["config", "embargo.privateRemote", team]);
    for (const url of [team, place.remote]) run(place.clone, ["remote", "set-url", "--push", "--add", "origin", url]);
    return push(place, "origin", "main");
  },
  "from a worktree that was added after the guard": (place) => {
    copiedFix(place);
    run(place.clone, ["worktree", "add", "-q", "-b", "later", join(place.root, "later")]);
    return tryRun(join(place.root, "later"), ["push", "origin", "later"]);
  },
  "from a copy of the clone's folder": (place) => {
    const copy = join(place.root, "copy");
    cpSync(place.clone, copy, { recursive: true });
    run(copy, ["am", "-q"], patches(place));
    return tryRun(copy, ["push", "origin", "main"]);
  },
  "with a variable that makes every Node say yes": (place) => {
    copiedFix(place);
    writeFileSync(join(place.root, "yes.js"), "process.exit(0);\n");
    const env = { NODE_OPTIONS: `--require ${join(place.root, "yes.js")}` };
    return withoutTerminal(place.clone, ["git", "push", "origin", "main"], env);
  },
  "with settings, a home and names of ours from the environment": (place) => {
    copiedFix(place);
    return withoutTerminal(place.clone, ["git", "push", "origin", "main"], {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "embargo.privateRemote",
      GIT_CONFIG_VALUE_0: place.remote,
      GIT_CONFIG: "/dev/null",
      EMBARGO_HOME: join(place.root, "other home"),
      EMBARGO_CHAIN: "pre-push",
      VSCODE_GIT_COMMAND: "push",
      ELECTRON_RUN_AS_NODE: "1",
    });
  },
  "a tag of a tree": (place) => {
    bringObjects(place);
    run(place.clone, ["tag", "v9", `${place.fix[1]}^{tree}`]);
    return push(place, "origin", "v9");
  },
  "the added test file alone": (place) => {
    bringObjects(place);
    const test = `${run(place.clone, ["show", `${place.fix[1]}:test/redirect.test.js`])}\n`;
    commit(place.clone, { "test/other.js": test }, "More tests");
    return push(place, "origin", "main");
  },
  "a copied diff with a new message": (place) => {
    run(place.clone, ["apply", "--index", "--include=src/*"], patches(place));
    run(place.clone, ["commit", "-q", "-m", "Small refactoring"]);
    return push(place, "origin", "main");
  },
  "some of its lines among others": (place) => {
    bringObjects(place);
    const lines = run(place.clone, ["show", `${place.fix[0]}:src/redirect.js`]).split("\n");
    commit(place.clone, { "src/other.js": `start();\n${lines.slice(1, 3).join("\n")}\nend();\n` }, "Refactoring");
    return push(place, "origin", "main");
  },
  "its lines indented anew": (place) => {
    bringObjects(place);
    const lines = run(place.clone, ["show", `${place.fix[0]}:src/redirect.js`]).split("\n");
    commit(place.clone, { "src/other.js": lines.map((line) => `\t\t${line.trim()}\r\n`).join("") }, "Refactoring");
    return push(place, "origin", "main");
  },
  "inside a merge that differs from both parents": (place) => {
    run(place.clone, ["checkout", "-q", "-b", "side"]);
    commit(place.clone, { "src/redirect.js": "side();\n" }, "Side");
    run(place.clone, ["checkout", "-q", "main"]);
    commit(place.clone, { "src/redirect.js": "main();\n" }, "Main");
    tryRun(place.clone, ["merge", "-q", "side"]);
    bringObjects(place);
    const fixed = `${run(place.clone, ["show", `${place.fix[0]}:src/redirect.js`])}\nmain();\n`;
    commit(place.clone, { "src/redirect.js": fixed }, "Merge branch 'side'");
    return push(place, "origin", "main");
  },
  "hidden behind a remote-tracking branch made by hand": (place) => {
    bringObjects(place);
    run(place.clone, ["update-ref", "refs/remotes/origin/leak", place.fix[1]]);
    return push(place, "origin", `${place.fix[1]}:refs/heads/docs`);
  },
  "behind a replace ref": (place) => {
    leakedBranch(place);
    run(place.clone, ["replace", place.fix[1], "main"]);
    return push(place, "origin", `${place.fix[1]}:refs/heads/docs`);
  },
  "from a linked worktree": (place) => {
    leakedBranch(place);
    run(place.clone, ["worktree", "add", "-q", join(place.root, "linked"), "leak"]);
    return tryRun(join(place.root, "linked"), ["push", "origin", "HEAD:refs/heads/docs"]);
  },
  "with a diff that the attributes call binary": (place) => {
    bringObjects(place);
    const fixed = `first();\n${run(place.clone, ["show", `${place.fix[0]}:src/redirect.js`])}\n`;
    commit(place.clone, { ".gitattributes": "*.js -diff\n", "src/other.js": fixed }, "Refactoring");
    return push(place, "origin", "main");
  },
};

/** In the private worktree, with settings that people have for all of their repositories. */
function withPersonsSettings({ places, remote, root }: GuardedCase, ...args: string[]): Ended {
  const settings = join(root, "settings");
  run(root, ["config", "--file", settings, "protocol.file.allow", "always"]);
  for (const from of ["team:", remote]) {
    run(root, ["config", "--file", settings, "--add", `url.${remote}.pushInsteadOf`, from]);
  }
  return withoutTerminal(places.worktree, ["git", ...args], { GIT_CONFIG_GLOBAL: settings });
}

/** Routes of the private place: nothing may arrive, whoever says no. */
const FROM_PRIVATE: Readonly<Record<string, Route>> = {
  "push to origin": ({ places }) => tryRun(places.worktree, ["push", "origin", "HEAD:refs/heads/docs"]),
  "push with --no-verify": ({ places }) =>
    tryRun(places.worktree, ["push", "--no-verify", "origin", "HEAD:refs/heads/docs"]),
  "push without hooks": ({ places }) =>
    tryRun(places.worktree, ["-c", "core.hooksPath=/dev/null", "push", "origin", "HEAD:refs/heads/docs"]),
  "push --no-verify to a path": ({ places, remote }) =>
    tryRun(places.worktree, ["push", "--no-verify", remote, "HEAD:refs/heads/docs"]),
  "push --no-verify to a file:// URL": ({ places, remote }) =>
    tryRun(places.worktree, ["push", "--no-verify", `file://${remote}`, "HEAD:refs/heads/docs"]),
  "push --all and --mirror": ({ places, remote }) => {
    tryRun(places.worktree, ["push", "--all", remote]);
    return tryRun(places.worktree, ["push", "--mirror", remote]);
  },
  "send-pack": ({ places, remote }) => tryRun(places.worktree, ["send-pack", remote, "HEAD:refs/heads/docs"]),
  "send-pack, where a person's own settings allow paths": (place) =>
    withPersonsSettings(place, "send-pack", place.remote, "HEAD:refs/heads/docs"),
  "push --no-verify, where a person's own settings allow paths and rewrite push URLs": (place) =>
    withPersonsSettings(place, "push", "--no-verify", "team:", "HEAD:refs/heads/docs"),
  "a clone of it that pushes": ({ places, remote, root }) => {
    const copy = join(root, "copy");
    tryRun(root, ["clone", "-q", places.repository, copy]);
    mkdirSync(copy, { recursive: true });
    return tryRun(copy, ["push", "--no-verify", remote, "HEAD:refs/heads/docs", "--all"]);
  },
};

/** Work that has nothing to do with the case: it must arrive, without a word of ours. */
const ORDINARY: Readonly<Record<string, Route>> = {
  "a commit on main": (place) => push(place, "origin", "main"),
  "a new branch": (place) => push(place, "origin", "main:refs/heads/feature"),
  "a push without arguments": (place) => push(place),
  "a lightweight tag": (place) => (run(place.clone, ["tag", "v1"]), push(place, "origin", "v1")),
  "an annotated tag": (place) => (run(place.clone, ["tag", "-m", "v1", "v1"]), push(place, "origin", "v1", "main")),
  "a commit by its id": (place) =>
    push(place, "origin", `${run(place.clone, ["rev-parse", "HEAD"])}:refs/heads/feature`),
  "--all": (place) => push(place, "--all", "origin"),
  "--follow-tags": (place) => push(place, "--follow-tags", "origin", "main"),
  "a URL": (place) => push(place, place.remote, "main"),
  "a force push": (place) => {
    push(place, "origin", "main");
    run(place.clone, ["commit", "--amend", "-q", "-m", "Ordinary work, said better"]);
    return push(place, "--force", "origin", "main");
  },
  "a deletion": (place) => (push(place, "origin", "main:gone"), push(place, "origin", ":gone")),
  "a merge": (place) => {
    run(place.clone, ["checkout", "-q", "-b", "side", "main~1"]);
    commit(place.clone, { "side.txt": "side\n" }, "Side");
    run(place.clone, ["checkout", "-q", "main"]);
    run(place.clone, ["merge", "-q", "--no-ff", "-m", "Merge side", "side"]);
    return push(place, "origin", "main");
  },
  "a ref typed with spaces in it": (place) => push(place, "origin", "main^{/Ordinary work}:refs/heads/feature"),
  "a note": (place) => (
    run(place.clone, ["notes", "add", "-m", "a note", "HEAD"]),
    push(place, "origin", "refs/notes/commits")
  ),
};

describe("leak routes", () => {
  before(buildGuard);
  let place: GuardedCase;
  beforeEach(async () => {
    place = await guardedCase();
  });
  afterEach(() => place.cleanup());

  for (const [name, route] of Object.entries(FROM_PUBLIC)) {
    it(`from the public clone: ${name}: refused, nothing arrived`, async () => {
      const { code, output } = await route(place);
      assert.match(output, /^embargo: refused\. This push would publish the fix of E-/m);
      assert.equal(code, 1);
      assert.ok(!everythingIn(place.remote).includes(MARKER), "the fix arrived");
    });
  }

  for (const [name, route] of Object.entries(FROM_PRIVATE)) {
    it(`from the private place: ${name}: nothing arrived`, async () => {
      const { code } = await route(place);
      assert.notEqual(code, 0);
      assert.ok(!everythingIn(place.remote).includes(MARKER), "the fix arrived");
    });
  }

  for (const [name, route] of Object.entries(ORDINARY)) {
    it(`ordinary: ${name}: goes through without a word`, async () => {
      const work = commit(place.clone, { "work.txt": "ordinary\n" }, "Ordinary work");
      const { code, output } = await route(place);
      assert.equal(code, 0, output);
      assert.doesNotMatch(output, /^embargo:/m);
      if (!/force|note/.test(name)) run(place.remote, ["cat-file", "-e", work]);
    });
  }

  it("a hook of ours that is called in the private place says no too", () => {
    const hook = join(place.home.dir, "bin", "hook");
    chmodSync(hook, 0o700);
    const program = `"${hook}" pre-push origin url "${place.places.repository}" </dev/null`;
    const { code, output } = tryRun(place.clone, ["-c", `alias.ask=!${program}`, "ask"]);
    assert.equal(code, 11);
    assert.match(output, /private place/);
  });
});
