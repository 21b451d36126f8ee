import { text as readAll } from "node:stream/consumers";
import { judgePush } from "./stages/guard/judgePush";
import { asEmbargoError } from "./model/errors";
import { askOnTerminal } from "./tools/askOnTerminal";

/**
 * Added to the answer, because any program may end with 0 or 1: one that was cut, or another that was started in its place.
 * The first stage (stage1.sh) reads 10 and 11 as an answer, all else as none.
 */
const ANSWERED = 10;

/** Door 3: git's pre-push hook, second stage. */
async function main([, ...args]: readonly string[]): Promise<number> {
  try {
    const [remote = "", url = "", gitDir = ""] = args;
    const seen = process.env.EMBARGO_SEEN;
    const push = { remote, url, gitDir, ...(seen ? { seen } : {}) };
    const status = await judgePush(push, await readAll(process.stdin), {
      cwd: process.cwd(),
      env: process.env,
      err: (text) => void process.stderr.write(`${text}\n`),
      ask: askOnTerminal,
    });
    return ANSWERED + status;
  } catch (error) {
    process.stderr.write(`embargo: ${asEmbargoError(error).message}\n`);
    return 2;
  }
}

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
