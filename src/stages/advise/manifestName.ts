import type { PackageUrl } from "../../model/advisory/purl";

/** Why a manifest names no package that could be looked up: a clause without its subject. */
export interface Unnamed {
  readonly why: string;
}

/** What a manifest says; `undefined` when it is not meant to name a package that is published. */
export type ManifestName = PackageUrl | Unnamed | undefined;

/** What only running the project would tell. */
export const COMPUTED: Unnamed = { why: "computes the name of its package, and nothing of a project is run here" };
