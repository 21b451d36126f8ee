import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Ended } from "../../support/pushWith";
import { call, type Place } from "./place";

/** What a route needs that not every machine has; all but the last two are Debian packages. */
export type Tool = keyof typeof CHECKS;

const JARS = ["org.eclipse.jgit.jar", "slf4j-api.jar", "slf4j-nop.jar", "jsch.jar"].map(
  (jar) => `/usr/share/java/${jar}`,
);

/** Debian's own, which has the libraries. */
const PYTHON = "/usr/bin/python3";

const succeeds = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: "ignore" }).status === 0;

const CHECKS = {
  sshd: () => existsSync("/usr/sbin/sshd"),
  "git-lfs": () => succeeds("git", "lfs", "version"),
  subtree: () => existsSync("/usr/lib/git-core/git-subtree"),
  "git-email": () => existsSync("/usr/lib/git-core/git-send-email") && succeeds("perl", "-MMail::Address", "-e1"),
  pygit2: () => succeeds(PYTHON, "-c", "import pygit2"),
  dulwich: () => succeeds(PYTHON, "-c", "import dulwich"),
  GitPython: () => succeeds(PYTHON, "-c", "import git"),
  JGit: () => existsSync(JARS[0]!) && succeeds("javac", "-version"),
};

const known = new Map<Tool, boolean>();

/** Whether this machine has a tool. */
export function hasTool(tool: Tool): boolean {
  const answer = known.get(tool) ?? CHECKS[tool]();
  known.set(tool, answer);
  return answer;
}

/** Pushes with a library of Python's: `remote` is a name or an address. */
export function pythonPush(
  place: Place,
  library: "pygit2" | "dulwich" | "GitPython",
  repository: string,
  remote: string,
  refspec: string,
): Promise<Ended> {
  return call(place, place.root, PYTHON, [join(__dirname, "tools", "push.py"), library, repository, remote, refspec]);
}

/** Pushes with JGit. */
export function jgitPush(place: Place, repository: string, remote: string, refspec: string): Promise<Ended> {
  const program = join(__dirname, "tools", "JGitPush.java");
  return call(place, place.root, "java", ["-cp", JARS.join(":"), program, repository, remote, refspec]);
}

/** Runs `act` as something that ends with 0 or, with its words, 1. */
export async function asEnded(act: () => Promise<unknown>): Promise<Ended> {
  try {
    return { code: 0, output: String(await act()) };
  } catch (error) {
    return { code: 1, output: String(error) };
  }
}
