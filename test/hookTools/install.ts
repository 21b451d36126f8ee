import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const MANIFEST = ["package.json", "package-lock.json"];

/**
 * `node_modules` with the hook managers, installed on first use into the user's cache folder, without their install scripts.
 *
 * Throws what npm ended with, where there is no registry.
 */
export function hookTools(): string {
  const files = MANIFEST.map((name) => readFileSync(join(__dirname, name)));
  const hash = createHash("sha256").update(Buffer.concat(files)).digest("hex").slice(0, 16);
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const home = join(cache, "embargo-test-hook-tools", hash);
  const stamp = join(home, "complete");
  if (!existsSync(stamp)) {
    mkdirSync(home, { recursive: true });
    for (const name of MANIFEST) copyFileSync(join(__dirname, name), join(home, name));
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: home,
      stdio: ["ignore", "ignore", "inherit"],
      timeout: 120_000,
    });
    writeFileSync(stamp, "");
  }
  return join(home, "node_modules");
}
