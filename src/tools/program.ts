import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * The folder of the built program (`dist`): bundles, hook scripts, openpgp as its own file. The code runs from there;
 * under the unit tests it runs from `src`, and the build lies beside it.
 */
export function programDir(): string {
  return existsSync(join(__dirname, "hook.js")) ? __dirname : join(__dirname, "..", "..", "dist");
}
