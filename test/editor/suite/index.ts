import Mocha from "mocha";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const TIMEOUT_MS = 30_000;

/** What the extension host calls: runs every test file beside this one; rejects when a test failed. */
export async function run(): Promise<void> {
  const reporter = resolve(__dirname, "..", "..", "scripts", "countingReporter.cjs");
  const mocha = new Mocha({ timeout: TIMEOUT_MS, reporter });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith(".test.js")) mocha.addFile(join(__dirname, name));
  }
  const failed = await new Promise<number>((done) => mocha.run(done));
  if (failed > 0) throw new Error(`${failed} tests failed`);
}
