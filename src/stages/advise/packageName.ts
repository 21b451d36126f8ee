import type { PackageUrl } from "../../model/advisory/purl";

/** A file that names the package it lies in. */
interface Manifest {
  /** Of the file's name, without folders. */
  readonly file: RegExp;
  /** `undefined` when the text names no package that could be published. */
  readonly read: (text: string, fileName: string) => PackageUrl | undefined;
}

/** Read as text only: nothing of the project is run, and what is computed there stays unknown. */
const MANIFESTS: readonly Manifest[] = [
  { file: /^package\.json$/, read: readPackageJson },
  {
    file: /^pyproject\.toml$/,
    read: (text) => named("pypi", tomlName(text, "project") ?? tomlName(text, "tool.poetry")),
  },
  { file: /^setup\.cfg$/, read: (text) => named("pypi", iniName(text)) },
  { file: /^Cargo\.toml$/, read: (text) => named("cargo", tomlName(text, "package")) },
  { file: /^go\.mod$/, read: (text) => scoped("golang", /^module[ \t]+"?([^\s"]+)"?/m.exec(text)?.[1]) },
  { file: /^composer\.json$/, read: (text) => scoped("composer", jsonField(text, "name")) },
  { file: /\.gemspec$/, read: (text) => named("gem", /\.name\s*=\s*["']([^"'#]+)["']/.exec(text)?.[1]) },
  { file: /^pom\.xml$/, read: readPom },
  { file: /\.nuspec$/, read: (text) => named("nuget", xmlField(text, "id")) },
  { file: /\.(?:cs|fs|vb)proj$/, read: readProjectFile },
];

/** Whether a file of this name may name a package. */
export function isManifest(fileName: string): boolean {
  return MANIFESTS.some(({ file }) => file.test(fileName));
}

/** The package that a manifest names; `undefined` when it names none, is private, or computes its name. */
export function readPackageName(fileName: string, text: string): PackageUrl | undefined {
  return MANIFESTS.find(({ file }) => file.test(fileName))?.read(text, fileName);
}

/** npm: the root of a workspace is never published. */
function readPackageJson(text: string): PackageUrl | undefined {
  return jsonField(text, "workspaces") === undefined ? scoped("npm", jsonField(text, "name")) : undefined;
}

/** Maven: the project's own coordinates, or the parent's group; both are lost in a property. */
function readPom(text: string): PackageUrl | undefined {
  const parent = /<parent>[\s\S]*?<\/parent>/.exec(text)?.[0] ?? "";
  const own = text.replace(/<(parent|dependencies|dependencyManagement|build|profiles|reporting)>[\s\S]*?<\/\1>/g, "");
  const namespace = xmlField(own, "groupId") ?? xmlField(parent, "groupId");
  const name = xmlField(own, "artifactId");
  return namespace && name ? { type: "maven", namespace, name } : undefined;
}

/** NuGet: without a name of its own a project is packed under that of its assembly, else of its file (MSBuild, pack target). */
function readProjectFile(text: string, fileName: string): PackageUrl | undefined {
  if (/<IsPackable>\s*false\s*<\/IsPackable>/i.test(text) || !/<Project\b[^>]*\bSdk\s*=/.test(text)) return undefined;
  const ids = ["PackageId", "AssemblyName"].filter((field) => text.includes(`<${field}>`));
  const name = ids[0] === undefined ? fileName.replace(/\.[a-z]+$/, "") : xmlField(text, ids[0]);
  return named("nuget", name);
}

function named(type: string, name: string | undefined): PackageUrl | undefined {
  return name ? { type, name } : undefined;
}

function scoped(type: string, path: string | undefined): PackageUrl | undefined {
  const parts = path?.split("/") ?? [];
  const name = parts.pop();
  if (!name || parts.includes("")) return undefined;
  return { type, ...(parts.length > 0 ? { namespace: parts.join("/") } : {}), name };
}

/** A field's text; for a field that is no text its JSON, so that it counts as there. */
function jsonField(text: string, field: string): string | undefined {
  try {
    const value = (JSON.parse(text) as Record<string, unknown> | null)?.[field];
    return typeof value === "string" || value === undefined ? value : JSON.stringify(value);
  } catch {
    return undefined; // a manifest that does not parse names nothing
  }
}

function tomlName(text: string, table: string): string | undefined {
  const start = new RegExp(`^\\[${table.replace(".", "\\.")}\\][ \\t]*(?:#.*)?$`, "m").exec(text);
  const body = start ? text.slice(start.index + start[0].length).split(/^\[/m)[0] : undefined;
  return /^name[ \t]*=[ \t]*["']([^"'\\]+)["']/m.exec(body ?? "")?.[1];
}

function iniName(text: string): string | undefined {
  const body = text.split(/^\[metadata\][ \t]*$/m)[1]?.split(/^\[/m)[0];
  return /^name[ \t]*[=:][ \t]*([A-Za-z0-9._-]+)[ \t]*$/m.exec(body ?? "")?.[1];
}

function xmlField(text: string, field: string): string | undefined {
  const value = new RegExp(`<${field}>\\s*([A-Za-z0-9._-]+)\\s*</${field}>`).exec(text)?.[1];
  return value;
}
