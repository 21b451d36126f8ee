import { spawnSync } from "node:child_process";
import { gitEnvironment } from "./gitRepo";

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command line on a terminal of its own (script(1)) and types `typed`. */
export function onTerminal(cwd: string, command: string, typed: string): Ended {
  const { GIT_TERMINAL_PROMPT: _, ...env } = gitEnvironment();
  return end(spawnSync("script", ["-qec", command, "/dev/null"], { cwd, env, input: typed, encoding: "utf8" }));
}

/** Runs a program without a terminal: in a session of its own (setsid(1)). */
export function withoutTerminal(cwd: string, args: readonly string[], more: NodeJS.ProcessEnv = {}, input = ""): Ended {
  const { GIT_TERMINAL_PROMPT: _, ...env } = gitEnvironment();
  const options = { cwd, env: { ...env, ...more }, input, encoding: "utf8" } as const;
  return end(spawnSync("setsid", ["--wait", ...args], options));
}

function end({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): Ended {
  return { code: status, output: `${stdout}${stderr}` };
}
