import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workbenchUrl } from "../test/host/browser";
import { installExtension, startServer } from "../test/host/server";
import { missingPackages } from "./debian";
import { packageVsix } from "./package";
import { runCommand } from "./runStep";
import { makeSample } from "./sample/makeSample";
import { ROOT } from "./suites";

/** The extension starts in trusted folders only; this one we have just made. */
const TRUST_THE_SAMPLE = "--disable-workspace-trust";

/** `npm start`: the editor with the extension, on the sample project; what it makes is removed at the end. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "embargo-start-"));
  try {
    const { project } = makeSample(join(folder, "sample"));
    const env = { ...process.env, EMBARGO_HOME: join(folder, "home") };
    if (missingPackages([{ name: "code", program: "code" }]).length === 0) await onDesktop(project, folder, env);
    else await inBrowser(project, folder, env);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function onDesktop(project: string, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (!(await runCommand(["npm", "run", "--silent", "build"]))) throw new Error("The build failed.");
  const own = ["--user-data-dir", join(folder, "user"), `--extensionDevelopmentPath=${ROOT}`];
  const editor = spawn("code", ["--new-window", "--wait", TRUST_THE_SAMPLE, ...own, project], {
    env,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  await once(editor, "exit");
}

/** Installed and not as a development path: with one, the server build of VS Code shows no notifications. */
async function inBrowser(project: string, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const dataDir = join(folder, "server");
  const vsix = packageVsix(join(folder, "embargo.vsix"));
  await installExtension(vsix, join(dataDir, "extensions"), dataDir);
  const server = await startServer({ dataDir, env, args: [TRUST_THE_SAMPLE] });
  console.log(`\nOpen this address in a browser on this machine:\n\n  ${workbenchUrl(server, { folder: project })}\n`);
  console.log("Ctrl+C ends it and removes the sample project.");
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), once(server.process, "exit")]);
  await server.stop();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
