import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "..");
/** The first moment a zip file can name. */
const EARLIEST = "315532800";

/**
 * Builds the extension and packs it; returns the path of the .vsix. Needs no network.
 *
 * `out` defaults to `embargo-<version>.vsix` at the top. The same commit gives the same bytes. Throws with the output of
 * the tool that failed.
 */
export function packageVsix(out = defaultName()): string {
  mkdirSync(dirname(out), { recursive: true });
  node("esbuild.js", "--production");
  const vsce = join("node_modules", "@vscode", "vsce", "vsce");
  // No public address is known yet that links and pictures of the README could be rewritten to.
  const withoutAddress = ["--allow-missing-repository", "--no-rewrite-relative-links"];
  node(vsce, "package", "--no-dependencies", ...withoutAddress, "--out", out);
  return out;
}

function defaultName(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  return join(ROOT, `embargo-${version}.vsix`);
}

function node(...args: string[]): void {
  const env = { ...process.env, SOURCE_DATE_EPOCH: process.env["SOURCE_DATE_EPOCH"] ?? commitTime() };
  try {
    execFileSync(process.execPath, args, { cwd: ROOT, env, stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
    throw new Error(`${args[0]} failed:\n${stdout.toString()}${stderr.toString()}`);
  }
}

/** Seconds since 1970 of the checked-out commit; of nothing in particular outside git. */
function commitTime(): string {
  try {
    return execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: ROOT, stdio: "pipe", encoding: "utf8" }).trim();
  } catch {
    return EARLIEST;
  }
}

if (process.argv[1] === __filename) console.log(packageVsix());
