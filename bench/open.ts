/**
 * What opening a case costs beside `git worktree add`, on a clone of a large repository:
 * `node --import tsx bench/open.ts CLONE` after `npm run build`; CLONE is left as it was. Rounds are interleaved; read the
 * ratios, not the milliseconds. The whole opening is measured: facts, plan, and every step but the guard's installation,
 * which would stay in CLONE.
 */
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { planOpen, readOpenFacts, runOpen } from "../src/stages/open";
import { run } from "../test/support/gitRepo";
import { makeHome } from "../test/support/home";
import { interleave, show } from "./interleave";

const ROUNDS = Number(process.env.ROUNDS ?? 9);

async function main(clone: string): Promise<void> {
  const home = await makeHome();
  const beside = join(home.dir, "baseline");
  console.log(`${run(clone, ["rev-list", "--count", "HEAD"])} commits`);
  const clock = async (work: () => unknown) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const openOnce = async (round: number) => {
    const wishes = { directory: clone, title: "Bench", id: `E-BENCH${round + 10}` };
    const plan = planOpen(await readOpenFacts(home, wishes));
    const steps = plan.steps.filter(({ id }) => id !== "guard");
    const { home: dir } = await runOpen(home, { ...plan, steps }, { draftAdvisory: () => Promise.resolve("draft\n") });
    return dir;
  };
  try {
    const times = await interleave(ROUNDS, {
      "git worktree add": async () => {
        const spentMs = await clock(() => run(clone, ["worktree", "add", "-q", "--detach", beside, "HEAD"]));
        run(clone, ["worktree", "remove", "--force", beside]);
        return spentMs;
      },
      "embargo open": async (round) => {
        let dir = "";
        const spentMs = await clock(async () => (dir = await openOnce(round)));
        rmSync(dir, { recursive: true, force: true });
        return spentMs;
      },
    });
    show("Opening a case (budget: 1.3x)", times);
  } finally {
    home.cleanup();
  }
}

void main(resolve(process.argv[2] ?? "."));
