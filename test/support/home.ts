import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHome, type Home } from "../../src/tools/home";

/** A temporary EMBARGO_HOME, owner-only. */
export async function makeHome(): Promise<Home & { readonly cleanup: () => void }> {
  const dir = mkdtempSync(join(tmpdir(), "embargo-home-"));
  const home = await openHome(dir);
  return { ...home, cleanup: () => rmSync(dir, { recursive: true, force: true }) };
}
