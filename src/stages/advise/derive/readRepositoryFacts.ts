import { parseAdvisory, type Advisory } from "../../../model/advisory/advisory";
import { releaseTags, type ReleaseTags } from "../../../model/advisory/derive/releases";
import { suggestedCredits } from "../../../model/advisory/derive/trailers";
import type { RepositoryFacts } from "../../../model/advisory/repositoryFacts";
import { commitsIn } from "../../../model/advisory/rules/repositoryRules";
import { EmbargoError } from "../../../model/errors";
import { asOid, type Oid } from "../../../model/ids";
import { findCase } from "../../../tools/cases/store";
import { presentCommits, readCommits } from "../../../tools/git/history/commits";
import { publicBranchesWith, readTags, requireFullHistory } from "../../../tools/git/history/tags";
import { readProjectConfig } from "../../../tools/git/projectConfig";
import { openRepository, resolveCommit } from "../../../tools/git/repository";
import type { GitOptions } from "../../../tools/git/run";
import type { Home } from "../../../tools/home";
import { idsInOtherCases } from "../otherAdvisories";
import { readPackages } from "../readProject";
import { caseSurroundings } from "../surroundings";
import { deriveCase } from "./deriveCase";

/**
 * What the private repository of a case says of its advisory, for the lint.
 *
 * @throws EmbargoError as `deriveCase`
 */
export async function readCaseFacts(home: Home, caseId: string): Promise<RepositoryFacts> {
  const derived = await deriveCase(home, caseId, { candidates: false });
  const { where, advisory: text, packages, unfixed, credits, manifests } = derived;
  const { record, places } = await findCase(home, caseId);
  const advisory = await parseAdvisory(text);
  return {
    released: new Map(packages.map(({ purl = "", tags }) => [purl, versionsOf(tags)])),
    isPrivate: true,
    unfixed,
    unpublished: await unpublishedOf(where, advisory),
    people: credits,
    manifests,
    elsewhere: await idsInOtherCases(home, record.id, places),
    ...(await caseSurroundings(record)),
  };
}

/**
 * What a clone says of an advisory in its work tree: tags, public commits, trailers. `undefined` outside of a repository, and
 * where the history or the tags were not fetched, as on many build machines.
 */
export async function readCloneFacts(folder: string, text: string): Promise<RepositoryFacts | undefined> {
  try {
    const { gitDir } = await openRepository(folder);
    const where = { gitDir, env: { GIT_NO_LAZY_FETCH: "1" } };
    await requireFullHistory(where);
    const advisory = await parseAdvisory(text);
    const tags = await readTags(where);
    const fixes = await presentCommits(
      where,
      advisory.packages.flatMap(({ commits }) => commits.fixed),
    );
    return {
      released: new Map(
        advisory.packages.map(({ purl, files }) => [purl ?? "", versionsOf(releaseTags(tags, purl, files))]),
      ),
      isPrivate: false,
      unfixed: [],
      unpublished: await unpublishedOf(where, advisory),
      people: suggestedCredits(await readCommits(where, fixes)),
      manifests: await manifestsHere(where, advisory),
      privateUrls: [],
      elsewhere: new Set(),
      project: await readProjectConfig(where),
    };
  } catch (error) {
    if (error instanceof EmbargoError) return undefined;
    throw error;
  }
}

async function manifestsHere({ gitDir }: { readonly gitDir: string }, { packages }: Advisory): Promise<string[]> {
  const head = await resolveCommit(gitDir, "HEAD");
  const files = packages.flatMap((one) => one.files);
  return head === undefined ? [] : (await readPackages(gitDir, head, files)).packages.map(({ purl }) => purl);
}

function versionsOf({ releases, prereleases }: ReleaseTags): string[] {
  return [...releases, ...prereleases].map(({ version }) => version);
}

/** Those commits of an advisory that are here and on no public branch; one that is not here belongs to another repository. */
async function unpublishedOf(where: GitOptions, { packages, references }: Advisory): Promise<ReadonlySet<string>> {
  const named = [
    ...packages.flatMap(({ commits }) => [...commits.introduced, ...commits.fixed]),
    ...references.flatMap(({ url = "" }) => commitsIn(url).map((one) => asOid(one))),
  ].filter((one): one is Oid => one !== undefined);
  const unpublished = new Set<string>();
  for (const oid of await presentCommits(where, [...new Set(named)])) {
    if ((await publicBranchesWith(where, oid)).size === 0) unpublished.add(oid);
  }
  return unpublished;
}
