import { formatPurl, parsePurl, type PackageUrl } from "./purl";
import { composer } from "./versions/composer";
import { dotted } from "./versions/dotted";
import { maven } from "./versions/maven";
import { nuget } from "./versions/nuget";
import { python } from "./versions/python";
import { ruby } from "./versions/ruby";
import { semver } from "./versions/semver";
import type { VersionScheme } from "./versions/versionScheme";

/** A registry as OSV knows it. */
export interface Ecosystem {
  /** OSV's name, case-sensitive. */
  readonly name: string;
  /** How its versions are written and ordered. */
  readonly versions: VersionScheme;
  /** How namespace and name make the package's name; absent: joined by a slash. */
  readonly nameOf?: (purl: PackageUrl) => string;
}

/** From purl type to OSV ecosystem (OSV schema 1.7, "Defined ecosystems"; purl types of the purl specification). */
const ECOSYSTEMS: Readonly<Record<string, Ecosystem>> = {
  npm: { name: "npm", versions: semver },
  cargo: { name: "crates.io", versions: semver },
  golang: { name: "Go", versions: semver },
  hex: { name: "Hex", versions: semver },
  pub: { name: "Pub", versions: semver },
  swift: { name: "SwiftURL", versions: semver },
  pypi: { name: "PyPI", versions: python, nameOf: ({ name }) => normalPythonName(name) },
  gem: { name: "RubyGems", versions: ruby },
  maven: { name: "Maven", versions: maven, nameOf: ({ namespace, name }) => `${namespace ?? ""}:${name}` },
  composer: { name: "Packagist", versions: composer },
  nuget: { name: "NuGet", versions: nuget },
  hackage: { name: "Hackage", versions: dotted },
  cran: { name: "CRAN", versions: dotted },
  githubactions: { name: "GitHub Actions", versions: semver },
  conan: { name: "ConanCenter", versions: dotted },
};

/** The purl types whose registry OSV knows, with the registry's name. */
export const PURL_TYPES: readonly (readonly [type: string, registry: string])[] = Object.entries(ECOSYSTEMS).map(
  ([type, { name }]) => [type, name],
);

/** A package as databases name it. */
export interface RegistryPackage {
  readonly ecosystem: Ecosystem;
  readonly name: string;
}

/** The package of a purl; `undefined` when it is no purl, or one of no registry that OSV knows. */
export function registryPackage(purl: string | undefined): RegistryPackage | undefined {
  const parsed = purl === undefined ? undefined : parsePurl(purl);
  const ecosystem = parsed && Object.hasOwn(ECOSYSTEMS, parsed.type) ? ECOSYSTEMS[parsed.type] : undefined;
  if (!parsed || !ecosystem) return undefined;
  const joined = parsed.namespace === undefined ? parsed.name : `${parsed.namespace}/${parsed.name}`;
  return { ecosystem, name: ecosystem.nameOf?.(parsed) ?? joined };
}

/**
 * The purl of a package as OSV names it (`Maven`, `org.example:name`); `undefined` for a registry that is not known. What
 * follows a colon in the ecosystem (`Packagist:https://…`) names another server and is known to nobody here.
 */
export function ecosystemPurl(ecosystem: string, name: string): string | undefined {
  const [type] = Object.entries(ECOSYSTEMS).find(([, known]) => known.name === ecosystem) ?? [];
  if (type === undefined) return undefined;
  const path = (type === "maven" ? name.replace(":", "/") : name).split("/");
  const last = path.pop();
  if (!last || path.includes("")) return undefined;
  return formatPurl({ type, ...(path.length > 0 ? { namespace: path.join("/") } : {}), name: last });
}

/** How the versions of a package are ordered: by its registry, else as dotted numbers. */
export function versionSchemeOf(purl: string | undefined): VersionScheme {
  return registryPackage(purl)?.ecosystem.versions ?? dotted;
}

/** A Python project's name as PyPI compares it (PEP 503). */
export function normalPythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
