import {
  affectedLines,
  affectedRanges,
  affectedVersions,
  inOrder,
  type DerivedRange,
  type VersionState,
} from "../../../model/advisory/derive/affected";
import { isCode } from "../../../model/advisory/derive/besideTheCode";
import { releaseTags, type Release, type ReleaseTags, type TagFact } from "../../../model/advisory/derive/releases";
import { declaredBy, symbolOf } from "../../../model/advisory/derive/symbols";
import { suggestedCredits, type SuggestedCredit } from "../../../model/advisory/derive/trailers";
import { versionSchemeOf } from "../../../model/advisory/ecosystems";
import type { VersionScheme } from "../../../model/advisory/versions/versionScheme";
import type { Oid } from "../../../model/ids";
import type { CommitDiff } from "../../../tools/git/history/fixDiff";
import { branchesWith, readTags, requireFullHistory, tagsWith } from "../../../tools/git/history/tags";
import type { GitOptions } from "../../../tools/git/run";
import { tagsIn, type PrivateWork, type PublicBranch } from "./branches";
import { findFix, type FixPlaces } from "./fixIn";
import { findCandidates, type Candidate } from "./introduced";
import { plannedVersions, type FixedBranch } from "./planned";
import { judgeLines, type JudgedLine } from "./unfixedLines";

/** What is asked about one fix in one repository. */
export interface DeriveQuestion {
  readonly where: GitOptions;
  /** The commits of the fix; backports of them are found. */
  readonly fixes: readonly Oid[];
  /** Ids of the advisory, as commit messages may name them. */
  readonly ids: readonly string[];
  /** What is affected; without packages the repository itself. */
  readonly packages: readonly { readonly purl?: string; readonly files: readonly string[] }[];
  /** Public branches that get fixes. */
  readonly supported: readonly PublicBranch[];
  readonly privateWork: readonly PrivateWork[];
  /** The commit that brought the flaw, when a person chose one. */
  readonly introduced?: Oid;
  /** Instead of a commit the first version with the flaw. */
  readonly from?: string;
  /** False to leave out the search for who brought the flaw, which reads much history. */
  readonly candidates?: boolean;
  /** What was found for the same fix before: only the choice where the flaw came from is new, and no history is read again. */
  readonly known?: Derivation;
  /** Told what is looked for now, whole sentences without the stop. */
  readonly onProgress?: (sentence: string) => void;
}

/** A version with the fix. */
export interface FixedVersion {
  readonly version: string;
  /** Absent while it is planned. */
  readonly tag?: string;
  /** The branch whose next version it is; only of a planned one. */
  readonly branch?: string;
}

/** What git knows of one package's versions. */
export interface DerivedPackage {
  readonly purl?: string;
  readonly files: readonly string[];
  readonly tags: ReleaseTags;
  readonly fixed: readonly FixedVersion[];
  readonly ranges: readonly DerivedRange[];
  readonly lines: readonly JudgedLine[];
  readonly versions: readonly string[];
  /** Affected pre-releases; in no list of their own accord. */
  readonly prereleases: readonly string[];
  /** Branches with the fix that are ahead of every release line: nobody knows which version they will be. */
  readonly ahead: readonly string[];
}

/** Everything that follows from git; offered, never written by itself. */
export interface Derivation {
  readonly fix: FixPlaces;
  readonly packages: readonly DerivedPackage[];
  /** Supported public branches with the flaw and without the fix, in no private branch either. */
  readonly unfixed: readonly string[];
  readonly candidates: readonly Candidate[];
  /** True when a part of the history that was looked for is missing in this clone. */
  readonly partly: boolean;
  readonly symbols: readonly string[];
  readonly credits: readonly SuggestedCredit[];
  /** What a person should know first, whole sentences. */
  readonly notes: readonly string[];
}

/** A partial clone must not ask its remote for what the search comes by: that would tell what is looked for. */
const OFFLINE = { GIT_NO_LAZY_FETCH: "1" };

/**
 * Reads what git knows about a fix.
 *
 * @throws EmbargoError `repository-unsupported` for a shallow clone, `git-failed`
 */
export async function derive(question: DeriveQuestion): Promise<Derivation> {
  const { fixes, ids, supported, privateWork, introduced, known, onProgress } = question;
  const where = { ...question.where, env: { ...question.where.env, ...OFFLINE } };
  await requireFullHistory(where);
  if (!known) onProgress?.("Looking for the fix on every branch and tag");
  const [tags, fix] = await Promise.all([readTags(where), known?.fix ?? findFix(where, fixes, ids)]);
  const { diffs } = fix;
  const withFlaw =
    introduced === undefined
      ? undefined
      : { tags: await tagsWith(where, [introduced]), branches: await branchesWith(where, [introduced]) };
  const fixedBranches = await readFixedBranches(question, fix);
  const asked = question.packages.length > 0 ? question.packages : [{ files: codeFiles(diffs) }];
  const packages: DerivedPackage[] = [];
  for (const one of asked) {
    const derived = await derivePackage(where, one, tags, fix, fixedBranches, withFlaw?.tags, question.from);
    packages.push({ ...derived, lines: await judgeLines(where, derived.lines, derived.tags.releases, diffs) });
  }
  const handled = new Set(fixedBranches.map(({ name }) => name));
  const unfixed = supported.filter(({ name, ref }) => !handled.has(name) && (withFlaw?.branches.has(ref) ?? true));
  const releases = packages[0]?.tags.releases ?? [];
  const { candidates, partly } =
    known ??
    (question.candidates === false
      ? { candidates: [], partly: false }
      : await findCandidates(where, diffs, releases, onProgress));
  return {
    fix,
    packages,
    unfixed: fix.commits.length === 0 ? [] : unfixed.map(({ name }) => name),
    candidates,
    partly,
    symbols: symbolsOf(diffs),
    credits: suggestedCredits(fix.commits),
    notes: notesOf({ ...fix, partly: fix.partly || partly }, packages, privateWork),
  };
}

async function readFixedBranches(
  { where, supported, privateWork }: DeriveQuestion,
  { branches }: FixPlaces,
): Promise<FixedBranch[]> {
  const refs = [
    ...supported.filter(({ ref }) => branches.has(ref)).map(({ name, ref }) => ({ name, ref })),
    ...privateWork
      .filter(({ name }) => branches.has(name))
      .map(({ name, forBranch }) => ({ name: forBranch, ref: name })),
  ];
  return Promise.all(refs.map(async ({ name, ref }) => ({ name, ref, tags: await tagsIn(where, ref) })));
}

async function derivePackage(
  where: GitOptions,
  { purl, files }: DeriveQuestion["packages"][number],
  tags: readonly TagFact[],
  fix: FixPlaces,
  fixedBranches: readonly FixedBranch[],
  withFlaw: ReadonlySet<string> | undefined,
  from: string | undefined,
): Promise<DerivedPackage> {
  const scheme = versionSchemeOf(purl);
  const found = releaseTags(tags, purl, files);
  const { planned, ahead } = await plannedVersions(where, found.releases, fix, fixedBranches, scheme);
  const stateOf = ({ version, tag }: Release): VersionState => ({
    version,
    hasFlaw: withFlaw?.has(tag) ?? (from === undefined || !isEarlier(version, from, scheme)),
    hasFix: fix.tags.has(tag),
    planned: false,
  });
  const states = inOrder(
    [
      ...found.releases.map(stateOf),
      ...planned.map(({ version }) => ({ version, hasFlaw: true, hasFix: true, planned: true })),
    ],
    scheme,
  );
  const ranges = affectedRanges(states);
  const tagOf = new Map(found.releases.map(({ version, tag }) => [version, tag]));
  const ends = new Set(ranges.flatMap(({ fixed }) => fixed ?? []));
  return {
    ...(purl === undefined ? {} : { purl }),
    files,
    tags: found,
    fixed: [...ends].map((version) => {
      const tag = tagOf.get(version);
      const branch = planned.find((one) => one.version === version)?.branch;
      return { version, ...(tag === undefined ? {} : { tag }), ...(branch === undefined || tag ? {} : { branch }) };
    }),
    ranges,
    lines: affectedLines(states),
    versions: affectedVersions(states),
    prereleases: affectedVersions(found.prereleases.map(stateOf)),
    ahead,
  };
}

function isEarlier(version: string, from: string, { compare, isVersion }: VersionScheme): boolean {
  return isVersion(from) && compare(version, from) < 0;
}

/** The paths of the code that a fix changes, as they are called with it. */
export function codeFiles(diffs: readonly CommitDiff[]): string[] {
  const paths = diffs.flatMap(({ hunks }) => hunks).flatMap(({ path, oldPath }) => path ?? oldPath ?? []);
  return [...new Set(paths)].filter(isCode).sort();
}

function symbolsOf(diffs: readonly CommitDiff[]): string[] {
  const hunks = diffs.flatMap((diff) => diff.hunks).filter(({ oldPath, path }) => isCode(path ?? oldPath ?? ""));
  const names = hunks.flatMap(({ heading, oldLines }) => {
    const declared = oldLines.map(declaredBy).filter((name) => name !== undefined);
    return declared.length > 0 ? declared : (symbolOf(heading) ?? []);
  });
  return [...new Set(names)];
}

function notesOf(fix: FixPlaces, packages: readonly DerivedPackage[], privateWork: readonly PrivateWork[]): string[] {
  const short = (oid: string) => oid.slice(0, 10);
  return [
    ...fix.missing.map((oid) => `The commit ${short(oid)} is not in this repository; nothing follows from it.`),
    ...(fix.partly
      ? [
          "A part of the history is missing in this clone: not everything could be looked through. Nothing was fetched for it.",
        ]
      : []),
    ...fix.reverts.map(
      ({ oid, of }) =>
        `The commit ${short(oid)} takes ${short(of)} back: a version with both counts as affected, until a later commit brings the fix again.`,
    ),
    ...packages.flatMap(({ purl = "This repository", tags }) => {
      if (tags.releases.length > 0) return [];
      const hint = tags.others.length > 0 ? `none of its ${tags.others.length} tags is a version` : "it has no tags";
      const fetch = "Tags may be missing here: git fetch --tags in the public clone, then embargo fetch CASE.";
      return [`${purl} has no release that git knows: ${hint}. ${fetch}`];
    }),
    ...[...new Set(packages.flatMap(({ ahead }) => ahead))].map(
      (name) =>
        `The branch ${name} has the fix, but its releases are made from other branches: in which version it will come is not known.`,
    ),
    ...packages.flatMap(({ tags }) =>
      tags.ambiguous.map(
        (version) => `Several tags are version ${version} and name different commits; the longest name counts.`,
      ),
    ),
    ...(fix.commits.length === 0 && privateWork.length > 0 ? ["The fix has no commit yet."] : []),
  ];
}
