import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext } from "playwright-core";
import { packageVsix } from "../../../scripts/package";
import { WINDOW_SIZE, launchBrowser, workbenchUrl } from "../../host/browser";
import type { WorkbenchTarget } from "../../host/browser";
import { installExtension, startServer } from "../../host/server";
import type { Server } from "../../host/server";
import { failureShot } from "./shots";
import { Workbench } from "./workbench";

export interface PersonOptions {
  readonly name: string;
  readonly mail: string;
  /** Editor settings over those of test/host/server.ts. */
  readonly settings?: Record<string, unknown>;
  /** Default: true, every folder counts as trusted. */
  readonly trustAll?: boolean;
}

const VSIX = join(__dirname, "..", "..", "..", ".vscode-test", "embargo.vsix");
const WAIT_MS = 20_000;

let packaged: string | undefined;

/** One person at a machine of their own: editor with the packaged extension, home folder, keys, private home. */
export class Person {
  readonly name: string;
  /** Their home folder; also holds a .gitconfig with their name. */
  readonly home: string;
  /** Their EMBARGO_HOME. */
  readonly embargoHome: string;
  readonly #folder: string;
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #context: BrowserContext;

  private constructor(name: string, folder: string, server: Server, browser: Browser, context: BrowserContext) {
    this.name = name;
    this.home = homeIn(folder);
    this.embargoHome = embargoHomeIn(folder);
    this.#folder = folder;
    this.#server = server;
    this.#browser = browser;
    this.#context = context;
  }

  /** Starts their editor; the caller says when they leave. */
  static async arrive(options: PersonOptions): Promise<Person> {
    packaged ??= packageVsix(VSIX);
    const folder = await mkdtemp(join(tmpdir(), "embargo-ui-"));
    let server: Server | undefined;
    try {
      server = await startEditor(folder, packaged, options);
      const browser = await launchBrowser();
      const context = await browser.newContext({ viewport: WINDOW_SIZE, reducedMotion: "reduce" });
      context.setDefaultTimeout(WAIT_MS);
      return new Person(options.name, folder, server, browser, context);
    } catch (error) {
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Opens a window on a folder or workspace. */
  async window(target: WorkbenchTarget = {}): Promise<Workbench> {
    const page = await this.#context.newPage();
    const workbench = new Workbench(page);
    try {
      await page.goto(workbenchUrl(this.#server, target));
      await workbench.ready();
    } catch (error) {
      await failureShot(page, `window of ${this.name}`);
      throw error;
    }
    return workbench;
  }

  /** The window that opens because of `action`. */
  async nextWindow(action: () => Promise<void>): Promise<Workbench> {
    const [page] = await Promise.all([this.#context.waitForEvent("page"), action()]);
    const workbench = new Workbench(page);
    await workbench.ready();
    return workbench;
  }

  /** Takes a picture of each open window and prints where it is. */
  async shootFailure(test: string): Promise<void> {
    for (const [index, page] of this.#context.pages().entries()) {
      await failureShot(page, `${this.name} ${index + 1} ${test}`);
    }
  }

  /** Closes the windows, ends the server and removes everything of this person. */
  async leave(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const homeIn = (folder: string): string => join(folder, "home");
const embargoHomeIn = (folder: string): string => join(folder, "embargo");

async function startEditor(folder: string, vsix: string, options: PersonOptions): Promise<Server> {
  const { name, mail, settings = {}, trustAll = true } = options;
  await mkdir(homeIn(folder));
  await writeFile(join(homeIn(folder), ".gitconfig"), gitConfig(name, mail));
  const dataDir = join(folder, "server");
  await installExtension(vsix, join(dataDir, "extensions"), dataDir);
  const args = trustAll ? ["--disable-workspace-trust"] : [];
  return startServer({ dataDir, env: environment(folder), settings, args });
}

function gitConfig(name: string, mail: string): string {
  return `[user]\n\tname = ${name}\n\temail = ${mail}\n[init]\n\tdefaultBranch = main\n`;
}

/** A clean one: nothing of the machine that runs the tests but its programs. */
function environment(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    LANG: "C.UTF-8",
    TZ: "UTC",
    HOME: homeIn(folder),
    EMBARGO_HOME: embargoHomeIn(folder),
  };
}
