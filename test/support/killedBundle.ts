import { planBundle, readBundleFacts, runBundle } from "../../src/stages/bundle";
import { proving } from "./people";
import { unlockOwnKey } from "../../src/tools/pgp/keyStore";

/**
 * A program of its own: makes the bundle of a case and kills itself before the step whose place in the plan is given.
 * Arguments: the home, the case, that number.
 */
async function main([dir = "", id = "", killAt = ""]: readonly string[]): Promise<void> {
  const home = { dir };
  const plan = planBundle(await readBundleFacts(home, id, { to: [] }));
  const ownKey = await unlockOwnKey(home, () => Promise.resolve(undefined));
  await runBundle(home, plan, {
    ownKey,
    prove: proving(home),
    onStep: (step) => {
      if (plan.steps.indexOf(step) === Number(killAt)) process.kill(process.pid, "SIGKILL");
    },
  });
}

void main(process.argv.slice(2));
