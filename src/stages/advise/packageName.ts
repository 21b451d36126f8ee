import type { PackageUrl } from "../../model/advisory/purl";
import { normalPythonName } from "../../model/advisory/ecosystems";
import { COMPUTED, type ManifestName, type Unnamed } from "./manifestName";
import { readNuspec, readPom, readProjectFile } from "./packageXml";

/** A file that names the package it lies in. */
interface Manifest {
  /** Of the file's name, without folders. */
  readonly file: RegExp;
  /** The purl type. */
  readonly type: string;
  readonly read: (text: string, fileName: string) => ManifestName | Promise<ManifestName>;
}

/** In the order in which they are asked. Read as text only: nothing of the project is run. */
const MANIFESTS: readonly Manifest[] = [
  { file: /^package\.json$/, type: "npm", read: readPackageJson },
  { file: /^pyproject\.toml$/, type: "pypi", read: (text) => tomlName(text, "pypi", ["project"], ["tool", "poetry"]) },
  { file: /^setup\.cfg$/, type: "pypi", read: (text) => python(iniName(text)) },
  { file: /^setup\.py$/, type: "pypi", read: readSetupPy },
  { file: /^Cargo\.toml$/, type: "cargo", read: (text) => tomlName(text, "cargo", ["package"]) },
  { file: /^go\.mod$/, type: "golang", read: (text) => named("golang", /^module[ \t]+"?([^\s"]+)"?/m.exec(text)?.[1]) },
  { file: /^composer\.json$/, type: "composer", read: readComposerJson },
  { file: /\.gemspec$/, type: "gem", read: readGemspec },
  { file: /^pom\.xml$/, type: "maven", read: readPom },
  { file: /\.nuspec$/, type: "nuget", read: readNuspec },
  { file: /\.(?:cs|fs|vb)proj$/, type: "nuget", read: readProjectFile },
];

/** What names may be made of in each registry; a slash divides them. */
const PART = /^(?!\.\.?$)[\p{L}\p{N}_.~@+-]+$/u;

/** By how code ends: whose manifest counts first for it. */
const CODE_OF: Readonly<Record<string, RegExp>> = {
  npm: /\.(?:[cm]?[jt]sx?|vue|svelte)$/,
  pypi: /\.(?:pyi?|pyx|pxd)$/,
  cargo: /\.rs$/,
  golang: /\.go$/,
  composer: /\.php$/,
  gem: /\.(?:rb|erb|rake)$/,
  maven: /\.(?:java|kts?|scala|groovy)$/,
  nuget: /\.(?:cs|fs|vb|razor)$/,
};

/** Whether a file of this name may name a package. */
export function isManifest(fileName: string): boolean {
  return rankOf(fileName) >= 0;
}

/** In which order manifests of one folder are asked; less than 0 for what is none. */
export function rankOf(fileName: string): number {
  return MANIFESTS.findIndex(({ file }) => file.test(fileName));
}

/** The purl type of what a manifest names. */
export function manifestType(fileName: string): string {
  return MANIFESTS[rankOf(fileName)]?.type ?? "generic";
}

/** The purl type of the packages that hold code like this file; `undefined` for code of no registry in particular. */
export function packageTypeOf(path: string): string | undefined {
  return Object.entries(CODE_OF).find(([, code]) => code.test(path))?.[0];
}

/** The package that a manifest names, normalised as its registry compares names. */
export async function readPackageName(fileName: string, text: string): Promise<ManifestName> {
  return MANIFESTS[rankOf(fileName)]?.read(text.replace(/^\ufeff/, ""), fileName);
}

/** npm: the root of a workspace, and what is private, are never published. Names are lower case. */
function readPackageJson(text: string): ManifestName {
  const manifest = readJson(text);
  if (!manifest) return DAMAGED_JSON;
  if (manifest["workspaces"] !== undefined || manifest["private"] === true) return undefined;
  return named("npm", asText(manifest["name"])?.toLowerCase());
}

function readComposerJson(text: string): ManifestName {
  const manifest = readJson(text);
  return manifest ? named("composer", asText(manifest["name"])?.toLowerCase()) : DAMAGED_JSON;
}

/** A name is taken when it is written out, and no other one beside it: an extension module has one too. */
function readSetupPy(text: string): ManifestName {
  const written = new Set(
    [...text.matchAll(/^(?![ \t]*#).*?\bname[ \t]*=[ \t]*["']([A-Za-z0-9._-]+)["']/gm)].map(([, name]) => name),
  );
  return written.size === 1 && /\bsetup\s*\(/.test(text) ? python([...written][0]) : COMPUTED;
}

function readGemspec(text: string): ManifestName {
  return named("gem", /^(?![ \t]*#).*?\.name[ \t]*=[ \t]*["']([^"'#]+)["']/m.exec(text)?.[1]) ?? COMPUTED;
}

const DAMAGED_JSON: Unnamed = { why: "is no valid JSON object" };

/** A package by its path in a registry; `undefined` for what can be no name. */
function named(type: string, path: string | undefined): PackageUrl | undefined {
  const parts = path?.split("/") ?? [];
  const name = parts.pop();
  if (!name || path!.length > MOST_CHARACTERS || ![name, ...parts].every((part) => PART.test(part))) return undefined;
  return { type, ...(parts.length > 0 ? { namespace: parts.join("/") } : {}), name };
}

const MOST_CHARACTERS = 300;

/** PyPI: as PEP 503 compares names. */
function python(name: string | undefined): PackageUrl | undefined {
  return name === undefined ? undefined : named("pypi", normalPythonName(name));
}

/** The first of the tables that has a name; one that is not published has none. */
async function tomlName(
  text: string,
  type: "pypi" | "cargo",
  ...tables: readonly (readonly string[])[]
): Promise<ManifestName> {
  const { parse } = await import("smol-toml");
  let root: unknown;
  try {
    root = parse(text);
  } catch {
    return { why: "is no valid TOML" };
  }
  for (const path of tables) {
    const table = path.reduce<unknown>((at, key) => (isTable(at) ? at[key] : undefined), root);
    if (!isTable(table) || table["publish"] === false) continue;
    const name = asText(table["name"]);
    const found = type === "pypi" ? python(name) : named(type, name);
    if (found) return found;
  }
  return undefined;
}

function readJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isTable(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function iniName(text: string): string | undefined {
  const body = text.split(/^\[metadata\][ \t]*\r?$/m)[1]?.split(/^\[/m)[0];
  return /^name[ \t]*[=:][ \t]*([A-Za-z0-9._-]+)[ \t]*\r?$/m.exec(body ?? "")?.[1];
}
