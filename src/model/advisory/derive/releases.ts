import type { Oid } from "../../ids";
import { versionSchemeOf } from "../ecosystems";
import { parsePurl } from "../purl";
import { python } from "../versions/python";
import { semver } from "../versions/semver";
import { compareWords, type VersionScheme } from "../versions/versionScheme";

/** A tag that names a commit. */
export interface TagFact {
  /** Without `refs/tags/`. */
  readonly name: string;
  readonly commit: Oid;
  /** When it was made, in seconds since 1970. */
  readonly atS: number;
}

/** A version that was released. */
export interface Release {
  /** As the package's registry writes it. */
  readonly version: string;
  readonly tag: string;
  readonly commit: Oid;
  readonly atS: number;
  /** Other tags of the same version: `2.0` and `v2.0` beside `v2.0.0`. */
  readonly alsoTagged: readonly string[];
}

/** Which tags are releases of one package. */
export interface ReleaseTags {
  /** In the registry's order, oldest first, each version once. */
  readonly releases: readonly Release[];
  /** Pre-releases, apart: nobody is told to upgrade to one. */
  readonly prereleases: readonly Release[];
  /** Versions whose tags name different commits; the longest name was taken. */
  readonly ambiguous: readonly string[];
  /** Tags that are no release of this package. */
  readonly others: readonly string[];
}

/** A tag cut into whose version it is, and which. */
interface VersionTag extends TagFact {
  /** Lower case, hyphens only; empty for the project as a whole. */
  readonly owner: string;
  readonly version: string;
}

/**
 * The releases among a project's tags: `1.2.3`, `v1.2.3`, `release-1.2`, `name-1_2_3`, `name@1.2.3`, `folder/v1.2.3`. Where
 * tags name packages, only those of this package count.
 *
 * @param files - paths that are affected; tags may be named after their folder
 */
export function releaseTags(tags: readonly TagFact[], purl: string | undefined, files: readonly string[]): ReleaseTags {
  const scheme = versionSchemeOf(purl);
  const parsed = tags.flatMap((tag) => cutTag(tag) ?? []);
  const own = ownTags(parsed, namesOf(purl, files), purl);
  const versions = own.flatMap((tag) => {
    const version = asVersionOf(scheme, tag.version);
    return version === undefined ? [] : [{ ...tag, version }];
  });
  const ours = ofGoModule(versions, purl);
  const taken = new Set(ours.map(({ name }) => name));
  const [finals, early] = [false, true].map((wanted) =>
    ours.filter(({ version }) => isPrerelease(version, scheme) === wanted),
  ) as [VersionTag[], VersionTag[]];
  const { releases, ambiguous } = collapse(finals, scheme);
  return {
    releases,
    prereleases: collapse(early, scheme).releases,
    ambiguous,
    others: tags.map(({ name }) => name).filter((name) => !taken.has(name)),
  };
}

/** Whether a version is one for testers. */
export function isPrerelease(version: string, scheme: VersionScheme): boolean {
  if (scheme === python) return /\d[._-]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)[._-]?\d*/i.test(version);
  if (scheme.cveType === "semver") return /^\d+(?:\.\d+)*-/.test(version);
  return (
    /[\d._+~-](?:alpha|beta|rc|cr|dev|pre|preview|snapshot|milestone|canary|next|nightly|unstable)(?:[\d._+-]|$)/i.test(
      version,
    ) || /\d[._-]?[abcm]\d+/i.test(version)
  );
}

/** The line a version belongs to: `4.2` of 4.2.1, `4` of 4.2. */
export function releaseLine(version: string): string {
  const numbers = /^\d+(?:\.\d+)*/.exec(version)?.[0].split(".") ?? [version];
  return numbers.slice(0, numbers.length > 2 ? 2 : 1).join(".");
}

const WORDS = new Set(["", "v", "version", "ver", "release", "releases", "rel", "r", "stable", "tags", "tag"]);

/** Cuts where a version can begin first; `undefined` for a name without one. */
function cutTag(tag: TagFact): VersionTag | undefined {
  const match =
    /^((?:.*?[-_@/])??)(?:v|r|rel|release|version)?[-_.]?(\d+(?:[._]\d+)*(?:[-._+~]?[A-Za-z][0-9A-Za-z.+~_-]*|[-+][0-9A-Za-z.+~_-]+)?)$/i.exec(
      tag.name,
    );
  if (!match) return undefined;
  const [, before = "", written = ""] = match;
  const numbers = /^\d+(?:_\d+)+/.exec(written)?.[0] ?? "";
  const owner = normal(before);
  return {
    ...tag,
    owner: WORDS.has(owner) ? "" : owner.replace(/-(?:v|version|release|rel)$/, ""),
    version: numbers.replace(/_/g, ".") + written.slice(numbers.length),
  };
}

function normal(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** Of a Go module those of its major version: `example.org/x/v2` and `example.org/x` are two modules (go.dev/ref/mod). */
function ofGoModule(versions: readonly VersionTag[], purl: string | undefined): readonly VersionTag[] {
  if (!purl?.startsWith("pkg:golang/")) return versions;
  const major = Number(GO_MAJOR.exec(purl)?.[1] ?? 1);
  const own = versions.filter(({ version }) => Math.max(1, Number(/^\d+/.exec(version)?.[0])) === major);
  return own.length > 0 || major > 1 ? own : versions;
}

const GO_MAJOR = /[/.]v(\d+)$/;

/** What tags of a package may be called after: its name, with and without namespace, and the folders it lies in. */
function namesOf(purl: string | undefined, files: readonly string[]): ReadonlySet<string> {
  const isGo = purl?.startsWith("pkg:golang/");
  const parsed = purl === undefined ? undefined : parsePurl(isGo ? purl.replace(GO_MAJOR, "") : purl);
  const path = parsed ? [...(parsed.namespace?.split("/") ?? []), parsed.name] : [];
  const names = path.map((_, index) => path.slice(index).join("/"));
  const [first = "", ...rest] = files.map((file) => file.split("/").slice(0, -1));
  const shared = [...first].filter((_, index) =>
    rest.every((folders) => folders.slice(0, index + 1).join("/") === [...first].slice(0, index + 1).join("/")),
  );
  const folders = shared.flatMap((name, index) => [name, shared.slice(0, index + 1).join("/")]);
  return new Set([...names, ...folders].map(normal).filter((name) => name !== ""));
}

/**
 * Tags with the package's name if there are any, else those without a name, else those of the only name there is; of a whole
 * repository those of the name that most tags have.
 */
function ownTags(
  tags: readonly VersionTag[],
  names: ReadonlySet<string>,
  purl: string | undefined,
): readonly VersionTag[] {
  const named = tags.filter(({ owner }) => names.has(owner));
  const plain = tags.filter(({ owner }) => owner === "");
  const owners = new Set(tags.map(({ owner }) => owner));
  // Of a Go module in a folder every tag has the folder's name (go.dev/ref/mod).
  const isGo = purl?.startsWith("pkg:golang/");
  const strangers = isGo || [...owners].some((owner) => owner !== "" && !names.has(owner));
  if (named.length > 0) return strangers ? named : [...plain, ...named];
  if (plain.length > 0) return plain;
  const [most = []] = [...owners]
    .map((owner) => tags.filter((tag) => tag.owner === owner))
    .sort((a, b) => b.length - a.length);
  return owners.size === 1 || (purl === undefined && most.length > tags.length / 2) ? most : [];
}

/** The version as the registry writes it; two numbers are completed where it wants three. */
function asVersionOf(scheme: VersionScheme, text: string): string | undefined {
  if (scheme.isVersion(text)) return text;
  const completed = text.replace(/^(\d+\.\d+)(?![\d.])/, "$1.0");
  return scheme === semver && scheme.isVersion(completed) ? completed : undefined;
}

function collapse(tags: readonly VersionTag[], scheme: VersionScheme) {
  const order = [...tags].sort(
    (a, b) => scheme.compare(a.version, b.version) || b.name.length - a.name.length || compareWords(a.name, b.name),
  );
  const releases: Release[] = [];
  const ambiguous: string[] = [];
  for (const { version, name, commit, atS } of order) {
    const last = releases.at(-1);
    if (!last || scheme.compare(last.version, version) !== 0) {
      releases.push({ version, tag: name, commit, atS, alsoTagged: [] });
      continue;
    }
    releases[releases.length - 1] = { ...last, alsoTagged: [...last.alsoTagged, name] };
    if (last.commit !== commit && !ambiguous.includes(last.version)) ambiguous.push(last.version);
  }
  return { releases, ambiguous };
}
