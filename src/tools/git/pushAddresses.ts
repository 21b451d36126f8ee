import { git, gitLines } from "./run";

/** A remote and every address that a push to it goes to. */
export interface PushAddresses {
  readonly name: string;
  /** Final URLs, after `insteadOf` and `pushInsteadOf`, as git hands them to the pre-push hook. */
  readonly urls: readonly string[];
}

/** The remotes of a repository with their push addresses. */
export async function readRemotes(directory: string): Promise<PushAddresses[]> {
  const names = await gitLines(["remote"], { cwd: directory });
  return Promise.all(names.map(async (name) => ({ name, urls: await readPushUrls(directory, name) })));
}

/** Where a push to a remote, or to an address, would go; several where the remote has several push addresses. */
export async function readPushUrls(directory: string, remoteOrUrl: string): Promise<string[]> {
  const ask = ["remote", "get-url", "--push", "--all", "--"];
  const { exitCode, stdout } = await git([...ask, remoteOrUrl], { cwd: directory, expect: [2, 128] });
  if (exitCode === 0) return lines(stdout);
  // Only of a remote does git say where a push goes: pushInsteadOf counts for an address too.
  const name = "embargo-asks-about-an-address";
  return lines((await git(["-c", `remote.${name}.url=${remoteOrUrl}`, ...ask, name], { cwd: directory })).stdout);
}

function lines(output: Buffer): string[] {
  return output.toString("utf8").trimEnd().split("\n");
}
