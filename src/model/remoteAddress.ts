/** An address that git can push to (git-push(1), "GIT URLS"), taken apart. */
export interface RemoteAddress {
  readonly protocol: "https" | "ssh" | "file";
  /** In lower case, without user and port; empty for a path on this machine. */
  readonly host: string;
  /** Without the slashes around it and without `.git`. */
  readonly path: string;
}

/**
 * What a remote is, seen from the public ones of the project:
 *
 * - public: one of them
 * - same-host: on the host of one of them. A forge lets forks share objects: what lies in one can be read from the other by
 *   its commit id
 * - temporary-fork: the private fork that GitHub makes for an advisory, which shares nothing
 * - apart: none of these
 */
export type RemoteKind = "public" | "same-host" | "temporary-fork" | "apart";

/** Names of one host that forges give to networks in which port 22 is closed. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  "ssh.github.com": "github.com",
  "altssh.gitlab.com": "gitlab.com",
  "altssh.bitbucket.org": "bitbucket.org",
};

/**
 * A full address, encrypted on its way or on this machine; `undefined` for everything else: http and git are not encrypted,
 * a relative path means another place elsewhere, a password in an address ends in files and logs.
 */
export function readRemoteAddress(text: string): RemoteAddress | undefined {
  if (/[\s\u0000-\u001f\u007f"\\]/.test(text) || /(?:^|@|\/\/)-/.test(text)) return undefined;
  if (/^(?:\/(?!\/)|[A-Za-z]:\/)/.test(text)) return { protocol: "file", host: "", path: trimmed(text) };
  const file = /^file:\/\/(\/.+)$/.exec(text)?.[1];
  if (file !== undefined) return { protocol: "file", host: "", path: trimmed(file) };
  const [, scheme, user, host, path] = /^(https|ssh):\/\/(?:([^@/]+)@)?([^/@:]+)(?::\d+)?\/(.+)$/.exec(text) ?? [];
  if (host !== undefined && path !== undefined) {
    if (user?.includes(":")) return undefined;
    return { protocol: scheme === "ssh" ? "ssh" : "https", host: hostName(host), path: trimmed(path) };
  }
  const [, scpHost, scpPath] = /^(?:[^@/:]+@)?([^@/:[\]]{2,}):(?!\/\/|:)(.+)$/.exec(text) ?? [];
  if (scpHost === undefined || scpPath === undefined) return undefined;
  return { protocol: "ssh", host: hostName(scpHost), path: trimmed(scpPath) };
}

/** What `address` is beside the addresses of the public remotes, which may be of any kind. */
export function remoteKind(address: RemoteAddress, publicAddresses: readonly string[]): RemoteKind {
  const known = publicAddresses.flatMap((text) => readRemoteAddress(text.replace(/^(?:http|git):/, "https:")) ?? []);
  const near = known.filter(({ host }) => host === address.host);
  if (near.some(({ path }) => isSame(path, address.path))) return "public";
  if (address.host === "" || near.length === 0) return "apart";
  return near.some(({ path }) => isTemporaryFork(address.path, path)) ? "temporary-fork" : "same-host";
}

function isTemporaryFork(path: string, publicPath: string): boolean {
  const prefix = `${publicPath.toLowerCase()}-ghsa`;
  return path.toLowerCase().startsWith(prefix) && /^(?:-[0-9a-z]{4}){3}$/.test(path.toLowerCase().slice(prefix.length));
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function hostName(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, "");
  return OTHER_NAMES[name] ?? name;
}

function trimmed(path: string): string {
  return path.replace(/^\/+|(?<!\/)\/+$/g, "").replace(/\.git$/i, "");
}
