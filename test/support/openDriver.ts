import { planOpen, readOpenFacts, runOpen } from "../../src/stages/open";
import { openHome } from "../../src/tools/home";

/** Opens a case in a process of its own that ends without a word before one of its steps, as by a power cut. */
async function main([homeDir, directory, id, title, dieBefore]: string[]): Promise<void> {
  const home = await openHome(homeDir);
  const plan = planOpen(await readOpenFacts(home, { directory: directory!, id: id!, title: title! }));
  const onStep = (step: { id: string }) => {
    process.stdout.write(`${step.id}\n`);
    if (step.id === dieBefore) process.kill(process.pid, "SIGKILL");
  };
  await runOpen(home, plan, { draftAdvisory: () => Promise.resolve("the draft\n"), onStep });
}

void main(process.argv.slice(2));
