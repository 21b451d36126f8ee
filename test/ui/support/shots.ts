import { join } from "node:path";
import type { Page } from "playwright-core";

const FOLDER = join(__dirname, "..", "..", "shots");

/** Writes test/shots/<name>.png (names start with a number of two digits) and returns its path. */
export async function shot(page: Page, name: string): Promise<string> {
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  return path;
}

/** A picture of a window in which something went wrong; prints its path. */
export async function failureShot(page: Page, what: string): Promise<void> {
  const name = what.replace(/[^a-z0-9]+/gi, "-").slice(0, 80);
  console.log(`      see ${await shot(page, `failed-${name}`)}`);
}
