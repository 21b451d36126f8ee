import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A public project as a maintainer has it: a clone, and the bare remote it pushes to, both on disk. */
export interface Project {
  /** The folder that holds everything; `cleanup` removes it. */
  readonly root: string;
  /** The public clone, on branch `main`, up to date with its upstream `origin/main`. */
  readonly clone: string;
  /** The bare public remote. */
  readonly remote: string;
  readonly cleanup: () => void;
}

export interface ProjectOptions {
  readonly objectFormat?: "sha1" | "sha256";
  /** Contents of the first commit, by path. */
  readonly files?: Files;
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

const START_AT_S = Date.UTC(2026, 0, 5, 9) / 1000;
let secondsSinceStart = 0;

/** A public clone with one pushed commit on `main`, in a temporary folder. */
export function makeProject({ objectFormat = "sha1", files = SAMPLE }: ProjectOptions = {}): Project {
  const root = mkdtempSync(join(tmpdir(), "embargo-project-"));
  const remote = join(root, "public.git");
  const clone = join(root, "clone");
  run(root, ["init", "-q", "--bare", "-b", "main", `--object-format=${objectFormat}`, remote]);
  quieten(remote);
  run(root, ["init", "-q", "-b", "main", `--object-format=${objectFormat}`, clone]);
  quieten(clone);
  run(clone, ["remote", "add", "origin", remote]);
  commit(clone, files, "First version");
  run(clone, ["push", "-q", "-u", "origin", "main"]);
  return { root, clone, remote, cleanup: () => rmSync(root, { recursive: true, force: true }) };
}

/** Writes `files` and commits everything; returns the commit's id. */
export function commit(dir: string, files: Files, message: string): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  run(dir, ["add", "-A"]);
  run(dir, ["commit", "-q", "-m", message]);
  return run(dir, ["rev-parse", "HEAD"]);
}

/** Runs git and returns its standard output without the last line feed; throws with its standard error when it fails. */
export function run(dir: string, args: readonly string[], input?: string | Uint8Array): string {
  const options = { cwd: dir, env: gitEnvironment(), input, stdio: "pipe", encoding: "utf8" } as const;
  return execFileSync("git", args, options).replace(/\n$/, "");
}

/** What git printed and how it ended, for what may fail. */
export function tryRun(dir: string, args: readonly string[], input?: string): { code: number; output: string } {
  try {
    return { code: 0, output: run(dir, args, input) };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { code: status, output: `${stdout}${stderr}` };
  }
}

/** A clean environment for git: no inherited `GIT_*`, no configuration of the machine, each commit a second later. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  const now = `${START_AT_S + secondsSinceStart++} +0000`;
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_DATE: now,
    GIT_COMMITTER_DATE: now,
  };
}

/** Identity set, and nothing that runs by itself. */
function quieten(dir: string): void {
  const settings = {
    "user.name": "Maintainer",
    "user.email": "maintainer@example.org",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "commit.gpgSign": "false",
    "tag.gpgSign": "false",
    "receive.autogc": "false",
  };
  for (const [name, value] of Object.entries(settings)) run(dir, ["config", name, value]);
}

const SAMPLE: Files = {
  "README.md": "# Sample\n\nA small library.\n",
  "src/redirect.js":
    "export function follow(request, target) {\n  return fetch(target, { headers: request.headers });\n}\n",
};
