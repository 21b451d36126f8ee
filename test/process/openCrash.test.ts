import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isOpened, OPEN_STEPS } from "../../src/model/case";
import { planOpen, readOpenFacts, runOpen } from "../../src/stages/open";
import { findCase, listCases } from "../../src/tools/cases/store";
import { openHome, type Home } from "../../src/tools/home";
import { commit, makeProject, run, type Project } from "../support/gitRepo";
import { makeHome } from "../support/home";

const ID = "E-7K2QXD";
const TITLE = "Cookies reach the wrong host";
const DRIVER = join(__dirname, "..", "support", "openDriver.ts");

interface Ending {
  readonly signal: NodeJS.Signals | null;
  /** From the first step on. */
  readonly workedMs: number;
}

describe("an interrupted open", function () {
  this.timeout(240_000);
  let project: Project;

  beforeEach(() => {
    project = makeProject();
  });

  afterEach(() => project.cleanup());

  /** Ends when the process has ended, by itself or, with all its children, `lifetimeMs` after its first step began. */
  function startOpen(home: Home, dieBefore: string, lifetimeMs?: number): Promise<Ending> {
    const args = ["--import", "tsx", DRIVER, home.dir, project.clone, ID, TITLE, dieBefore];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"], detached: true });
    let timer: NodeJS.Timeout | undefined;
    let startedAt = 0;
    child.stdout.once("data", () => {
      startedAt = performance.now();
      if (lifetimeMs !== undefined) timer = setTimeout(() => killGroup(child.pid!), lifetimeMs);
    });
    return new Promise((resolve) => {
      child.once("exit", (_, signal) => {
        clearTimeout(timer);
        resolve({ signal, workedMs: performance.now() - startedAt });
      });
    });
  }

  async function goOn(home: Home): Promise<void> {
    const plan = planOpen(await readOpenFacts(home, { directory: project.clone, id: ID, title: TITLE }));
    await runOpen(home, plan, { draftAdvisory: () => Promise.resolve("the draft\n") });
  }

  async function assertWhole(home: Home): Promise<void> {
    const { record, places } = await findCase(home, ID);
    assert.equal(isOpened(record), true);
    assert.deepEqual(readdirSync(places.dir).sort(), [
      `${ID}.code-workspace`,
      "acknowledgement.eml",
      "advisory.md",
      "case.json",
      "log",
      "repo.git",
      "worktrees",
    ]);
    assert.deepEqual(
      readdirSync(join(places.dir, "..")).filter((name) => name.includes("partial")),
      [],
    );
    assert.equal(run(places.worktree, ["status", "--porcelain"]), "");
    assert.equal(
      readFileSync(join(places.worktree, "README.md"), "utf8"),
      readFileSync(join(project.clone, "README.md"), "utf8"),
    );
    run(places.worktree, ["fsck", "--strict"]);
    commit(places.worktree, { "fix.txt": "fix\n" }, "Fix");
    assert.match(run(places.worktree, ["log", "-1", "--format=%B"]), /Embargo: E-7K2QXD/);
  }

  for (const step of OPEN_STEPS) {
    it(`that was killed before the step "${step}" goes on there, and loses nothing`, async () => {
      const home = await makeHome();
      try {
        assert.equal((await startOpen(home, step)).signal, "SIGKILL");
        const done = OPEN_STEPS.slice(0, OPEN_STEPS.indexOf(step));
        const found = (await listCases(home)).map((entry) =>
          "record" in entry ? entry.record.opened : entry.problem.code,
        );
        assert.deepEqual(found, done.length === 0 ? [] : [done]);
        await goOn(home);
        await assertWhole(home);
      } finally {
        home.cleanup();
      }
    });
  }

  it("that was killed at any moment, with its git, goes on", async () => {
    const home = await makeHome();
    const { workedMs } = await startOpen(home, "never");
    home.cleanup();
    for (let part = 0.05; part < 1; part += 0.1) {
      const cut = await makeHome();
      try {
        await startOpen(cut, "never", workedMs * part);
        const entry = (await listCases(cut))[0];
        assert.equal(entry !== undefined && "problem" in entry, false, "a killed open left a damaged record");
        if (!entry || !("record" in entry) || !isOpened(entry.record)) await goOn(cut);
        await assertWhole(cut);
      } finally {
        cut.cleanup();
      }
    }
  });

  it("by a full disk says so, and goes on when there is room", async function () {
    const mount = mkdtempSync(join(tmpdir(), "embargo-full-"));
    if (!tryMount(mount, "size=300k")) return this.skip(); // needs root
    try {
      mkdirSync(join(mount, "home"), { mode: 0o700 });
      const home = await openHome(join(mount, "home"));
      commit(
        project.clone,
        {
          "large.bin": Buffer.from(crypto.getRandomValues(new Uint8Array(60_000)))
            .toString("base64")
            .repeat(20),
        },
        "Large",
      );
      run(project.clone, ["push", "-q"]);
      await assert.rejects(goOn(home), { code: "disk-full" });
      const cases = await listCases(home);
      assert.ok(cases.every((entry) => "record" in entry));
      assert.ok(cases.length === 1, "the record itself fitted");
      assert.equal(existsSync(join(cases[0]!.places.worktree, "large.bin")), false);
      assert.ok(tryMount(mount, "remount,size=64m"));
      await goOn(home);
      await assertWhole(home);
    } finally {
      execFileSync("umount", ["--lazy", mount]);
      rmSync(mount, { recursive: true });
    }
  });
});

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it had just ended
  }
}

function tryMount(folder: string, options: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
