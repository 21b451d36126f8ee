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

/** What a person chose for where the flaw came from: a commit, or the first version with it. */
export type Introduced = { readonly commit: Oid } | { readonly version: string };

/** A derivation with what it was made from. */
export interface CaseDerivation extends Derivation {
  readonly where: GitOptions;
  readonly advisory: string;
  readonly path: string;
  /** The packages that the manifests above the changed files name, as purls. */
  readonly manifests: readonly string[];
}

/**
 * What git knows about the fix of a case, for the packages of its advisory. Reads the private repository, which has the
 * public branches and tags too; the public clone is only asked for its settings.
 *
 * @throws EmbargoError as `readAdviseFacts` and `derive`; `file-unreadable` when the case has no advisory
 */
export async function deriveCase(
  home: Home,
  caseId: string,
  options: { readonly introduced?: Introduced; readonly candidates?: boolean } = {},
): Promise<CaseDerivation> {
  const { record, places } = await findCase(home, caseId);
  const path = places.advisory;
  const text = await readAdvisory(places);
  const where = { gitDir: places.repository };
  const [advisory, facts, { supported: named }] = await Promise.all([
    parseAdvisory(text),
    readAdviseFacts(home, caseId),
    readProjectConfig({ gitDir: record.project.publicGitDir }, record.base.commit),
  ]);
  await writeCommitGraph(where);
  const branches = await readPublicBranches(where, "origin");
  const supported = supportedBranches(branches, named, record.base.branch);
  const names = [caseBranch(record.id), ...(await privateBranches(record, places))];
  const { introduced } = options;
  const question: DeriveQuestion = {
    where,
    fixes: [...new Set([...facts.fixCommits, ...advisory.packages.flatMap(({ commits }) => commits.fixed)])],
    ids: idsOf(advisory),
    packages: packagesOf(advisory, facts),
    supported,
    privateWork: await readPrivateWork(where, names, branches, record.base.branch),
    ...(introduced === undefined
      ? {}
      : "commit" in introduced
        ? { introduced: introduced.commit }
        : { from: introduced.version }),
    ...(options.candidates === undefined ? {} : { candidates: options.candidates }),
  };
  const manifests = facts.packages.map(({ purl }) => purl);
  return { ...(await derive(question)), where, advisory: text, path, manifests };
}

/**
 * What a person typed for where the flaw came from: a commit's id, whole or its beginning, or a version.
 *
 * @throws EmbargoError `no-commit`
 */
export async function asIntroduced(home: Home, caseId: string, typed: string): Promise<Introduced> {
  const { places } = await findCase(home, caseId);
  const commit = /^[0-9a-f]{7,64}$/.test(typed) ? await resolveCommit(places.repository, typed) : undefined;
  if (commit) return { commit };
  if (/^\d/.test(typed) && typed.includes(".")) return { version: typed };
  throw new EmbargoError(
    "no-commit",
    "That is neither a commit of the private repository nor a version.",
    "Give the commit's id as the candidates show it, or the first version with the flaw, such as 2.1.0.",
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
