import { spawn } from "node:child_process";

/** How a project's set-up command ended, and the last lines of what it said. */
export interface SetupEnd {
  readonly succeeded: boolean;
  readonly lastLines: string;
}

const KEPT_CHARACTERS = 4000;
const SHOWN_LINES = 8;

/**
 * Runs the `setup` command of `.embargo.yml` in a new worktree, by the system's shell, with the person's environment but for
 * git's own variables. It is the project's code: only after a person has seen it and said yes. Never rejects.
 */
export function runSetupCommand(command: string, worktree: string, signal?: AbortSignal): Promise<SetupEnd> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name)));
  return new Promise((resolve) => {
    let said = "";
    const child = spawn(command, { cwd: worktree, env, shell: true, stdio: ["ignore", "pipe", "pipe"], signal });
    const hear = (chunk: Buffer) => (said = (said + chunk.toString("utf8")).slice(-KEPT_CHARACTERS));
    const end = (succeeded: boolean) =>
      resolve({ succeeded, lastLines: said.trimEnd().split("\n").slice(-SHOWN_LINES).join("\n") });
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", () => end(false));
    child.once("close", (code) => end(code === 0));
  });
}
