import type { ProjectConfig } from "../projectConfig";
import type { SuggestedCredit } from "./derive/trailers";

/** What the lint may know of the repository behind an advisory. */
export interface RepositoryFacts {
  /** Versions that have a tag, by the package's purl (empty for one without); none where git knows no release at all. */
  readonly released: ReadonlyMap<string, readonly string[]>;
  /** True for the private repository of a case, where the tags of the release are made. */
  readonly isPrivate: boolean;
  /** Supported public branches with the flaw and no fix, not even in a private branch. */
  readonly unfixed: readonly string[];
  /** Those commits named in the advisory that no public branch holds. */
  readonly unpublished: ReadonlySet<string>;
  /** Whom the trailers of the fix name. */
  readonly people: readonly SuggestedCredit[];
  /** The packages that the manifests above the changed files name, as purls. */
  readonly manifests: readonly string[];
  /** Addresses of private remotes that the case may use: they must not get into a public text. */
  readonly privateUrls: readonly string[];
  /** Ids in the advisories of other cases of the project, in upper case. */
  readonly elsewhere: ReadonlySet<string>;
  /** What the project says of itself. */
  readonly project: ProjectConfig;
}
