import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { ensureHost } from "./install";
import type { Server } from "./server";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The size of every window, and so of every screenshot. */
export const WINDOW_SIZE = { width: 1400, height: 900 };

/** Starts the headless browser. Signals stay ours: Playwright would end this process before the server is stopped. */
export async function launchBrowser(): Promise<Browser> {
  const { chromium: executablePath } = await ensureHost();
  return chromium.launch({
    executablePath,
    args: ARGS,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

export interface WorkbenchTarget {
  /** Absolute path of the folder to open. */
  readonly folder?: string | undefined;
  /** Absolute path of the `.code-workspace` to open. */
  readonly workspace?: string | undefined;
  /** Pairs the workbench reads as its environment; needs a server with the driver. */
  readonly payload?: readonly (readonly [string, string])[];
}

/** The address of a workbench on `server`; it holds the server's token. */
export function workbenchUrl(server: Server, { folder, workspace, payload }: WorkbenchTarget): string {
  const url = new URL(`http://${server.authority}/`);
  url.searchParams.set("tkn", server.token);
  if (folder) url.searchParams.set("folder", folder);
  if (workspace) url.searchParams.set("workspace", workspace);
  if (payload) url.searchParams.set("payload", JSON.stringify(payload));
  return url.href;
}
