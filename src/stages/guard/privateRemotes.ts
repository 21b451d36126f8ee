import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import type { CaseId } from "../../model/ids";
import type { Plan } from "../../model/plan";
import { appendLog } from "../../tools/cases/log";
import { listCases } from "../../tools/cases/store";
import { isWholeAddress, readGuardSettings, setPrivateRemote } from "../../tools/git/guardSettings";
import { readRemotes } from "../../tools/git/pushAddresses";
import { openRepository } from "../../tools/git/repository";
import { placesIn, type Home } from "../../tools/home";
import { guardFolder, isPrivatePlace, knownCases, readClone } from "./clone";
import { shownAddress } from "./shownAddress";

/** An address that is about to count as private, or as public again. */
export interface PrivateRemotePlan extends Plan {
  readonly gitDir: string;
  readonly url: string;
  readonly isPrivate: boolean;
}

/**
 * What declaring an address private means, or taking that back.
 *
 * @param url - the whole final address, as `guard status` shows it
 * @throws EmbargoError `usage` for one that is not whole, or not declared; `refused` for the public remote of an open case
 */
export async function planPrivateRemote(
  home: Home,
  directory: string,
  { url, isPrivate }: { readonly url: string; readonly isPrivate: boolean },
): Promise<PrivateRemotePlan> {
  const { gitDir } = await openRepository(directory);
  const [{ privateRemotes }, remotes] = await Promise.all([readGuardSettings(gitDir), readRemotes(directory)]);
  const detail = `${join(gitDir, "config")}: embargo.privateRemote = ${shownAddress(url)}`;
  if (!isPrivate) {
    if (!privateRemotes.includes(url)) throw notDeclared(url, privateRemotes);
    const sentence = "check pushes to this address again, as to every public one";
    return { title: "Count it as public", steps: [step(sentence, detail)], notes: [], gitDir, url, isPrivate };
  }
  if (!isWholeAddress(url)) throw notWhole();
  const known = remotes.flatMap(({ name, urls }) => (urls.includes(url) ? [name] : []));
  await refusePublic(home, gitDir, known);
  const sentence = "let pushes to this address go without a look, fixes of open cases too";
  const neighbours = remotes.flatMap(({ name, urls }) => urls.filter((other) => sameHost(url, other)).map(() => name));
  const notes = [
    "Only this address, letter by letter: with another ending, user or protocol it is another address, and public.",
    ...(known.length > 0
      ? [`It is an address of the remote ${known.join(", ")}.`]
      : ["No remote of this repository has it."]),
    ...(neighbours.some((name) => !known.includes(name))
      ? [
          "It lies on the same host as another remote. A fork there shares its commits with the repository that it was forked from: whoever has an id can read them.",
        ]
      : []),
  ];
  return { title: "Count it as private", steps: [step(sentence, detail)], notes, gitDir, url, isPrivate };
}

/**
 * Does what the plan says, and writes it into the log of the guard and of each open case.
 *
 * @throws EmbargoError `busy`, `disk-full`, `home-unwritable`
 */
export async function setPrivateRemoteHere(home: Home, { gitDir, url, isPrivate }: PrivateRemotePlan): Promise<void> {
  const clone = await readClone(gitDir, () => Promise.resolve(home));
  const { home: cases } = await knownCases(clone);
  const logs = cases.map((id) => placesIn(join(clone.project, id), id as CaseId).log);
  const event = isPrivate ? "remote declared private" : "remote counts as public again";
  for (const log of [join(guardFolder(clone), "log"), ...logs]) {
    await appendLog(home, { log }, { stage: "guard", event, facts: { url: shownAddress(url) } });
  }
  await setPrivateRemote(home, gitDir, url, isPrivate);
}

/** The remote that a case calls public stays so while it is open. */
async function refusePublic(home: Home, gitDir: string, names: readonly string[]): Promise<void> {
  if (await isPrivatePlace(gitDir)) {
    throw new EmbargoError(
      "refused",
      "This is the private place of a case: nothing can be pushed from it.",
      "Run the command in the public clone.",
    );
  }
  for (const entry of await listCases(home)) {
    if (!("record" in entry)) continue;
    const { publicGitDir, publicRemote } = entry.record.project;
    if (publicGitDir !== gitDir || publicRemote === undefined || !names.includes(publicRemote)) continue;
    throw new EmbargoError(
      "refused",
      `This is the public remote of case ${entry.id}; it cannot be private while the case is open.`,
      "Declare the address of another repository, one that only the people of this case can read.",
    );
  }
}

function step(sentence: string, detail: string) {
  return { id: "declare", sentence, detail, reversible: true };
}

function notWhole(): EmbargoError {
  return new EmbargoError(
    "usage",
    "The address must be whole: a URL, host:path, or an absolute path.",
    'A name or a relative path can mean another place elsewhere. "embargo guard status" shows the addresses of each remote.',
  );
}

function notDeclared(url: string, declared: readonly string[]): EmbargoError {
  const list = declared.map(shownAddress).join(", ");
  const hint = list === "" ? "None is, in this repository." : `Declared private are: ${list}.`;
  return new EmbargoError("usage", `The address ${shownAddress(url)} was not declared private.`, hint);
}

/** Whether two addresses lead to the same machine of a network. */
function sameHost(one: string, other: string): boolean {
  const [host, otherHost] = [one, other].map(hostOf);
  return host !== undefined && host === otherHost;
}

function hostOf(url: string): string | undefined {
  const [, host] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/]*@)?([^:/@]+)[:/]/i.exec(url) ?? [];
  return url.startsWith("/") ? undefined : host?.toLowerCase();
}
