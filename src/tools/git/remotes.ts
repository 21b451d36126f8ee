import type { ConfigEntry } from "./configFile";

/** The names of the remotes that a repository's settings tell of, the most likely public one first. */
export function remoteNames(config: readonly ConfigEntry[]): string[] {
  const names = config.flatMap(({ key }) => /^remote\.(.+)\.url$/.exec(key)?.[1] ?? []);
  return [...new Set(names)].sort((a, b) => Number(b === "origin") - Number(a === "origin"));
}
