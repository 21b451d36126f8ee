import { join } from "node:path";
import { git } from "./run";

/** What to do about security work of no case: `ask` a person, `refuse` without asking, or say nothing (`off`). */
export type WarnSetting = "ask" | "refuse" | "off";

export interface GuardSettings {
  readonly warn: WarnSetting;
  /** URLs declared private, final ones (after `insteadOf`). */
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
  return { warn: asWarnSetting(valuesOf("embargo.warn").at(-1)), privateRemotes: valuesOf("embargo.privateremote") };
}

/** Anything that is not one of the three words asks. */
function asWarnSetting(text: string | undefined): WarnSetting {
  return text === "refuse" || text === "off" ? text : "ask";
}
