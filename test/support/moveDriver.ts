import { openHome } from "../../src/tools/home";
import { planMoving } from "./moving";

/** Moves in a process of its own that ends without a word before one of its steps, as by a power cut. */
async function main([homeDir, directory, dieBefore]: string[]): Promise<void> {
  const { run } = await planMoving(await openHome(homeDir), directory!);
  await run(({ id }) => {
    if (id === dieBefore) process.kill(process.pid, "SIGKILL");
  });
}

void main(process.argv.slice(2));
