import assert from "node:assert/strict";
import { dirname, sep } from "node:path";
import type { Workbench } from "./workbench";

const STEP_MS = 2000;
const ATTEMPTS = 5;

/**
 * Gives a path to the editor's own file dialog. It reads the folder after each change, completes names, and swallows what
 * is pressed meanwhile: so the folder comes first, the name must stand there unchanged, and all of it is one step that is
 * tried again.
 */
export async function giveFile(workbench: Workbench, title: string, path: string): Promise<void> {
  const dialog = workbench.quickInput.filter({ hasText: title });
  const input = dialog.locator("input[type=text]").first();
  const rows = dialog.locator("[role=option]");
  const settled = () => dialog.locator(".quick-input-progress.active").waitFor({ state: "hidden", timeout: STEP_MS });
  for (let attempt = 1; ; attempt++) {
    try {
      await input.fill(dirname(path) + sep, { timeout: STEP_MS });
      await rows.first().waitFor({ timeout: STEP_MS });
      await settled();
      await input.fill(path);
      await settled();
      assert.equal(await input.inputValue(), path);
      await input.press("Enter", { timeout: STEP_MS });
      await dialog.waitFor({ state: "hidden", timeout: STEP_MS });
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
