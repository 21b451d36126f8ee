import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchBrowser, workbenchUrl } from "./browser";
import type { WorkbenchTarget } from "./browser";
import { readLaunchArguments } from "./launchArguments";
import type { LaunchArguments } from "./launchArguments";
import { Report } from "./report";
import { startServer } from "./server";
import type { Server } from "./server";

const TIME_LIMIT_MS = Number(process.env["EMBARGO_HOST_TIME_LIMIT_MS"] ?? 300_000);
/** As `timeout` of coreutils says it. */
const TIMED_OUT = 124;
const INTERRUPTED = 130;

/** How a run came to its end: an exit code, and a sentence when it was not the tests that ended it. */
interface Ending {
  readonly code: number;
  readonly why?: string;
}

/** Runs a test suite in the extension host and exits as `code` would: 0 only when the suite itself said so. */
export function main(argv: readonly string[]): void {
  run(readLaunchArguments(argv)).then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}

async function run(asked: LaunchArguments): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "embargo-host-"));
  const report = new Report(join(folder, "report.jsonl"));
  let server: Server | undefined;
  let browser: Browser | undefined;
  const interrupted = interruption();
  try {
    const env = {
      ...process.env,
      EMBARGO_HOST_REPORT: join(folder, "report.jsonl"),
      EMBARGO_HOST_TESTS: asked.testsPath,
    };
    server = await startServer({
      dataDir: join(folder, "server"),
      userDataDir: asked.userDataDir,
      extensionsDir: asked.extensionsDir,
      env,
      args: asked.trustAll ? ["--disable-workspace-trust"] : [],
      driver: true,
    });
    browser = await launchBrowser();
    const ending = await Promise.race([interrupted, drive(server, browser, asked), timeLimit()]);
    return judge(ending, report.close());
  } finally {
    report.close();
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The workbench says 0 also when its extension host was killed, so the suite's own last word is wanted too. */
function judge({ code, why }: Ending, suite: 0 | 1 | undefined): number {
  if (why) console.error(`host: ${why}`);
  if (why || code !== 0) return code;
  if (suite === undefined) console.error("host: the extension host ended before the tests did");
  return suite ?? 1;
}

/** Opens the workbench with the runner as its tests, and waits until it is done or gone. */
async function drive(server: Server, browser: Browser, asked: LaunchArguments): Promise<Ending> {
  const page = await browser.newPage();
  const ended = new Promise<Ending>((resolve) => {
    page.once("crash", () => resolve({ code: 1, why: "the page crashed" }));
    server.process.once("exit", () => resolve({ code: 1, why: "the server ended" }));
    void page.exposeFunction("codeAutomationExit", (code: number) => resolve({ code }));
  });
  await page.exposeFunction("codeAutomationLog", () => undefined);
  const remote = (path: string): string => `vscode-remote://${server.authority}${path}`;
  const payload: [string, string][] = [
    ["extensionDevelopmentPath", remote(asked.developmentPath)],
    ["extensionTestsPath", remote(join(__dirname, "runner.cjs"))],
    ["skipWelcome", "true"],
  ];
  await page.goto(workbenchUrl(server, { ...opened(asked.target), payload }));
  return ended;
}

function opened(target: string | undefined): WorkbenchTarget {
  if (!target) return {};
  return statSync(target).isDirectory() ? { folder: target } : { workspace: target };
}

function interruption(): Promise<Ending> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => resolve({ code: INTERRUPTED, why: signal }));
    }
  });
}

function timeLimit(): Promise<Ending> {
  return new Promise((resolve) => {
    const why = `no end of the tests after ${TIME_LIMIT_MS} ms`;
    setTimeout(() => resolve({ code: TIMED_OUT, why }), TIME_LIMIT_MS).unref();
  });
}
