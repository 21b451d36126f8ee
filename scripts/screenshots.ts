import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./runStep";
import { ROOT } from "./suites";

/** The pictures of the README, by the name of the moment in the UI tests that they show. */
const PICTURES = {
  "advisory.png": "93-write-score",
  "case.png": "20-confirmed",
  "refused.png": "07-refused-push",
  "review.png": "14-review",
} as const;

/** `npm run screenshots`: plays the story of two people in the editor and takes over the pictures that the README shows. */
async function main(): Promise<void> {
  if (!(await runCommand(["npm", "test", "--", "ui"]))) throw new Error("The UI story failed; no picture was changed.");
  const images = join(ROOT, "docs", "images");
  mkdirSync(images, { recursive: true });
  for (const [picture, moment] of Object.entries(PICTURES)) {
    cpSync(join(ROOT, "test", "shots", `${moment}.png`), join(images, picture));
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
