import type { Oid } from "../../model/ids";
import { isZeroOid } from "../../model/ids";
import type { Push } from "../../model/push";
import type { GuardSettings } from "../../tools/git/guardSettings";
import { patchIdsOf } from "../../tools/git/patchIds";
import { readPublicTips } from "../../tools/git/publicTips";
import { visitPushedCommits, visitPushedObjects } from "../../tools/git/pushed";
import type { GitOptions } from "../../tools/git/run";
import type { CaseFacts } from "../../tools/guard/caseFacts";
import { indexCase, type CaseIndex } from "./caseIndex";
import { ObjectSearch, PushSearch } from "./search";
import type { PushedFinding } from "./verdict";

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
  const indexes = cases.map(indexCase);
  const [search, objects] = [new PushSearch(indexes), new ObjectSearch(indexes)];
  await Promise.all([
    visitPushedCommits(options, range, cases.length > 0, search),
    ...(cases.length > 0 ? [visitPushedObjects(options, tips, objects)] : []),
  ]);
  search.end();
  objects.end();
  // Only what touches the same files can be the same patch: the dearest question is asked last and seldom.
  for (const [patchId, commit] of await patchIdsOf(options, search.alike)) {
    for (const index of indexes) addSamePatch(search.found, index, commit, patchId);
  }
  return [...objects.found, ...[...search.found.values()].filter(isSomething)];
}

function addSamePatch(found: Map<Oid, PushedFinding>, index: CaseIndex, commit: Oid, patchId: string): void {
  const original = index.patchIds.get(patchId);
  if (original === undefined && patchId !== index.seriesPatchId) return;
  const finding = found.get(commit)!;
  const known = finding.cases.find((other) => other.case === index.case);
  const same = original === undefined ? { sameAsSeries: true } : { sameAsCommit: index.fix.indexOf(original) + 1 };
  const others = finding.cases.filter((other) => other !== known);
  found.set(commit, { ...finding, cases: [...others, { case: index.case, files: [], ...known, ...same }] });
}

function isSomething({ cases, tag, word }: PushedFinding): boolean {
  return cases.length > 0 || tag !== undefined || word !== undefined;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
