import { text as readAll } from "node:stream/consumers";
import { judgePush } from "./stages/guard/judgePush";
import { asEmbargoError } from "./model/errors";
import { askOnTerminal } from "./tools/askOnTerminal";

/** Door 3: git's pre-push hook, second stage. The first one (stage1.sh) reads 0 and 1 as an answer, all else as none. */
async function main([, ...args]: readonly string[]): Promise<number> {
  try {
    return await judgePush(args, await readAll(process.stdin), {
      cwd: process.cwd(),
      env: process.env,
      err: (text) => void process.stderr.write(`${text}\n`),
      ask: askOnTerminal,
    });
  } catch (error) {
    process.stderr.write(`embargo: ${asEmbargoError(error).message}\n`);
    return 2;
  }
}

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
