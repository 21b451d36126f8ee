import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const CLI = join(__dirname, "..", "..", "dist", "cli.js");

/** What a program printed and how it ended. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Somebody with a machine of their own: a folder, an Embargo home, a passphrase. */
export interface Person {
  readonly name: string;
  readonly dir: string;
  /** Runs `embargo` with `--json` and gives its one object; fails unless it ends with `status`. */
  embargo<Result = Record<string, unknown>>(args: readonly string[], options?: RunOptions): Promise<Result>;
  /** Runs any program. */
  run(program: string, args: readonly string[], cwd?: string, stdin?: string): Ended;
}

interface RunOptions {
  readonly cwd?: string;
  /** The exit status that the story expects; 0 when absent. */
  readonly status?: number;
}

/** A person working in `dir`, with an empty Embargo home and gpg home of their own. */
export function makePerson(name: string, dir: string, passphrase: string): Person {
  const gpgHome = join(dir, "gnupg");
  mkdirSync(gpgHome, { recursive: true, mode: 0o700 });
  const env = {
    ...process.env,
    EMBARGO_HOME: join(dir, "home"),
    GNUPGHOME: gpgHome,
    HOME: dir,
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: `${name.split(" ")[0]!.toLowerCase()}@example.org`,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: `${name.split(" ")[0]!.toLowerCase()}@example.org`,
    GIT_CONFIG_NOSYSTEM: "1",
  };
  return {
    name,
    dir,
    async embargo<Result>(args: readonly string[], { cwd = dir, status = 0 }: RunOptions = {}) {
      const ended = await runEmbargo([...args, "--json"], { cwd, env, passphrase });
      if (ended.status !== status) {
        throw new Error(
          `embargo ${args[0]} ended with ${ended.status}, not ${status}:\n${ended.stdout}${ended.stderr}`,
        );
      }
      return JSON.parse(ended.stdout) as Result;
    },
    run(program, args, cwd = dir, stdin = "") {
      const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: "utf8", input: stdin });
      if (error) throw error;
      return { status: status ?? -1, stdout, stderr };
    },
  };
}

/** The passphrase goes over file descriptor 3: never an argument, never the environment. */
function runEmbargo(
  args: readonly string[],
  { cwd, env, passphrase }: { cwd: string; env: NodeJS.ProcessEnv; passphrase: string },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args, "--passphrase-fd", "3"], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name]!.setEncoding("utf8").on("data", (text: string) => (output[name] += text));
    }
    const handOver = child.stdio[3] as NodeJS.WritableStream;
    handOver.on("error", () => undefined); // a verb that needs no passphrase closes it unread
    handOver.end(`${passphrase}\n`);
    child.once("error", reject);
    child.once("close", (status) => resolve({ status: status ?? -1, ...output }));
  });
}
