import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "..", "..");
const LAUNCHER = join(__dirname, "code");

interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** One run of the launcher over a suite that ends as asked; `interruptAt` sends SIGINT once that text was printed. */
async function launch(ending: string, settings: Record<string, string> = {}, interruptAt?: string): Promise<Run> {
  const args = [
    `--extensionDevelopmentPath=${ROOT}`,
    `--extensionTestsPath=${join(__dirname, "suites", "ending.cjs")}`,
  ];
  const env = { ...process.env, ...settings, EMBARGO_ENDING: ending };
  const child = spawn(LAUNCHER, args, { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (interruptAt && output.includes(interruptAt)) child.kill("SIGINT");
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

/** The command lines of running processes that inherited `marker` in their environment. */
function processesWith(marker: string): string[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
      return ""; // it ended meanwhile
    }
  };
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => read(pid, "environ").includes(marker)).map((pid) => read(pid, "cmdline"));
}

describe("the test host", function () {
  this.timeout(120_000);

  it("passes a suite that passed, and shows what it printed", async () => {
    const run = await launch("pass");
    assert.match(run.output, /the tests ran/);
    assert.equal(run.code, 0, run.output);
  });

  it("fails a suite that failed", async () => {
    const run = await launch("fail");
    assert.match(run.output, /1 test failed/);
    assert.equal(run.code, 1);
  });

  for (const [ending, what] of Object.entries({ exit: "leaves with exit code 0", kill: "is killed" })) {
    it(`fails a suite whose extension host ${what}`, async () => {
      const run = await launch(ending);
      assert.match(run.output, /the extension host ended before the tests did/);
      assert.equal(run.code, 1);
    });
  }

  it("ends a suite that does not end", async () => {
    const run = await launch("hang", { EMBARGO_HOST_TIME_LIMIT_MS: "15000" });
    assert.match(run.output, /no end of the tests after 15000 ms/);
    assert.equal(run.code, 124);
  });

  it("leaves no process behind when interrupted", async () => {
    const marker = randomUUID();
    const run = await launch("hang", { EMBARGO_TEST_RUN: marker }, "the tests hang");
    assert.equal(run.code, 130);
    assert.deepEqual(processesWith(marker), []);
  });
});
