import { requireOpened, type CaseRecord, type PrivateRemote } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { toInstant } from "../../model/ids";
import type { Plan, RunOptions, Step } from "../../model/plan";
import { readRemoteAddress, remoteKind, type RemoteAddress, type RemoteKind } from "../../model/remoteAddress";
import { appendLog } from "../../tools/cases/log";
import { findCase, updateCase } from "../../tools/cases/store";
import { remoteAddresses, writePrivateRemotes } from "../../tools/git/privateRemotes";
import type { CasePlaces, Home } from "../../tools/home";

/** What changes in the remotes that a case may be pushed to. */
export interface RemotePlan extends Plan {
  readonly record: CaseRecord;
  readonly places: CasePlaces;
  /** The remotes of the case afterwards. */
  readonly remotes: readonly PrivateRemote[];
  readonly event: "remote-allowed" | "remote-revoked";
  /** Absent for what is taken back. */
  readonly kind?: RemoteKind;
  /** Whether who can read the public repository may also read what is pushed there. */
  readonly sharesObjects: boolean;
}

const SAME_HOST =
  "RED: this is on the same host as the public repository. On a forge, a fork shares its objects with the public " +
  "repository, a private one too: whoever learns a commit id can read the fix there. Only a repository that is no fork is " +
  "private, or the temporary private fork of an advisory.";

/**
 * What allowing pushes of a case to one address means: all of it, before a person says yes.
 *
 * @param url - the full address; nothing shorter, because exactly this one is exempted
 * @throws EmbargoError `case-missing`, `case-damaged`, `case-unfinished`, `usage` for what is no full address that is
 *   encrypted on its way, `refused` for a public remote
 */
export async function planAllowRemote(home: Home, id: string, url: string): Promise<RemotePlan> {
  const { record, places } = await findCase(home, id);
  requireOpened(record);
  const address = readAddress(url);
  // Where the public clone is gone, nothing says that a host is another one.
  const known = await remoteAddresses(record.project.publicGitDir).catch(() => undefined);
  const kind = known === undefined ? "same-host" : remoteKind(address, known);
  if (kind === "public") {
    throw new EmbargoError(
      "refused",
      "This is the public remote: whatever is pushed there is published.",
      "Give the address of a private repository. Nothing was changed.",
    );
  }
  const before = record.privateRemotes ?? [];
  const allowed = before.find((remote) => remote.url === url);
  const remote = allowed ?? {
    name: freeName(before),
    url,
    sameHost: kind === "same-host",
    allowedAt: toInstant(new Date()),
  };
  return {
    title: `Let ${record.id} be pushed to a private remote`,
    steps: [
      step("record", "write it into the case and its log", places.record),
      step(
        "settings",
        `let git push from the private place to exactly ${url}, by the name ${remote.name}`,
        `url.${url}.pushInsteadOf ${url}`,
      ),
    ],
    notes: [
      ...(kind === "same-host" ? [SAME_HOST] : []),
      ...(kind === "temporary-fork"
        ? ["This is the forge's own temporary private fork, which shares no objects."]
        : []),
      "Who can read that repository can read the fix. What was pushed cannot be taken back; the permission can.",
      "Nothing is pushed now. Large files (LFS) do not go along.",
    ],
    record,
    places,
    remotes: allowed ? before : [...before, remote],
    event: "remote-allowed",
    kind,
    sharesObjects: kind === "same-host",
  };
}

/**
 * What taking such a permission back means.
 *
 * @throws EmbargoError `case-missing`, `case-damaged`, `usage` when the address is not one that was allowed
 */
export async function planRevokeRemote(home: Home, id: string, url: string): Promise<RemotePlan> {
  const { record, places } = await findCase(home, id);
  const before = record.privateRemotes ?? [];
  if (!before.some((remote) => remote.url === url)) {
    throw new EmbargoError(
      "usage",
      "This address is not allowed for the case.",
      `Those that are: embargo status ${record.id}`,
    );
  }
  return {
    title: `Let ${record.id} no longer be pushed to this remote`,
    steps: [
      step("settings", `block pushes to ${url} again`, `url.${url}.pushInsteadOf`),
      step("record", "write it into the case and its log", places.record),
    ],
    notes: ["What was pushed there stays there: delete it there."],
    record,
    places,
    remotes: before.filter((remote) => remote.url !== url),
    event: "remote-revoked",
    sharesObjects: false,
  };
}

/**
 * Does it. The record always allows at least what git allows: an interrupted change is done by the same call.
 *
 * @throws EmbargoError `busy`, `git-failed`, `disk-full`, `home-unwritable`
 */
export async function changeRemotes(home: Home, plan: RemotePlan, { onStep }: RunOptions = {}): Promise<void> {
  const { record, places, remotes, event, kind } = plan;
  const { privateRemotes: _, ...bare } = record;
  const changed = remotes.length === 0 ? bare : { ...record, privateRemotes: remotes };
  for (const each of plan.steps) {
    onStep?.(each);
    if (each.id === "settings") await writePrivateRemotes(changed, places);
    else await recordRemotes(home, record, remotes);
  }
  await appendLog(home, places, {
    stage: "place",
    event,
    facts: { ...(kind ? { kind } : {}), remotes: remotes.length },
  });
}

async function recordRemotes(home: Home, { id }: CaseRecord, remotes: readonly PrivateRemote[]): Promise<void> {
  await updateCase(home, id, ({ privateRemotes: _, ...rest }) =>
    remotes.length === 0 ? rest : { ...rest, privateRemotes: remotes },
  );
}

function readAddress(url: string): RemoteAddress {
  const address = readRemoteAddress(url);
  if (address) return address;
  throw new EmbargoError(
    "usage",
    "This is no full address that can be allowed.",
    "Give all of it, as git push would use it: https://host/path, ssh://host/path, user@host:path, or an absolute path. Addresses that are not encrypted, and passwords in them, are not accepted.",
  );
}

function freeName(remotes: readonly PrivateRemote[]): string {
  const taken = new Set(remotes.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? "private" : `private-${number}`;
    if (!taken.has(name)) return name;
  }
}

function step(id: string, sentence: string, detail: string): Step {
  return { id, sentence, detail, reversible: true };
}
