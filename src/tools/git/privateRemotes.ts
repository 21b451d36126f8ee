import { join } from "node:path";
import type { CaseRecord, PrivateRemote } from "../../model/case";
import { readRemoteAddress } from "../../model/remoteAddress";
import { writeFileAtomic } from "../files";
import type { CasePlaces } from "../home";
import { formatConfig, readConfig, type ConfigEntry } from "./configFile";
import { BLOCKED, publicAddress } from "./privateConfig";
import { git, gitLines } from "./run";

/** The file that a private repository's configuration includes last: the remotes that a person allowed. */
export const REMOTES_FILE = "embargo-remotes";

/** What can stand behind an address and make it another one. */
const PRINTABLE = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));

/**
 * Makes the private repository of a case push to exactly the remotes of its record, and to nothing else.
 *
 * @throws EmbargoError `git-failed`, `disk-full`, `home-unwritable`
 */
export async function writePrivateRemotes(record: CaseRecord, { repository }: CasePlaces): Promise<void> {
  const config = await readConfig(repository);
  const others = config.filter(({ scope }) => scope === "system" || scope === "global");
  const settings = privateRemoteSettings(record.privateRemotes ?? [], record.project.publicGitDir, others);
  await writeFileAtomic(join(repository, REMOTES_FILE), formatConfig(settings));
  if (config.some(({ key, value }) => key === "include.path" && value === REMOTES_FILE)) return;
  await git(["config", "--add", "include.path", REMOTES_FILE], { gitDir: repository });
}

/**
 * The settings that let a private repository push to some addresses (git-config(1), "url.<base>.pushInsteadOf").
 *
 * Git replaces the longest beginning that it knows, so each address stands for itself, and the same with any letter behind
 * it is blocked: `…/fork` says nothing about `…/fork-in-public`. The same goes for beginnings that a person rewrites in all
 * repositories; only an alias that stands for one whole address is left to the hook. With a transport allowed, addresses that were given for pushing only (`pushurl`) are blocked by
 * `insteadOf`, which then must leave our own address alone.
 *
 * @param others - the person's settings for all repositories
 */
export function privateRemoteSettings(
  remotes: readonly PrivateRemote[],
  publicGitDir: string,
  others: readonly ConfigEntry[],
): ConfigEntry[] {
  if (remotes.length === 0) return [];
  const urls = remotes.map(({ url }) => url);
  const rewritten = others.flatMap(({ key, value }) => (/^url\..+\.(push)?insteadof$/.test(key) ? [value] : []));
  const blocked = [...urls, ...rewritten]
    .flatMap((start) => PRINTABLE.map((letter) => start + letter))
    .filter((start) => !urls.includes(start));
  const origin = publicAddress(publicGitDir);
  return [
    ...remotes.flatMap(({ name, url }) => [
      { key: "embargo.privateRemote", value: url },
      { key: `remote.${name}.url`, value: url },
      { key: `remote.${name}.fetch`, value: `+refs/heads/*:refs/remotes/${name}/*` },
      { key: `protocol.${readRemoteAddress(url)?.protocol ?? "ssh"}.allow`, value: "user" },
      { key: `url.${url}.insteadOf`, value: url },
      { key: `url.${url}.pushInsteadOf`, value: url },
    ]),
    { key: `url.${origin}.insteadOf`, value: origin },
    { key: `url.${BLOCKED}.insteadOf`, value: "" },
    ...[...new Set(blocked)].flatMap((start) => [
      { key: `url.${BLOCKED}.insteadOf`, value: start },
      { key: `url.${BLOCKED}.pushInsteadOf`, value: start },
    ]),
  ];
}

/** Every address of every remote of a clone, as git would use it to fetch and to push. */
export async function remoteAddresses(gitDir: string): Promise<string[]> {
  const names = await gitLines(["remote"], { gitDir });
  const found = await Promise.all(
    names.flatMap((name) =>
      [[], ["--push"]].map((kind) => gitLines(["remote", "get-url", "--all", ...kind, name], { gitDir })),
    ),
  );
  return [...new Set(found.flat())];
}
