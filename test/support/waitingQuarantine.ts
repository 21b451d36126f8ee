import { join } from "node:path";
import { writeFileAtomic } from "../../src/tools/files";
import { openQuarantine } from "../../src/tools/git/quarantine";

/** A program of its own: opens a quarantine in the given home, prints where, and waits (or exits, when told to). */
async function main([dir = "", ending = ""]: readonly string[]): Promise<void> {
  await writeFileAtomic(join(dir, "written"), "so that others listen for signals too\n");
  const quarantine = await openQuarantine({ dir }, "sha1");
  process.stdout.write(`${quarantine.dir}\n`);
  if (ending === "exit") process.exit(0);
  setInterval(() => undefined, 1000);
}

void main(process.argv.slice(2));
