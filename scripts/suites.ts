import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { DebianPackage } from "./debian";

/** The top of the clone. */
export const ROOT = join(__dirname, "..");

/** One command of a suite. */
export interface Step {
  readonly command: readonly [string, ...string[]];
  /** `tests`: it writes its counts into EMBARGO_COUNT_FILE; `itself`: it is one test, passed when it ends with 0. */
  readonly counts: "tests" | "itself";
}

export interface Suite {
  readonly name: string;
  readonly needs: readonly DebianPackage[];
  /** A test that misses one of these is skipped; the rest of the suite runs. */
  readonly wants?: readonly DebianPackage[];
  /** Runs in the VS Code server of test/host. */
  readonly inHost: boolean;
  readonly steps: readonly Step[];
}

const GNUPG: DebianPackage = { name: "gnupg", program: "gpg" };
const SQ: DebianPackage = { name: "sq", program: "sq" };
const RNP: DebianPackage = { name: "rnp", program: "rnp" };
const SEND_EMAIL: DebianPackage = { name: "git-email", program: "/usr/lib/git-core/git-send-email" };
const LFS: DebianPackage = { name: "git-lfs", program: "git-lfs" };
const PYTHON = "/usr/lib/python3/dist-packages";
/** Other programs that push, or stand at git's hooks. */
const GIT_TOOLS: readonly DebianPackage[] = [
  SEND_EMAIL,
  { name: "libmailtools-perl", program: "/usr/share/perl5/Mail/Address.pm" },
  LFS,
  { name: "openssh-server", program: "/usr/sbin/sshd" },
  { name: "pre-commit", program: "/usr/bin/pre-commit" },
  { name: "python3-dulwich", program: `${PYTHON}/dulwich/__init__.py` },
  { name: "python3-git", program: `${PYTHON}/git/__init__.py` },
  { name: "python3-pygit2", program: `${PYTHON}/pygit2/__init__.py` },
];

/** Every suite, in the order they run. */
export const SUITES: readonly Suite[] = [
  { name: "check", needs: [], inHost: false, steps: ["types", "lint", "rule", "format"].map(npmScript) },
  {
    name: "unit",
    needs: [GNUPG],
    wants: [SQ, RNP, SEND_EMAIL, LFS],
    inHost: false,
    steps: mochaInPairs(...testsUnder("model", "tools", "stages", "terminal"), ...testsIn("")),
  },
  { name: "process", needs: [GNUPG], wants: GIT_TOOLS, inHost: false, steps: mochaInPairs(...testsUnder("process")) },
  { name: "attacks", needs: [GNUPG], wants: GIT_TOOLS, inHost: false, steps: mochaInPairs(...testsUnder("attacks")) },
  { name: "host", needs: [], inHost: true, steps: [...mocha(...testsIn("host")), tsx("test/editor/runSuite.ts")] },
  { name: "ui", needs: [], inHost: true, steps: mocha(...testsIn("ui")) },
];

function npmScript(name: string): Step {
  return { command: ["npm", "run", "--silent", name], counts: "itself" };
}

function tsx(script: string): Step {
  return { command: [process.execPath, "--import", "tsx", script], counts: "tests" };
}

/** One run of mocha over `files`, one after the other; no files, no run. */
function mocha(...files: string[]): Step[] {
  if (files.length === 0) return [];
  const program = "node_modules/mocha/bin/mocha.js";
  return [
    { command: [process.execPath, program, "--reporter", "scripts/countingReporter.cjs", ...files], counts: "tests" },
  ];
}

/** The same, two files at a time: each in a process of its own, so that none sees what another left behind. */
function mochaInPairs(...files: string[]): Step[] {
  return mocha("--parallel", "--jobs", "2", ...files);
}

/** The test files in one folder of test/, without its subfolders. */
function testsIn(folder: string): string[] {
  return testFiles(folder, readdirSync);
}

/** The test files in folders of test/ and below them. */
function testsUnder(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    testFiles(folder, (path) => readdirSync(path, { recursive: true, encoding: "utf8" })),
  );
}

function testFiles(folder: string, list: (path: string) => string[]): string[] {
  const path = join("test", folder);
  if (!existsSync(join(ROOT, path))) return [];
  const names = list(join(ROOT, path)).filter((name) => name.endsWith(".test.ts"));
  return names.sort().map((name) => join(path, name));
}
