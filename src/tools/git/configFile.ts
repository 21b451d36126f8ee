import { gitText } from "./run";

/** One setting: the full key (`remote.origin.url`, section and name in lower case as git lists them) and its value. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: string;
}

/** A setting together with the file it comes from, as git names it (`file:…`, `command line:`). */
export interface ConfigEntryWithOrigin extends ConfigEntry {
  readonly scope: string;
  readonly origin: string;
}

/** Every setting that git sees in a repository, weakest first (git-config(1), `--list --show-scope --show-origin -z`). */
export async function readConfig(gitDir: string): Promise<ConfigEntryWithOrigin[]> {
  return parseConfig(await gitText(["config", "--list", "--show-scope", "--show-origin", "-z"], { gitDir }));
}

/** What `git config --show-scope --show-origin -z` lists, with `--list` or a name. */
export function parseConfig(text: string): ConfigEntryWithOrigin[] {
  const fields = text.split("\0");
  const entries: ConfigEntryWithOrigin[] = [];
  for (let index = 0; index + 2 < fields.length; index += 3) {
    const [scope = "", origin = "", setting = ""] = fields.slice(index, index + 3);
    const end = setting.indexOf("\n");
    // A key without "=" is git's way of saying true.
    entries.push({ scope, origin, ...(end < 0 ? { key: setting, value: "true" } : cut(setting, end)) });
  }
  return entries;
}

/** Settings as the text of a git config file (git-config(1), "Syntax"), every value quoted. */
export function formatConfig(entries: readonly ConfigEntry[]): string {
  return entries.map(({ key, value }) => `${header(key)}\n\t${nameOf(key)} = "${escapeValue(value)}"\n`).join("");
}

function cut(setting: string, at: number): ConfigEntry {
  return { key: setting.slice(0, at), value: setting.slice(at + 1) };
}

function header(key: string): string {
  const section = key.slice(0, key.indexOf("."));
  const subsection = key.slice(section.length + 1, Math.max(key.lastIndexOf("."), section.length + 1));
  return subsection === "" ? `[${section}]` : `[${section} "${subsection.replace(/["\\]/g, "\\$&")}"]`;
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf(".") + 1);
}

function escapeValue(value: string): string {
  return value.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\t/g, "\\t");
}
