import { gitLines } from "./run";

/** A remote and every address that a push to it goes to. */
export interface PushAddresses {
  readonly name: string;
  /** Final URLs, after `insteadOf` and `pushInsteadOf`, as git hands them to the pre-push hook. */
  readonly urls: readonly string[];
}

/** The remotes of a repository with their push addresses. */
export async function readRemotes(directory: string): Promise<PushAddresses[]> {
  return await readVerbose(directory, []);
}

/** Where a push to a remote, or to an address, would go; several where the remote has several push addresses. */
export async function readPushUrls(directory: string, remoteOrUrl: string): Promise<readonly string[]> {
  const known = (await readRemotes(directory)).find(({ name }) => name === remoteOrUrl);
  if (known) return known.urls;
  // Only of a remote does git say where a push goes, and pushInsteadOf counts for an address too: lend it a name.
  const name = "embargo-asks-about-an-address";
  const asked = await readVerbose(directory, ["-c", `remote.${name}.url=${remoteOrUrl}`]);
  return asked.find((remote) => remote.name === name)?.urls ?? [remoteOrUrl];
}

async function readVerbose(directory: string, settings: readonly string[]): Promise<PushAddresses[]> {
  const urls = new Map<string, string[]>();
  for (const line of await gitLines([...settings, "remote", "--verbose"], { cwd: directory })) {
    const [, name, url] = /^([^\t]*)\t(.*) \(push\)$/.exec(line) ?? [];
    if (name !== undefined && url !== undefined) urls.set(name, [...(urls.get(name) ?? []), url]);
  }
  return [...urls].map(([name, addresses]) => ({ name, urls: addresses }));
}
