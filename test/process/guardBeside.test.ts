import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardStatus, installGuard, removeGuard } from "../../src/stages/guard";
import { hookTools } from "../hookTools/install";
import { commit, gitEnvironment, run } from "../support/gitRepo";
import { buildGuard } from "../support/guard";
import { guardedProject, type GuardedProject } from "../support/guardedProject";
import { withoutTerminal, type Ended } from "../support/pushWith";

const ORDERS = ["tool, guard", "guard, tool", "tool, guard, tool"] as const;

/** A program that puts its own pre-push hook into a clone. */
interface Tool {
  readonly name: string;
  /** Whether this machine has it. */
  readonly isThere: () => boolean;
  /** Lets `job` run before each push; may be called again. */
  readonly install: (place: GuardedProject, job: string) => Ended;
  /** Its job gets no input. */
  readonly noInput?: boolean;
  /** What comes of installing it after the guard: it runs too, it refuses aloud, or takes over and is noticed. */
  readonly later?: "refuses" | "takes over";
  /** The order in which it finds its own setting above ours, and changes that. */
  readonly holdsIn?: (typeof ORDERS)[number];
}

const calls = (place: GuardedProject, program: string, ...args: string[]) =>
  withoutTerminal(place.clone, [program, ...args], { HOME: place.root, XDG_CACHE_HOME: join(place.root, "cache") });
const node = (place: GuardedProject, script: string, ...args: string[]) =>
  calls(place, process.execPath, join(hookTools(), script), ...args);
const settled: Ended = { code: 0, output: "" };

function writeHook(folder: string, job: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "pre-push"), `#!/bin/sh\nexec '${job}' "$@"\n`);
  chmodSync(join(folder, "pre-push"), 0o755);
}

const hasHookTools = () => {
  try {
    return hookTools() !== "";
  } catch {
    return false;
  }
};

const TOOLS: readonly Tool[] = [
  {
    name: "a hook file",
    isThere: () => true,
    install: ({ clone }, job) => (writeHook(join(clone, ".git", "hooks"), job), settled),
  },
  {
    name: "a relative core.hooksPath",
    isThere: () => true,
    install: ({ clone }, job) => {
      writeHook(join(clone, "githooks"), job);
      run(clone, ["config", "core.hooksPath", "githooks"]);
      return settled;
    },
  },
  {
    name: "a global core.hooksPath",
    isThere: () => true,
    install: ({ root }, job) => {
      writeHook(join(root, "all hooks"), job);
      run(root, ["config", "--file", globalConfig(root), "core.hooksPath", join(root, "all hooks")]);
      return settled;
    },
  },
  {
    name: "a hooks path of one worktree",
    isThere: () => true,
    install: ({ clone, root }, job) => {
      writeHook(join(root, "own hooks"), job);
      run(clone, ["config", "extensions.worktreeConfig", "true"]);
      run(clone, ["config", "--worktree", "core.hooksPath", join(root, "own hooks")]);
      return settled;
    },
    later: "takes over",
    holdsIn: "tool, guard, tool",
  },
  {
    name: "husky",
    isThere: hasHookTools,
    install: (place, job) => {
      writeHook(join(place.clone, ".husky"), job);
      return node(place, "husky/bin.js");
    },
  },
  {
    name: "simple-git-hooks",
    isThere: hasHookTools,
    install: (place, job) => {
      const settings = { name: "sample", "simple-git-hooks": { "pre-push": `'${job}' "$@"` } };
      writeFileSync(join(place.clone, "package.json"), JSON.stringify(settings));
      return node(place, "simple-git-hooks/cli.js");
    },
  },
  {
    name: "lefthook",
    isThere: () => hasHookTools() && existsSync(lefthook()),
    install: (place, job) => {
      const command = `    record:\n      run: "'${job}' {0}"\n      use_stdin: true\n`;
      writeFileSync(join(place.clone, "lefthook.yml"), `pre-push:\n  commands:\n${command}`);
      return calls(place, lefthook(), "install");
    },
    // It renames what it finds; a folder that cannot be written stops everybody but root.
    later: process.getuid?.() === 0 ? "takes over" : "refuses",
  },
  {
    name: "pre-commit",
    isThere: () => spawnSync("pre-commit", ["--version"]).status === 0,
    install: (place, job) => {
      const hook = `{id: record, name: record, language: system, entry: '${job}', always_run: true, pass_filenames: false}`;
      const stages = "default_stages: [push]";
      const file = `${stages}\nrepos:\n- repo: local\n  hooks:\n  - ${hook}\n`;
      writeFileSync(join(place.clone, ".pre-commit-config.yaml"), file);
      return calls(place, "pre-commit", "install", "--hook-type", "pre-push");
    },
    noInput: true,
    later: "refuses",
  },
];

function lefthook(): string {
  return join(hookTools(), `lefthook-${process.platform}-${process.arch}`, "bin", "lefthook");
}

function globalConfig(root: string): string {
  return join(root, "global.config");
}

describe("the guard beside other programs' hooks", function () {
  this.timeout(60_000);
  before(buildGuard);
  let place: GuardedProject;
  beforeEach(async () => {
    place = await guardedProject();
    await removeGuard(place.home, place.clone);
  });
  afterEach(() => place.cleanup());

  for (const tool of TOOLS) {
    for (const order of ORDERS) {
      it(`${tool.name}: ${order}`, async function () {
        if (!tool.isThere()) {
          console.log(`      not tried, ${tool.name} is not there:`);
          return this.skip();
        }
        const { clone, home, root } = place;
        writeFileSync(globalConfig(root), "");
        const [called, status, job] = [join(root, "called"), join(root, "status"), join(root, "job")];
        writeFileSync(status, "0");
        writeFileSync(job, `#!/bin/sh\n{ echo called; cat; } >>'${called}'\nexit "$(cat '${status}')"\n`, {
          mode: 0o755,
        });

        let last = settled;
        for (const who of order.split(", ")) {
          if (who === "guard") await installGuard(home, clone);
          else last = tool.install(place, job);
        }
        const isLater = order !== "tool, guard";
        const refuses = isLater && tool.later === "refuses";
        assert.equal(last.code !== 0, refuses, last.output);
        const takenOver = isLater && tool.later === "takes over";
        const guarded = (await guardStatus(home, clone)).guarded;
        assert.equal(guarded, !(takenOver && order !== tool.holdsIn), "the status tells the truth");
        if (!guarded) assert.equal((await installGuard(home, clone)).guarded, true);

        const hasHook = !(refuses && order === "guard, tool");
        const push = (...args: string[]) =>
          withoutTerminal(clone, ["git", "push", "origin", ...args], { GIT_CONFIG_GLOBAL: globalConfig(root) });
        const calledWith = () => {
          const text = existsSync(called) ? readFileSync(called, "utf8") : "";
          rmSync(called, { force: true });
          return text;
        };
        commit(clone, { "first.txt": "first\n" }, "First work"); // some run only for what is new
        run(clone, ["branch", "second"]);
        const first = push("main:refs/heads/a", "second:refs/heads/b");
        assert.equal(first.code, 0, first.output);
        const lines = calledWith().trimEnd().split("\n");
        assert.deepEqual(
          lines.map((line) => line.split(" ")[2] ?? line),
          hasHook ? (tool.noInput ? ["called"] : ["called", "refs/heads/a", "refs/heads/b"]) : [""],
        );

        commit(clone, { "work.txt": "work\n" }, "Work\n\nCVE-ID: CVE-2026-1111");
        const stopped = push("main");
        assert.equal(stopped.code, 1, stopped.output);
        assert.match(stopped.output, /^embargo: /m);
        assert.equal(calledWith(), "", "nothing runs after a refusal");

        run(clone, ["commit", "--amend", "-q", "-m", "Work"]);
        writeFileSync(status, "7");
        const theirs = push("main");
        assert.equal(theirs.code === 0, !hasHook, theirs.output);
        assert.equal(calledWith().startsWith("called"), hasHook);
      });
    }
  }
});

describe("the guard beside git-lfs", function () {
  this.timeout(60_000);
  before(function () {
    if (spawnSync("git", ["lfs", "version"], { env: gitEnvironment() }).status !== 0) return this.skip();
    return buildGuard();
  });
  let place: GuardedProject;
  beforeEach(async () => {
    place = await guardedProject();
    await removeGuard(place.home, place.clone);
  });
  afterEach(() => place.cleanup());

  for (const order of ORDERS) {
    it(`git-lfs: ${order}: uploads after the guard, nothing after a refusal`, async () => {
      const { clone, home, remote, root } = place;
      const git = (...args: string[]) => withoutTerminal(clone, ["git", ...args], { HOME: root });
      for (const who of order.split(", ")) {
        if (who === "guard") await installGuard(home, clone);
        else git("lfs", "install", "--local");
      }
      assert.equal((await guardStatus(home, clone)).guarded, true);
      git("lfs", "install", "--local", "--skip-repo");
      git("lfs", "track", "*.bin");
      commit(clone, { "picture.bin": "a picture\n" }, "Picture\n\nCVE-ID: CVE-2026-1111");
      const uploaded = () =>
        existsSync(join(remote, "lfs")) ? readdirSync(join(remote, "lfs"), { recursive: true }) : [];
      const stopped = git("push", "origin", "main");
      assert.match(stopped.output, /^embargo: /m);
      assert.equal(stopped.code, 1);
      assert.deepEqual(uploaded(), []);
      run(clone, ["commit", "--amend", "-q", "-m", "Picture"]);
      const sent = git("push", "origin", "main");
      assert.equal(sent.code, 0, sent.output);
      assert.ok(uploaded().length > 0, "its upload ran");
    });
  }
});
