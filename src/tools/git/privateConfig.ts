import { join } from "node:path";
import { caseBranch } from "../../model/case";
import type { CaseId } from "../../model/ids";
import { quoteForShell } from "../../model/quoteForShell";
import type { ConfigEntry } from "./configFile";
import { MAIL_REFUSER } from "./privateHooks";

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
}

/** A scheme that no git knows: where every push from a private repository ends. */
/** Its name is what git prints when it refuses: "transport '…' not allowed". */
const BLOCKED = "embargo-private-worktrees-never-push://";

/** The transports that come with git (git-config(1), "protocol.<name>.allow"), but for `ext`. */
const TRANSPORTS = ["file", "ftp", "ftps", "git", "http", "https", "ssh"];

/**
 * The settings of a private repository: what lets ordinary commands work, and the locks (git-config(1); gitnamespaces
 * and git-remote-ext(1) for the address).
 *
 * A fetch runs `git upload-pack` on the public clone and nothing else: each transport but that one is forbidden, also for
 * an address typed by hand; every push address becomes one that does not exist; a clone of the repository sees no ref.
 */
export function privateConfig(settings: PrivateSettings): ConfigEntry[] {
  const { id, publicGitDir, publicRemote, upstreamBranch, hooksDir, projectHooks, inherited } = settings;
  const publicRefs = publicRemote === undefined ? "refs/heads" : `refs/remotes/${publicRemote}`;
  const branch = `branch.${caseBranch(id)}`;
  const locks: Record<string, string | readonly string[]> = {
    "embargo.case": id,
    "embargo.projectHooks": projectHooks,
    "core.hooksPath": hooksDir,
    "core.logAllRefUpdates": "always",
    "remote.origin.url": `ext::git upload-pack ${escapeForExt(publicGitDir)}`,
    "remote.origin.fetch": `+${publicRefs}/*:refs/remotes/origin/*`,
    "remote.origin.tagOpt": "--tags",
    "protocol.allow": "never",
    // By name too: what a person allows for all repositories ("protocol.file.allow" often is) would win over the line above.
    ...Object.fromEntries(TRANSPORTS.map((name) => [`protocol.${name}.allow`, "never"])),
    "protocol.ext.allow": "user",
    [`url.${BLOCKED}.pushInsteadOf`]: "",
    "push.default": "current", // so that a bare `git push` meets the same words
    "uploadpack.hideRefs": ["refs/", "HEAD"],
    "sendemail.smtpServer": join(hooksDir, MAIL_REFUSER),
    "sendemail.sendmailCmd": quoteForShell(join(hooksDir, MAIL_REFUSER)), // where a person has one, it goes first
    "sendemail.identity": "embargo", // an identity's own settings would win over both
    "lfs.url": `${BLOCKED}lfs`,
    "lfs.pushurl": `${BLOCKED}lfs`,
    "gc.pruneExpire": "never",
    "gc.reflogExpire": "never",
    "gc.reflogExpireUnreachable": "never",
    "gc.worktreePruneExpire": "never",
    ...(upstreamBranch === undefined
      ? {}
      : { [`${branch}.remote`]: "origin", [`${branch}.merge`]: `${publicRefs}/${upstreamBranch}` }),
  };
  return [
    ...inherited,
    ...Object.entries(locks).flatMap(([key, value]) => [value].flat().map((one) => ({ key, value: one }))),
  ];
}

/** Sections and keys of a clone's own settings that its private repository takes over: who commits, and how files look. */
const INHERITED =
  /^((author|commit|committer|diff|filter|gpg|i18n|merge|pull|rebase|rerere|trailer|user)\..+|core\.(attributesfile|autocrlf|commentchar|eol|excludesfile|filemode|ignorecase|longpaths|precomposeunicode|safecrlf|sparsecheckout|sparsecheckoutcone|symlinks|whitespace))$/;

/** Those of a clone's own settings that its private repository takes over. */
export function inheritedSettings(local: readonly ConfigEntry[]): ConfigEntry[] {
  return local.filter(({ key }) => INHERITED.test(key)).map(({ key, value }) => ({ key, value }));
}

/** git-remote-ext(1) splits its command at blanks; `% ` and `%%` stand for themselves. */
function escapeForExt(path: string): string {
  return path.replace(/[% ]/g, "%$&");
}
