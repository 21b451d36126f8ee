import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";

const ROOT = join(__dirname, "..", "..");
const SUITE = join(__dirname, "suite");
/** Inside the clone, so that the suite finds node_modules; not in dist, which every build empties. */
const BUNDLED = join(ROOT, ".vscode-test", "suite");

/**
 * Runs test/editor/suite in the extension host.
 *
 * EMBARGO_VSCODE is the VS Code program to use, `download` for the desktop version @vscode/test-electron fetches; default:
 * the host of test/host.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "embargo-editor-"));
  try {
    await bundle();
    const vscode = process.env["EMBARGO_VSCODE"] || join(ROOT, "test", "host", "code");
    await runTests({
      ...(vscode !== "download" && { vscodeExecutablePath: vscode }),
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: join(BUNDLED, "index.js"),
      // Fresh ones: the default folders keep what a former run wrote.
      launchArgs: [makeProject(folder), ...folderArguments(folder)],
      extensionTestsEnv: makeSurroundings(folder),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One file for each test file; what npm installed stays outside. */
async function bundle(): Promise<void> {
  const sources = readdirSync(SUITE).map((name) => join(SUITE, name));
  rmSync(BUNDLED, { recursive: true, force: true });
  await build({
    entryPoints: sources,
    outdir: BUNDLED,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
  });
}

function folderArguments(folder: string): string[] {
  return [`--user-data-dir=${join(folder, "user")}`, `--extensions-dir=${join(folder, "extensions")}`];
}

/** Variables that keep the private home, keys and git settings of the person at this machine out of the tests. */
function makeSurroundings(folder: string): Record<string, string> {
  const [gnupg, gitConfig] = [join(folder, "gnupg"), join(folder, "gitconfig")];
  mkdirSync(gnupg, { mode: 0o700 });
  writeFileSync(gitConfig, "[user]\n\tname = Maintainer\n\temail = maintainer@example.org\n");
  return {
    EMBARGO_HOME: join(folder, "home"),
    GNUPGHOME: gnupg,
    GIT_CONFIG_GLOBAL: gitConfig,
    GIT_CONFIG_NOSYSTEM: "1",
  };
}

/** The folder the editor opens: an empty git repository. */
function makeProject(folder: string): string {
  const project = join(folder, "project");
  mkdirSync(project);
  execFileSync("git", ["init", "-q", "-b", "main", project]);
  return project;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
