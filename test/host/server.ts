import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ensureHost } from "./install";
import type { HostPaths } from "./install";

export interface ServerOptions {
  /** Everything the server keeps; made owner-only. The caller removes it. */
  readonly dataDir: string;
  /** Default: `<dataDir>/data`. */
  readonly userDataDir?: string | undefined;
  /** Default: `<dataDir>/extensions`. */
  readonly extensionsDir?: string | undefined;
  /** The whole environment of the server, and so of extensions and terminals. */
  readonly env: NodeJS.ProcessEnv;
  /** Over the defaults below. */
  readonly settings?: Record<string, unknown>;
  /** More arguments for the server. */
  readonly args?: readonly string[];
  /** Lets a page name development and test paths; then no toast is ever shown. Default: false. */
  readonly driver?: boolean;
}

export interface Server {
  /** `127.0.0.1:<port>` */
  readonly authority: string;
  /** Without it the server lets nobody in: other users of this machine reach the port too. */
  readonly token: string;
  readonly process: ChildProcess;
  /** Ends the server and everything it started. */
  stop(): Promise<void>;
}

/** A workbench that asks nothing, tells nobody and looks the same each time. */
const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.colorTheme": "Default Light Modern",
  "editor.cursorBlinking": "solid",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": "off",
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "remote.autoForwardPorts": false,
  "git.autofetch": false,
  "git.openRepositoryInParentFolders": "never",
};

const STOP_GRACE_MS = 3000;

/** Starts the VS Code server on a free port of 127.0.0.1 and waits until it listens. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const host = await ensureHost();
  const { dataDir, userDataDir = join(dataDir, "data"), extensionsDir = join(dataDir, "extensions") } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeSettings(userDataDir, { ...SETTINGS, ...options.settings });

  const token = randomBytes(16).toString("hex");
  const tokenFile = join(dataDir, "token");
  await writeFile(tokenFile, token, { mode: 0o600 });
  const port = await freePort();
  const child = spawn(
    host.node,
    [
      serverProgram(host),
      "--accept-server-license-terms",
      ...["--connection-token-file", tokenFile],
      ...["--host", "127.0.0.1", "--port", String(port), "--telemetry-level", "off"],
      ...["--server-data-dir", dataDir, "--user-data-dir", userDataDir, "--extensions-dir", extensionsDir],
      ...(options.driver ? ["--enable-smoke-test-driver"] : []),
      ...(options.args ?? []),
    ],
    { env: withoutGallery(options.env), stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  const stop = (): Promise<void> => stopGroup(child);
  try {
    await listening(child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { authority: `127.0.0.1:${port}`, token, process: child, stop };
}

/** Installs a packaged extension into `extensionsDir`, as `code --install-extension` does. */
export async function installExtension(vsix: string, extensionsDir: string, dataDir: string): Promise<void> {
  const host = await ensureHost();
  const folders = ["--server-data-dir", dataDir, "--extensions-dir", extensionsDir];
  const args = [serverProgram(host), "--accept-server-license-terms", ...folders, "--install-extension", vsix];
  const child = spawn(host.node, args, { env: withoutGallery(process.env), stdio: ["ignore", "pipe", "pipe"] });
  const output = collect(child);
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`Installing ${vsix} failed with ${String(code)}:\n${output()}`);
}

function serverProgram(host: HostPaths): string {
  return join(host.vscode, "out", "server-main.js");
}

/** Without a gallery the server looks nothing up on the network. */
function withoutGallery(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "" }) };
}

/** The palette cannot widen a side bar, because it has the focus itself. */
const KEYS = [{ key: "ctrl+alt+w", command: "workbench.action.increaseViewSize" }];

/** Settings that are already there are somebody's; they stay. */
async function writeSettings(userDataDir: string, settings: Record<string, unknown>): Promise<void> {
  const folder = join(userDataDir, "User");
  const file = join(folder, "settings.json");
  if (existsSync(file)) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(settings, null, 2));
  await writeFile(join(folder, "keybindings.json"), JSON.stringify(KEYS, null, 2));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

async function listening(child: ChildProcess): Promise<void> {
  const output = collect(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", () => {
      if (output().includes("Extension host agent listening on")) resolve();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The VS Code server ended with ${String(code)}:\n${output()}`)));
  });
}

function collect(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

async function stopGroup(child: ChildProcess): Promise<void> {
  const signal = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // the whole group is gone
    }
  };
  signal("SIGTERM");
  const impatient = setTimeout(() => signal("SIGKILL"), STOP_GRACE_MS);
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  clearTimeout(impatient);
  // Extension hosts and terminals may outlive the server for a moment; data folders are removed after us.
  signal("SIGKILL");
}
