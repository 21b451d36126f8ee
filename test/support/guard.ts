import { buildSync } from "esbuild";
import { cpSync } from "node:fs";
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
