/**
 * What the guard costs: `node --import tsx bench/guard.ts` after `npm run build`. Rounds are interleaved, because the same
 * push takes twice as long within minutes; read the ratios, not the milliseconds. `ROUNDS`, `HISTORY` (a git directory) and
 * `GIT_SECRETS` (its script) say what else to measure.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installGuard } from "../src/stages/guard";
import { refreshGuardFacts } from "../src/tools/guard/refresh";
import { commit, gitEnvironment, makeProject, run, type Project } from "../test/support/gitRepo";
import { makeHome } from "../test/support/home";
import { makePrivatePlace } from "../test/support/privatePlace";

const ROUNDS = Number(process.env.ROUNDS ?? 60);

/** Each contender is called once a round; its times in milliseconds. */
function interleave(rounds: number, contenders: Readonly<Record<string, (round: number) => number>>) {
  const times: Record<string, number[]> = {};
  for (let round = -3; round < rounds; round++) {
    for (const [name, once] of Object.entries(contenders)) {
      const spentMs = once(round);
      if (round >= 0) (times[name] ??= []).push(spentMs); // the first three warm up
    }
  }
  return times;
}

function show(title: string, times: Readonly<Record<string, number[]>>): void {
  const [baseline] = Object.values(times);
  const base = quantile(baseline!, 0.5);
  console.log(`\n${title}`);
  console.table(
    Object.fromEntries(
      Object.entries(times).map(([name, values]) => {
        const median = quantile(values, 0.5);
        const cells = { q1: quantile(values, 0.25), median, q3: quantile(values, 0.75), more: median - base };
        const rounded = Object.entries(cells).map(([key, value]) => [`${key} ms`, Number(value.toFixed(2))]);
        return [name, { ...Object.fromEntries(rounded), ratio: Number((median / base).toFixed(2)) }];
      }),
    ),
  );
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * part)]!;
}

function timed(cwd: string, program: string, args: readonly string[], input?: string): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { cwd, env: gitEnvironment(), input, encoding: "utf8" });
  const spentMs = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${program} ${args[0]}: ${status} ${stderr}`);
  return spentMs;
}

function pushOf({ clone }: Project): (round: number) => number {
  return (round) => {
    commit(clone, { "work.txt": `${round}\n` }, `Work ${round}`);
    return timed(clone, "git", ["push", "--quiet", "origin", "main"]);
  };
}

/** A history whose commits change one line each, in 40 files. */
function makeHistory({ clone }: Project, commits: number): void {
  const parts = Array.from({ length: commits }, (_, number) => {
    const text = `export const value${number} = compute(${number}, "a line of ordinary work");\n`.repeat(6);
    const message = `Ordinary work ${number}`;
    return [
      `commit refs/heads/long\ncommitter A <a@example.org> ${1_700_000_000 + number} +0000\ndata ${message.length}\n${message}`,
      `${number === 0 ? `from ${run(clone, ["rev-parse", "main"])}\n` : ""}M 644 inline src/file${number % 40}.js\ndata ${text.length}\n${text}\n`,
    ].join("\n");
  });
  run(clone, ["fast-import", "--quiet", "--force"], `${parts.join("")}done\n`);
}

/** The newest commits of a real history, at least `count` with their merges; its objects are borrowed. */
function realHistory(
  { clone }: Project,
  gitDir: string,
  count: number,
): { readonly tip: string; readonly base: string } {
  writeFileSync(join(clone, ".git", "objects", "info", "alternates"), `${join(gitDir, "objects")}\n`);
  const [tip = "", ...older] = run(gitDir, ["rev-list", "--first-parent", "-n", String(count + 1), "HEAD"]).split("\n");
  const commitsSince = (base: string) => Number(run(gitDir, ["rev-list", "--count", tip, `^${base}`]));
  let [low, high] = [0, older.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (commitsSince(older[middle]!) < count) low = middle + 1;
    else high = middle;
  }
  const base = older[low]!;
  const merges = run(gitDir, ["rev-list", "--count", "--merges", tip, `^${base}`]);
  console.log(`\n${commitsSince(base)} commits of a real history, ${merges} of them merges`);
  return { tip, base };
}

/** The guard against reading the same history with git alone, which leaves merges out. */
function compareWithGit(
  { clone, remote }: Project,
  hook: string,
  { tip, base }: { readonly tip: string; readonly base: string },
  { title, rounds }: { readonly title: string; readonly rounds: number },
): void {
  const line = `refs/heads/long ${tip} refs/heads/long ${base}\n`;
  timed(clone, "sh", [hook, "origin", remote], line); // the first one brings the facts up to date
  show(
    title,
    interleave(rounds, {
      "git log -p | git patch-id": () =>
        timed(clone, "sh", ["-c", `git log -p ${tip} --not ${base} | git patch-id --stable >/dev/null`]),
      guard: () => timed(clone, "sh", [hook, "origin", remote], line),
    }),
  );
}

/** The same push before others' hooks: each does its own work and nothing else. Those that are not here are left out. */
function compareWithOthers(
  { clone, remote }: Project,
  hook: string,
  line: string,
  { tip, base }: { readonly tip: string; readonly base: string },
): void {
  const contenders: Record<string, () => number> = { guard: () => timed(clone, "sh", [hook, "origin", remote], line) };
  const secrets = process.env.GIT_SECRETS; // the script of awslabs/git-secrets
  if (secrets) {
    spawnSync(secrets, ["--register-aws"], { cwd: clone, env: gitEnvironment() });
    run(clone, ["checkout", "-q", tip]);
    const files = run(clone, ["diff", "--name-only", base, tip]).split("\n");
    contenders["git-secrets --scan of the changed files"] = () => timed(clone, secrets, ["--scan", ...files]);
  }
  if (spawnSync("pre-commit", ["--version"]).status === 0) {
    const config =
      "repos: [{repo: local, hooks: [{id: x, name: x, language: system, entry: 'true', stages: [push]}]}]\n";
    writeFileSync(join(clone, ".pre-commit-config.yaml"), config);
    run(clone, ["add", ".pre-commit-config.yaml"]);
    const args = ["run", "--hook-stage", "push", "--from-ref", base, "--to-ref", tip];
    contenders["pre-commit with one hook that does nothing"] = () => timed(clone, "pre-commit", args);
  }
  show("10 commits, before other programs (budget: a fifth of theirs)", interleave(Math.min(ROUNDS, 20), contenders));
}

/** A push that the second stage must look at, and what it takes in memory. */
function lookedAt({ clone, remote }: Project, hook: string, tip: string, count: number): void {
  const named = run(clone, ["commit-tree", `${tip}^{tree}`, "-p", tip, "-m", "See CVE-2026-12345"]);
  const line = `refs/heads/long ${named} refs/heads/long ${"0".repeat(named.length)}\n`;
  const call = () => timed(clone, "sh", [hook, "origin", remote], line);
  show(
    `${count} commits that the second stage looks at (budget for 10: one start of Node and 50 ms more)`,
    interleave(count === 10 ? Math.min(ROUNDS, 20) : 3, {
      "node -e 0": () => timed(clone, process.execPath, ["-e", "0"]),
      guard: call,
    }),
  );
  const script =
    "import resource,subprocess,sys;subprocess.run(sys.argv[1:],input=sys.stdin.buffer.read(),check=True);print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
  const { stdout } = spawnSync("python3", ["-c", script, "sh", hook, "origin", remote], {
    cwd: clone,
    env: gitEnvironment(),
    input: line,
    encoding: "utf8",
  });
  console.log(`largest process at ${count} commits: ${(Number(stdout) / 1024).toFixed(0)} MiB`);
}

async function main(): Promise<void> {
  const [plain, guarded] = [makeProject(), makeProject()];
  const home = await makeHome();
  try {
    const hooks = join(plain.root, "hooks");
    mkdirSync(hooks);
    writeFileSync(join(hooks, "pre-push"), "#!/bin/sh\nexit 0\n");
    chmodSync(join(hooks, "pre-push"), 0o755);
    run(plain.clone, ["config", "core.hooksPath", hooks]);
    await installGuard(home, guarded.clone);
    show(
      "A push with no case open (budget: 5 ms more at the median)",
      interleave(ROUNDS, { "hook that only exits": pushOf(plain), guard: pushOf(guarded) }),
    );

    const { record, places } = await makePrivatePlace(home, guarded.clone);
    const lines = Array.from(
      { length: 60 },
      (_, number) => `  checkOrigin(request, allowed[${number}], "same host");\n`,
    );
    commit(places.worktree, { "src/redirect.js": lines.join("") }, "Check the origin");
    await refreshGuardFacts(home, record);
    const hook = join(guarded.clone, ".git", "embargo", "hooks", "pre-push");
    for (const [count, rounds, budget] of [
      [10, ROUNDS, 1.5],
      [10_000, 5, 1.2],
    ] as const) {
      makeHistory(guarded, count);
      const tip = run(guarded.clone, ["rev-parse", "long"]);
      const base = run(guarded.clone, ["rev-parse", "origin/main"]);
      const line = `refs/heads/long ${tip} refs/heads/long ${"0".repeat(tip.length)}\n`;
      const title = `${count} ordinary commits with a case open (budget: ${budget}x)`;
      compareWithGit(guarded, hook, { tip, base }, { title, rounds });
      if (count === 10) compareWithOthers(guarded, hook, line, { tip, base });
      lookedAt(guarded, hook, tip, count);
    }
    const history = process.env.HISTORY; // a git directory
    for (const [count, rounds] of history
      ? ([
          [10, Math.min(ROUNDS, 30)],
          [10_000, 3],
        ] as const)
      : []) {
      const title = `the same with merges and a case open (budget: ${count === 10 ? 1.5 : 1.3}x)`;
      compareWithGit(guarded, hook, realHistory(guarded, history!, count), { title, rounds });
    }
  } finally {
    for (const place of [plain, guarded, home]) place.cleanup();
  }
}

void main();
