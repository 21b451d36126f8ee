import { buildSync } from "esbuild";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

/**
 * Builds what the guard installs from today's sources: the hook's program and its scripts. Not when `npm test` has just
 * done so: other tests run at the same time and use it.
 */
export function buildGuard(): void {
  if (process.env["EMBARGO_BUILT"]) return;
  const dist = join(ROOT, "dist");
  const entry = join(ROOT, "src", "hook.ts");
  buildSync({ entryPoints: [entry], outfile: join(dist, "hook.js"), bundle: true, platform: "node", target: "node20" });
  cpSync(join(ROOT, "src", "tools", "git", "guard"), join(dist, "guard"), { recursive: true });
}

/** Makes a clone's guard one that another version of Embargo put in: each script differs, and the list of sums knows it. */
export function ageGuard(clone: string): void {
  const dir = join(clone, ".git", "embargo");
  const sums = new Map<string, string>();
  const age = (path: string, name: string) => {
    const text = `${readFileSync(path, "utf8")}# another version\n`;
    chmodSync(path, 0o700);
    writeFileSync(path, text);
    sums.set(name, createHash("sha256").update(text).digest("hex"));
  };
  for (const name of ["second-line", "remove.sh"]) age(join(dir, name), name);
  const hooks = readdirSync(join(dir, "hooks"));
  for (const name of hooks) age(join(dir, "hooks", name), name === "pre-push" ? name : "chain");
  writeFileSync(join(dir, "scripts.sha256"), [...sums].map(([name, sum]) => `${sum}  ${name}\n`).join(""));
}
