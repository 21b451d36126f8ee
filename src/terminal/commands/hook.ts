import type { Command } from "commander";
import { judgePush } from "../../stages/guard";
import { askOnTerminal } from "../../tools/askOnTerminal";
import type { AddVerb } from "../verb";

/** `embargo hook pre-push`: the same function as `hook.js`, for a hook that calls the command line. */
export function addHook(program: Command, add: AddVerb): void {
  const hook = program.command("hook", { hidden: true });
  const prePush = hook.command("pre-push").argument("<remote>").argument("<url>");
  add(prePush, async ({ terminal }, _flags, remote, url) => {
    const exit = await judgePush({ remote, url }, await terminal.input(), {
      cwd: terminal.cwd,
      env: terminal.env,
      err: (text) => terminal.err(text),
      ask: askOnTerminal,
    });
    return { json: { allowed: exit === 0 }, text: "", exit };
  });
}
