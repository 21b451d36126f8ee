import { parsePurl, type PackageUrl } from "./purl";

/** A registry as OSV knows it. */
export interface Ecosystem {
  /** OSV's name, case-sensitive. */
  readonly name: string;
  /** Whether its versions are those of semver.org; else they are ordered in a way of its own. */
  readonly semver: boolean;
  /** How namespace and name make the package's name; absent: joined by a slash. */
  readonly nameOf?: (purl: PackageUrl) => string;
}

/** From purl type to OSV ecosystem (OSV schema 1.7, "Defined ecosystems"; purl types of the purl specification). */
const ECOSYSTEMS: Readonly<Record<string, Ecosystem>> = {
  npm: { name: "npm", semver: true },
  cargo: { name: "crates.io", semver: true },
  golang: { name: "Go", semver: true },
  hex: { name: "Hex", semver: true },
  pub: { name: "Pub", semver: true },
  swift: { name: "SwiftURL", semver: true },
  pypi: { name: "PyPI", semver: false, nameOf: ({ name }) => normalPythonName(name) },
  gem: { name: "RubyGems", semver: false },
  maven: { name: "Maven", semver: false, nameOf: ({ namespace, name }) => `${namespace ?? ""}:${name}` },
  composer: { name: "Packagist", semver: false },
  nuget: { name: "NuGet", semver: false },
  hackage: { name: "Hackage", semver: false },
  cran: { name: "CRAN", semver: false },
  conan: { name: "ConanCenter", semver: false },
};

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

/** A Python project's name as PyPI compares it (PEP 503). */
export function normalPythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
