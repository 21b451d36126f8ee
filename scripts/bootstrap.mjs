// `node scripts/bootstrap.mjs scripts/x.ts …`: runs a TypeScript file of ours, on a fresh clone too. Plain JavaScript
// without dependencies, because there are none yet.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Whether node_modules holds what package-lock.json asks for. npm writes its own lock file there when it is done. */
function isInstalled() {
  const packages = (...path) => JSON.parse(readFileSync(join(ROOT, ...path), "utf8")).packages;
  try {
    const installed = packages("node_modules", ".package-lock.json");
    const wanted = Object.entries(packages("package-lock.json")).filter(([path]) => path !== "");
    // Optional ones are mostly binaries for other platforms.
    return wanted.every(([path, { version, optional }]) => optional || installed[path]?.version === version);
  } catch {
    return false;
  }
}

if (!isInstalled()) {
  console.error("Installing the npm packages");
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", args, { cwd: ROOT, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

// As if Node had been started with the script itself.
process.argv.splice(1, 1);
process.argv[1] = resolve(process.argv[1]);
await import("tsx");
await import(pathToFileURL(process.argv[1]).href);
