import { spawn } from "node:child_process";
import { EmbargoError } from "../../model/errors";

/** How one git process is started. */
export interface GitOptions {
  /** Where git starts; exactly one of `cwd` and `gitDir` is usual. */
  readonly cwd?: string;
  /** Sets `GIT_DIR`: no discovery, no work tree. */
  readonly gitDir?: string;
  /** Added after every inherited `GIT_*` variable was removed. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array | string;
  /** Takes the standard output piece by piece, and the result has none: for output that would not fit into memory. */
  readonly onStdout?: (chunk: Buffer) => void;
  /** Exit codes other than 0 that are an answer, not a failure. */
  readonly expect?: readonly number[];
  readonly signal?: AbortSignal;
  /** Milliseconds; no limit when absent. */
  readonly timeoutMs?: number;
}

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs git once, without a shell: the only starter of git in this program, exact to the byte both ways.
 *
 * Inherited `GIT_*` variables are dropped (a hook gets those of the repository it runs in), the language is `C`, and git
 * never asks on the terminal.
 *
 * @throws EmbargoError `git-missing`, `git-failed`, `git-unsafe-directory`, `not-a-repository`, `disk-full`, `cancelled`
 */
export function git(args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, {
      cwd: options.cwd,
      env: gitEnvironment(options),
      stdio: ["pipe", "pipe", "pipe"],
      signal: options.signal,
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
      windowsHide: true,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => {
      try {
        if (options.onStdout) options.onStdout(chunk);
        else stdout.push(chunk);
      } catch (error) {
        child.kill();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.once("error", (error) => reject(startError(error)));
    child.once("close", (code, signal) => {
      const result = {
        exitCode: code ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString("utf8"),
      };
      if (code === 0 || (code !== null && options.expect?.includes(code))) resolve(result);
      else reject(gitError(args, result, signal));
    });
    child.stdin.on("error", () => undefined); // git may close its input early; its exit status tells the rest
    child.stdin.end(options.stdin);
  });
}

/** The standard output as text, without the last line feed. Throws as `git` does. */
export async function gitText(args: readonly string[], options: GitOptions = {}): Promise<string> {
  return (await git(args, options)).stdout.toString("utf8").replace(/\n$/, "");
}

/** The standard output as lines; none when it is empty. Throws as `git` does. */
export async function gitLines(args: readonly string[], options: GitOptions = {}): Promise<string[]> {
  const text = await gitText(args, options);
  return text === "" ? [] : text.split("\n");
}

/** For what may fail without ending the whole: a failure counts as no answer, a person's cancelling ends it all the same. */
export function undefinedUnlessCancelled(error: unknown): undefined {
  if (error instanceof EmbargoError && error.code === "cancelled") throw error;
  return undefined;
}

function gitEnvironment({ gitDir, env }: GitOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    ...(gitDir === undefined ? {} : { GIT_DIR: gitDir }),
    ...env,
  };
}

function startError(error: NodeJS.ErrnoException): EmbargoError {
  if (error.name === "AbortError") {
    return new EmbargoError("cancelled", "Cancelled.", "Nothing was sent. Run the same command again to go on.");
  }
  if (error.code === "ENOENT") {
    return new EmbargoError(
      "git-missing",
      "git could not be started.",
      "Install git 2.31 or newer and put it on the PATH; check also that the folder still exists.",
      error,
    );
  }
  return new EmbargoError("git-failed", `git could not be started (${error.code}).`, "Check the installation of git.");
}

function gitError(args: readonly string[], { exitCode, stderr }: GitResult, signal: string | null): EmbargoError {
  const command = args.find((arg) => /^[a-z][a-z-]+$/.test(arg)) ?? "command";
  if (/not a git repository|must be run in a work tree/.test(stderr)) {
    return new EmbargoError("not-a-repository", "This is not a git repository.", "Go to a clone of the project.");
  }
  if (/dubious ownership/.test(stderr)) {
    return new EmbargoError(
      "git-unsafe-directory",
      "git does not trust this repository: its folder belongs to another user.",
      "If it is yours, tell git so with: git config --global --add safe.directory <the folder>",
    );
  }
  if (/No space left on device|Disk quota exceeded/.test(stderr)) {
    return new EmbargoError("disk-full", "The disk is full.", "Free some space and run the same command again.");
  }
  const ending = signal ? `was stopped by ${signal}` : `failed with exit code ${exitCode}`;
  const words = stderr.trim().split("\n").slice(-3).join(" · ").slice(0, 300);
  return new EmbargoError("git-failed", `git ${command} ${ending}${words ? `: ${words}` : "."}`, "Nothing was sent.");
}
