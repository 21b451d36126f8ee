import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ONE_FAILED, ONE_PASSED, add, readCounts } from "./counts";
import type { Counts } from "./counts";
import { ROOT } from "./suites";
import type { Step } from "./suites";

/** Some ten times what the longest step needs on a quiet machine of two cores. */
const TIME_LIMIT_MS = 30 * 60_000;
const GRACE_MS = 15_000;

/** Runs one step with its output on the screen and counts its tests; a step that breaks off counts as one failed. */
export async function runStep({ command, counts }: Step): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), "embargo-count-"));
  const countFile = join(folder, "count.json");
  try {
    const succeeded = await runCommand(command, { ...process.env, EMBARGO_COUNT_FILE: countFile });
    if (counts === "itself") return succeeded ? ONE_PASSED : ONE_FAILED;
    const counted = readCounts(countFile);
    if (!counted) return ONE_FAILED;
    return succeeded || counted.failed > 0 ? counted : add(counted, ONE_FAILED);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether the command ended with 0 within the time limit. */
export function runCommand(
  [program, ...args]: Step["command"],
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const shell = program === "npm" && process.platform === "win32"; // there it is npm.cmd
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"], shell });
  const limit = setTimeout(() => {
    console.error(`No end after ${TIME_LIMIT_MS / 60_000} minutes: ${[program, ...args].join(" ")}`);
    // Mocha ends its hooks on SIGINT, and with them the servers that they started.
    child.kill("SIGINT");
    setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
  }, TIME_LIMIT_MS);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code === 0));
  }).finally(() => clearTimeout(limit)) as Promise<boolean>;
}
