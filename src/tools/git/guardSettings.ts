import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import { readTextIfThere, removeTree, writeFileAtomic } from "../files";
import { makeTemporary, type Home } from "../home";
import { changeConfig, hasGuardLines, REPOSITORY_LINES, withGuardLines, withoutGuardLines } from "./guardConfig";
import { git } from "./run";

const KEY = "embargo.privateRemote";

/** What to do about security work of no case: `ask` a person, `refuse` without asking, or say nothing (`off`). */
export type WarnSetting = "ask" | "refuse" | "off";

export interface GuardSettings {
  readonly warn: WarnSetting;
  /** URLs declared private: whole, final ones (after `insteadOf`); one that is not whole counts for nothing. */
  readonly privateRemotes: readonly string[];
}

/**
 * `embargo.warn` (default `ask`) and `embargo.privateRemote` from the repository's own configuration file and nowhere else:
 * `-c`, the environment, included files and the user's configuration do not count.
 */
export async function readGuardSettings(gitDir: string): Promise<GuardSettings> {
  const args = ["config", "--file", join(gitDir, "config"), "--no-includes", "-z"];
  const { stdout } = await git([...args, "--get-regexp", "^embargo\\.(warn|privateremote)$"], { gitDir, expect: [1] });
  const entries = stdout.toString("utf8").split("\0").slice(0, -1);
  const valuesOf = (key: string) =>
    entries.filter((entry) => entry.startsWith(`${key}\n`)).map((entry) => entry.slice(key.length + 1));
  return {
    warn: asWarnSetting(valuesOf("embargo.warn").at(-1)),
    privateRemotes: valuesOf("embargo.privateremote").filter(isWholeAddress),
  };
}

/**
 * Whether an address says by itself where it goes: a URL, `host:path`, or an absolute path. A name of a remote or a relative
 * path means another place in another checkout. `stage1.sh` has the same rule.
 */
export function isWholeAddress(url: string): boolean {
  return !/[\n\0]/.test(url) && (url.startsWith("/") || /^[^/:]+:/.test(url));
}

/**
 * Declares an address private, or takes that back, in the repository's own configuration file; the lines of the guard stay
 * last in it. An address is compared to the byte: another spelling of it is another address.
 *
 * @throws EmbargoError `busy`, `home-unwritable`
 */
export async function setPrivateRemote(home: Home, gitDir: string, url: string, isPrivate: boolean): Promise<void> {
  const { privateRemotes } = await readGuardSettings(gitDir);
  if (privateRemotes.includes(url) === isPrivate) return;
  const change = isPrivate ? ["--add", KEY, url] : ["--fixed-value", "--unset-all", KEY, url];
  const config = join(gitDir, "config");
  const before = (await readTextIfThere(config)) ?? "";
  const folder = await makeTemporary(home);
  try {
    // Git edits a copy without our lines: its own way of writing, and the guard is never out of the real one.
    const copy = join(folder, "config");
    await writeFileAtomic(copy, withoutGuardLines(before, REPOSITORY_LINES));
    await git(["config", "--file", copy, ...change]);
    const changed = (await readTextIfThere(copy)) ?? "";
    const after = hasGuardLines(before) ? withGuardLines(changed, REPOSITORY_LINES) : changed;
    await changeConfig(config, (text) => {
      if (text === before) return after;
      throw new EmbargoError("busy", "The configuration of this repository was changed meanwhile.", "Try again.");
    });
  } finally {
    await removeTree(folder);
  }
}

/** Anything that is not one of the three words asks. */
function asWarnSetting(text: string | undefined): WarnSetting {
  return text === "refuse" || text === "off" ? text : "ask";
}
