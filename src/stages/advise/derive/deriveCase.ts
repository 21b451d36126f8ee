import { parseAdvisory, type Advisory } from "../../../model/advisory/advisory";
import { caseBranch } from "../../../model/case";
import { EmbargoError } from "../../../model/errors";
import type { Oid } from "../../../model/ids";
import { findCase } from "../../../tools/cases/store";
import { readTextIfThere } from "../../../tools/files";
import { writeCommitGraph } from "../../../tools/git/history/commitGraph";
import { privateBranches } from "../../../tools/git/privateBranches";
import { readProjectConfig } from "../../../tools/git/projectConfig";
import { resolveCommit } from "../../../tools/git/repository";
import type { GitOptions } from "../../../tools/git/run";
import type { CasePlaces, Home } from "../../../tools/home";
import { readAdviseFacts, type AdviseFacts } from "../facts";
import { readPrivateWork, readPublicBranches, supportedBranches } from "./branches";
import { derive, type Derivation, type DeriveQuestion } from "./derive";
import type { Candidate } from "./introduced";

/** What a person chose for where the flaw came from: a commit, or the first version with it. */
export type Introduced = { readonly commit: Oid } | { readonly version: string };

/** A derivation with what it was made from. */
export interface CaseDerivation extends Derivation {
  readonly question: DeriveQuestion;
  readonly where: GitOptions;
  readonly advisory: string;
  readonly path: string;
  /** The packages that the manifests above the changed files name, as purls. */
  readonly manifests: readonly string[];
}

/** How a case is looked at. */
export interface DeriveOptions {
  readonly introduced?: Introduced;
  /** False to leave out the search for who brought the flaw, which reads much history. */
  readonly candidates?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (sentence: string) => void;
}

/**
 * What git knows about the fix of a case, for the packages of its advisory. Reads the private repository, which has the
 * public branches and tags too; the public clone is only asked for its settings.
 *
 * @throws EmbargoError as `readAdviseFacts` and `derive`; `file-unreadable` when the case has no advisory
 */
export async function deriveCase(home: Home, caseId: string, options: DeriveOptions = {}): Promise<CaseDerivation> {
  const { record, places } = await findCase(home, caseId);
  const path = places.advisory;
  const text = await readAdvisory(places);
  const { introduced, candidates, signal, onProgress } = options;
  const where = { gitDir: places.repository, ...(signal === undefined ? {} : { signal }) };
  const [advisory, facts, { supported: named }] = await Promise.all([
    parseAdvisory(text),
    readAdviseFacts(home, caseId),
    readProjectConfig({ gitDir: record.project.publicGitDir }, record.base.commit),
  ]);
  await writeCommitGraph(where, () => onProgress?.("Indexing the commits of the private repository, once"));
  const branches = await readPublicBranches(where, "origin");
  const supported = supportedBranches(branches, named, record.base.branch);
  const names = [caseBranch(record.id), ...(await privateBranches(record, places))];
  const question: DeriveQuestion = {
    where,
    fixes: [...new Set([...facts.fixCommits, ...advisory.packages.flatMap(({ commits }) => commits.fixed)])],
    ids: idsOf(advisory),
    packages: packagesOf(advisory, facts),
    supported,
    privateWork: await readPrivateWork(where, names, branches, record.base.branch),
    ...(introduced === undefined ? {} : choiceOf(introduced)),
    ...(candidates === undefined ? {} : { candidates }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  const manifests = facts.packages.map(({ purl }) => purl);
  const derived = await derive(question);
  const unnamed = question.packages.every(({ purl }) => purl === undefined) ? facts.unread : [];
  const notes = [...unnamed, ...derived.notes];
  return { ...derived, notes, question, where, advisory: text, path, manifests };
}

/** The same derivation after a person chose where the flaw came from; reads no history again. Throws as `derive`. */
export async function chooseIntroduced(found: CaseDerivation, introduced: Introduced): Promise<CaseDerivation> {
  const question = { ...found.question, ...choiceOf(introduced), known: found };
  return { ...found, ...(await derive(question)), notes: found.notes, question };
}

function choiceOf(introduced: Introduced): Pick<DeriveQuestion, "introduced" | "from"> {
  return "commit" in introduced ? { introduced: introduced.commit } : { from: introduced.version };
}

/**
 * What git knows with what a person typed for where the flaw came from: a commit's id, whole or its beginning, a version, or
 * the number of a candidate as they are listed. No version of one number alone can be meant.
 *
 * @throws EmbargoError `no-commit`, and as `deriveCase`
 */
export async function deriveChosen(
  home: Home,
  caseId: string,
  typed: string,
  options: Omit<DeriveOptions, "introduced"> = {},
): Promise<{ readonly introduced: Introduced; readonly derivation: CaseDerivation }> {
  if (/^\d{1,2}$/.test(typed)) {
    const found = await deriveCase(home, caseId, { ...options, candidates: true });
    const introduced = introducedBy(found.candidates[Number(typed) - 1]);
    if (introduced) return { introduced, derivation: await chooseIntroduced(found, introduced) };
    throw new EmbargoError(
      "no-commit",
      `There is no candidate ${typed} with a commit or a version.`,
      `There are ${found.candidates.length}: embargo advisory derive CASE lists them with their numbers.`,
    );
  }
  const introduced = await asIntroduced(home, caseId, typed);
  return { introduced, derivation: await deriveCase(home, caseId, { ...options, introduced }) };
}

/** What choosing a candidate says; `undefined` when it names no commit and no version. */
export function introducedBy(candidate: Candidate | undefined): Introduced | undefined {
  if (candidate?.commit) return { commit: candidate.commit.oid };
  return candidate?.version === undefined ? undefined : { version: candidate.version };
}

async function asIntroduced(home: Home, caseId: string, typed: string): Promise<Introduced> {
  const { places } = await findCase(home, caseId);
  const commit = /^[0-9a-f]{7,64}$/.test(typed) ? await resolveCommit(places.repository, typed) : undefined;
  if (commit) return { commit };
  if (/^\d/.test(typed) && typed.includes(".")) return { version: typed };
  throw new EmbargoError(
    "no-commit",
    "That is neither a commit of the private repository, nor a version, nor the number of a candidate.",
    "Give the commit's id or the number as the candidates show them, or the first version with the flaw, such as 2.1.0.",
  );
}

/** The ids by which commit messages may name the flaw. */
export function idsOf({ id, aliases }: Advisory): string[] {
  return [id ?? "", ...aliases].filter((one) =>
    /^(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3}|[A-Z]+-\d{4}-\d+)$/.test(one),
  );
}

function packagesOf({ packages }: Advisory, facts: AdviseFacts): DeriveQuestion["packages"] {
  if (packages.length === 0) return facts.packages.length > 0 ? facts.packages : [{ files: facts.files }];
  return packages.map(({ purl }) => {
    const files = facts.packages.find((fact) => fact.purl === purl)?.files ?? facts.files;
    return { ...(purl === undefined ? {} : { purl }), files };
  });
}

async function readAdvisory({ advisory }: CasePlaces): Promise<string> {
  const text = await readTextIfThere(advisory);
  if (text !== undefined) return text;
  throw new EmbargoError(
    "file-unreadable",
    "The case has no advisory.",
    "Bring its draft back: embargo open --id CASE goes on where it stopped, or import a record with --out.",
  );
}
