import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { userInfo } from "node:os";
import { join, relative } from "node:path";
import { serveGit } from "../../support/gitHttpServer";

const SSHD = "/usr/sbin/sshd";

/** Servers on 127.0.0.1 that show the repositories under one folder. */
export interface Servers {
  httpUrl(repository: string): string;
  /** undefined where there is no sshd. */
  sshUrl(repository: string): string | undefined;
  /** The ssh that knows the throw-away keys, for GIT_SSH_COMMAND. */
  readonly sshCommand: string;
  stop(): Promise<void>;
}

/** Starts git over http, and over ssh where Debian's openssh-server is there, for everything under `base`. */
export async function startServers(base: string): Promise<Servers> {
  const http = await serveGit(base);
  const ssh = await startSshd(join(base, "ssh"));
  return {
    httpUrl: (repository) => `${http.url}/${relative(base, repository)}`,
    sshUrl: (repository) => ssh && `ssh://${userInfo().username}@127.0.0.1:${ssh.port}${repository}`,
    sshCommand: `ssh -F ${join(base, "ssh", "client")}`,
    stop: async () => {
      ssh?.server.kill();
      await http.stop();
    },
  };
}

/** A server of our own with keys that are made now and thrown away; undefined where it cannot be had. */
async function startSshd(folder: string): Promise<{ port: number; server: ChildProcess } | undefined> {
  if (!existsSync(SSHD)) return undefined;
  mkdirSync(folder, { mode: 0o700 });
  // Debian's sshd wants this folder when root starts it, and only its service makes it.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  for (const name of ["host", "person"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  }
  const port = await freePort();
  writeFileSync(
    join(folder, "server"),
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${join(folder, "host")}`,
      `AuthorizedKeysFile ${join(folder, "person.pub")}`,
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "UsePAM no",
      "StrictModes no",
      "PidFile none",
      "",
    ].join("\n"),
  );
  writeFileSync(
    join(folder, "client"),
    [
      `IdentityFile ${join(folder, "person")}`,
      "IdentitiesOnly yes",
      "BatchMode yes",
      "StrictHostKeyChecking no",
      "UserKnownHostsFile /dev/null",
      "LogLevel ERROR",
      "",
    ].join("\n"),
  );
  const server = spawn(SSHD, ["-D", "-f", join(folder, "server")], { stdio: "ignore" });
  const ended = new Promise<false>((resolve) => server.once("exit", () => resolve(false)));
  return (await Promise.race([answers(port), ended])) ? { port, server } : undefined;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

/** Resolves once somebody listens. */
function answers(port: number): Promise<true> {
  return new Promise((resolve) => {
    const attempt = () => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => (socket.destroy(), resolve(true)));
      socket.once("error", () => setTimeout(attempt, 20));
    };
    attempt();
  });
}
