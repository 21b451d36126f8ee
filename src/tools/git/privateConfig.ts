import { join } from "node:path";
import { caseBranch } from "../../model/case";
import type { CaseId } from "../../model/ids";
import { quoteForShell } from "../../model/quoteForShell";
import type { ConfigEntry, ConfigEntryWithOrigin } from "./configFile";
import { SEND_REFUSER } from "./privateHooks";

/** What the settings of a private repository depend on. */
export interface PrivateSettings {
  readonly id: CaseId;
  /** Absolute path of the public clone's common git directory. */
  readonly publicGitDir: string;
  /** The public remote's name in that clone; absent when it has none: then its branches stand for the public ones. */
  readonly publicRemote?: string;
  /** The branch whose public work `git pull` brings; absent when the base is on no public branch. */
  readonly upstreamBranch?: string;
  /** Absolute path of the folder with our hooks. */
  readonly hooksDir: string;
  /** Where git would look for the project's own hooks: absolute, or relative to the work tree. */
  readonly projectHooks: string;
  /** Settings of the public clone that make the ordinary commands feel as always. */
  readonly inherited: readonly ConfigEntry[];
  /** For a submodule: absolute path of its work tree. The repository of the case itself is bare. */
  readonly worktree?: string;
}

/**
 * A scheme that no git knows: where every push from a private repository ends. Its name is what git prints when it
 * refuses: "transport '…' not allowed".
 */
export const BLOCKED = "embargo-private-worktrees-never-push://";

/** The transports that come with git (git-config(1), "protocol.<name>.allow"), but for `ext`. */
const TRANSPORTS = ["file", "ftp", "ftps", "git", "http", "https", "ssh"];

/** A path that is not there: git-lfs would take an unknown scheme for a host and ask the network for it. */
const NO_LFS = "file:///embargo-private-worktrees-never-push";

/** A pathspec that matches nothing (gitsubmodules(7), "ACTIVE SUBMODULES"). */
const NO_PATH = ":(exclude)*";

/**
 * The settings of a private repository: what lets ordinary commands work, and the locks (git-config(1); gitnamespaces
 * and git-remote-ext(1) for the address).
 *
 * A fetch runs `git upload-pack` on the public clone and nothing else: each transport but that one is forbidden, also for
 * an address typed by hand; every push address becomes one that does not exist; a clone of the repository sees no ref.
 */
export function privateConfig(settings: PrivateSettings): ConfigEntry[] {
  const { id, publicGitDir, publicRemote, upstreamBranch, hooksDir, projectHooks, inherited, worktree } = settings;
  const publicRefs = publicRemote === undefined ? "refs/heads" : `refs/remotes/${publicRemote}`;
  const branch = `branch.${caseBranch(id)}`;
  return [
    ...inherited,
    ...entries({
      ...(worktree === undefined ? {} : { "core.bare": "false", "core.worktree": worktree }),
      "embargo.projectHooks": projectHooks,
      "core.logAllRefUpdates": "always",
      "remote.origin.url": publicAddress(publicGitDir),
      "remote.origin.fetch": `+${publicRefs}/*:refs/remotes/origin/*`,
      "remote.origin.tagOpt": "--tags",
      "push.default": "current", // so that a bare `git push` meets the same words
      "submodule.active": NO_PATH, // each one that has our locks says so itself
      "gc.pruneExpire": "never",
      "gc.reflogExpire": "never",
      "gc.reflogExpireUnreachable": "never",
      "gc.worktreePruneExpire": "never",
      ...(upstreamBranch === undefined
        ? {}
        : { [`${branch}.remote`]: "origin", [`${branch}.merge`]: `${publicRefs}/${upstreamBranch}` }),
    }),
    ...privateLocks(id, hooksDir),
  ];
}

/** What lets nothing out, the same in every repository of a private place. */
export function privateLocks(id: CaseId, hooksDir: string): ConfigEntry[] {
  const refuser = join(hooksDir, SEND_REFUSER);
  return entries({
    "embargo.case": id,
    "core.hooksPath": hooksDir,
    "protocol.allow": "never",
    // By name too: what a person allows for all repositories ("protocol.file.allow" often is) would win over the line above.
    ...Object.fromEntries(TRANSPORTS.map((name) => [`protocol.${name}.allow`, "never"])),
    "protocol.ext.allow": "user",
    [`url.${BLOCKED}.pushInsteadOf`]: "",
    "uploadpack.hideRefs": ["refs/", "HEAD"],
    "sendemail.smtpServer": refuser,
    "sendemail.sendmailCmd": quoteForShell(refuser), // where a person has one, it goes first
    "sendemail.identity": "embargo", // an identity's own settings would win over both
    "imap.tunnel": quoteForShell(refuser), // goes before imap.host
    "lfs.url": NO_LFS,
    "lfs.pushurl": NO_LFS,
    // An address typed by hand wins over both; a transfer program of one's own wins over every address.
    "lfs.standaloneTransferAgent": "embargo",
    "lfs.customTransfer.embargo.path": refuser,
    "lfs.skipdownloaderrors": "true", // a large file that is not on this machine stays a pointer, and the worktree whole
  });
}

/** The address by which a private repository fetches from a public one on this machine, and from nowhere else. */
export function publicAddress(publicGitDir: string): string {
  return `ext::git upload-pack ${escapeForExt(publicGitDir)}`;
}

/** Sections and keys of a clone's own settings that its private repository takes over: who commits, and how files look. */
const INHERITED =
  /^((author|commit|committer|diff|filter|gpg|i18n|merge|pull|rebase|rerere|trailer|user)\..+|core\.(attributesfile|autocrlf|commentchar|eol|excludesfile|filemode|ignorecase|longpaths|precomposeunicode|safecrlf|sparsecheckout|sparsecheckoutcone|symlinks|whitespace))$/;

/**
 * Those settings of a public checkout that its private repository takes over: its own, and those that the person gave to
 * repositories in its place ("includeIf"), which do not count `here`, where the private one lies.
 */
export function inheritedSettings(
  there: readonly ConfigEntryWithOrigin[],
  here: readonly ConfigEntryWithOrigin[],
): ConfigEntry[] {
  const nameOf = ({ origin, key, value }: ConfigEntryWithOrigin) => [origin, key, value].join("\n");
  const known = new Set(here.map(nameOf));
  return there
    .filter((entry) => INHERITED.test(entry.key) && !known.has(nameOf(entry)))
    .map(({ key, value }) => ({ key, value }));
}

/** A list of settings, in which a key may have several values. */
function entries(settings: Readonly<Record<string, string | readonly string[]>>): ConfigEntry[] {
  return Object.entries(settings).flatMap(([key, value]) => [value].flat().map((one) => ({ key, value: one })));
}

/** git-remote-ext(1) splits its command at blanks; `% ` and `%%` stand for themselves. */
function escapeForExt(path: string): string {
  return path.replace(/[% ]/g, "%$&");
}
