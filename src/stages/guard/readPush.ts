import type { CaseId, Oid } from "../../model/ids";
import { isZeroOid } from "../../model/ids";
import type { Push } from "../../model/push";
import type { CommitChanges } from "../../tools/git/changes";
import type { GuardSettings } from "../../tools/git/guardSettings";
import { patchIdsOf } from "../../tools/git/patchIds";
import { readPublicTips } from "../../tools/git/publicTips";
import { readPushedChanges, readPushedMessages, readPushedObjects, type PushedObject } from "../../tools/git/pushed";
import type { GitOptions } from "../../tools/git/run";
import type { CaseFacts } from "../../tools/guard/caseFacts";
import { indexCase, matchText, type CaseIndex } from "./caseIndex";
import { tagIn, trailersIn, wordIn } from "./securityTags";
import type { CaseFinding, PushedFinding } from "./verdict";

/** The case of the canary, which is always open: no real id looks like it. */
export const CANARY = "canary" as CaseId;

/**
 * Reads what a push would make public and looks for the open cases in it, and for security work of no case.
 *
 * @param options - where the pushing repository is
 * @throws EmbargoError `git-failed` when something of it cannot be read
 */
export async function readPush(
  options: GitOptions,
  push: Push,
  settings: GuardSettings,
  cases: readonly CaseFacts[],
): Promise<PushedFinding[]> {
  const sent = push.refs.filter(({ localOid }) => !isZeroOid(localOid));
  if (sent.length === 0) return [];
  const tips = unique(sent.map(({ localOid }) => localOid));
  const caseCommits = cases.flatMap(({ commits }) => commits);
  const publicTips = await readPublicTips(options, settings.privateRemotes, caseCommits);
  const known = [...publicTips, ...sent.map(({ remoteOid }) => remoteOid).filter((oid) => !isZeroOid(oid))];
  const range = { tips, known };
  const isCaseOpen = cases.length > 0;
  const [messages, changes, objects] = await Promise.all([
    readPushedMessages(options, range),
    isCaseOpen ? readPushedChanges(options, range) : [],
    isCaseOpen ? readPushedObjects(options, tips) : [],
  ]);
  const indexes = cases.map(indexCase);
  const found = await findCases(options, changes, messages, indexes);
  return [
    ...objects.map((object) => findInObject(object, indexes)),
    ...messages.map(({ commit, message }) => asFinding(commit, message, found.get(commit) ?? [])),
  ];
}

type Messages = Awaited<ReturnType<typeof readPushedMessages>>;

/** What each pushed commit has to do with the cases; commits that have nothing are left out. */
async function findCases(
  options: GitOptions,
  changes: Iterable<CommitChanges>,
  messages: Messages,
  cases: readonly CaseIndex[],
): Promise<Map<Oid, CaseFinding[]>> {
  const texts = new Map(messages.map(({ commit, message }) => [commit, message]));
  const found = new Map<Oid, CaseFinding[]>();
  const alike: Oid[] = [];
  for (const change of changes) {
    const message = texts.get(change.commit) ?? "";
    const findings = cases.flatMap((index) => findInCommit(index, change, message) ?? []);
    if (findings.length > 0) found.set(change.commit, findings);
    if (change.files.some(({ path }) => cases.some(({ paths }) => paths.has(path)))) alike.push(change.commit);
  }
  // Only what touches the same files can be the same patch: the dearest question is asked last and seldom.
  for (const [patchId, commit] of await patchIdsOf(options, alike)) {
    for (const index of cases) addSamePatch(found, index, commit, patchId);
  }
  return found;
}

function findInCommit(index: CaseIndex, change: CommitChanges, message: string): CaseFinding | undefined {
  const text = matchText(index, change.files, message);
  const touched = index.isThin ? change.files.find(({ path }) => index.paths.has(path))?.path : undefined;
  const finding: CaseFinding = {
    case: index.case,
    isThin: index.isThin,
    files: [...change.blobs].filter(([oid]) => index.objects.has(oid)).map(([, path]) => path),
    ...(index.objects.has(change.commit) ? { isObject: true } : {}),
    ...(trailersIn(message).includes(index.case) ? { hasTrailer: true } : {}),
    ...(text ? { text } : {}),
    ...(touched === undefined ? {} : { touchesThin: touched }),
  };
  const isNothing = !finding.isObject && !finding.hasTrailer && finding.files.length === 0 && !text && !touched;
  return isNothing ? undefined : finding;
}

function addSamePatch(found: Map<Oid, CaseFinding[]>, index: CaseIndex, commit: Oid, patchId: string): void {
  const original = index.patchIds.get(patchId);
  if (original === undefined && patchId !== index.seriesPatchId) return;
  const others = found.get(commit) ?? [];
  const known = others.find((finding) => finding.case === index.case);
  const same = original === undefined ? { sameAsSeries: true } : { sameAsCommit: index.fix.indexOf(original) + 1 };
  const finding = { case: index.case, isThin: index.isThin, files: [], ...known, ...same };
  found.set(commit, [...others.filter((other) => other !== known), finding]);
}

function findInObject({ oid, type, files, contents }: PushedObject, cases: readonly CaseIndex[]): PushedFinding {
  const found = cases.flatMap((index): CaseFinding[] => {
    const text = matchText(index, files, "");
    const isObject = [oid, ...contents].some((id) => index.objects.has(id));
    if (!isObject && !text) return [];
    return [{ case: index.case, isThin: index.isThin, files: [], isObject, ...(text ? { text } : {}) }];
  });
  return { commit: oid, subject: `a ${type === "blob" ? "file" : type} by itself`, cases: found };
}

function asFinding(commit: Oid, message: string, cases: readonly CaseFinding[]): PushedFinding {
  const tag = tagIn(message);
  const word = wordIn(message);
  const isCanary = trailersIn(message).includes(CANARY);
  return {
    commit,
    subject: message.split("\n", 1)[0] ?? "",
    cases: isCanary ? [...cases, { case: CANARY, hasTrailer: true, isThin: false, files: [] }] : cases,
    ...(tag === undefined ? {} : { tag }),
    ...(word === undefined ? {} : { word }),
  };
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
