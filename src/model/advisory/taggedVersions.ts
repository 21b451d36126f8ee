import { releaseTags, type Release, type TagFact } from "./derive/releases";
import { versionSchemeOf } from "./ecosystems";
import { compareVersions } from "./versions/versionScheme";

/** A version of a package, and when it was tagged. */
export interface TaggedVersion {
  readonly version: string;
  readonly tag: string;
  /** The day of the tag in UTC, `2026-01-05`. */
  readonly day: string;
}

/** The tagged versions of a package, newest first; those for testers come last. */
export function taggedVersions(tags: readonly TagFact[], purl: string | undefined): TaggedVersion[] {
  const { releases, prereleases } = releaseTags(tags, purl, []);
  return [releases, prereleases].flatMap((kind) => kind.map(dated).reverse());
}

/** The tag of a version, however it is written; `undefined` when none is. */
export function tagOfVersion(
  tags: readonly TagFact[],
  purl: string | undefined,
  version: string,
): TaggedVersion | undefined {
  const scheme = versionSchemeOf(purl);
  return taggedVersions(tags, purl).find((one) => compareVersions(scheme, one.version, version) === 0);
}

function dated({ version, tag, atS }: Release): TaggedVersion {
  return { version, tag, day: new Date(atS * 1000).toISOString().slice(0, 10) };
}
