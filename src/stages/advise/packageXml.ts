import type { PackageUrl } from "../../model/advisory/purl";
import { COMPUTED, type ManifestName } from "./manifestName";

/** Elements of a pom.xml that hold coordinates of others. */
const OF_OTHERS = [
  "parent",
  "dependencies",
  "dependencyManagement",
  "build",
  "profiles",
  "reporting",
  "distributionManagement",
];

/** Maven: the project's own coordinates, or the parent's group; both are lost in a property. */
export function readPom(text: string): ManifestName {
  const project = withoutComments(text);
  const parent = inside(project, "parent");
  const own = OF_OTHERS.reduce(without, project);
  if (!own.includes("<artifactId>")) return undefined;
  const namespace = own.includes("<groupId>") ? field(own, "groupId") : field(parent, "groupId");
  const name = field(own, "artifactId");
  return namespace && name ? { type: "maven", namespace, name } : COMPUTED;
}

/** NuGet: the id of a package that is described by hand. */
export function readNuspec(text: string): ManifestName {
  return nuget(field(withoutComments(text), "id")) ?? COMPUTED;
}

/** NuGet: without a name of its own a project is packed under that of its assembly, else of its file (MSBuild, pack target). */
export function readProjectFile(text: string, fileName: string): ManifestName {
  const project = withoutComments(text);
  const [head = ""] = project.slice(Math.max(0, project.indexOf("<Project"))).split(">", 1);
  const isPacked = inside(project, "IsPackable").trim().toLowerCase() !== "false";
  const isTest = inside(project, "IsTestProject").trim().toLowerCase() === "true";
  if (!/\bSdk[ \t]*=/.test(head) || !isPacked || isTest) return undefined;
  const [named] = ["PackageId", "AssemblyName"].filter((one) => project.includes(`<${one}>`));
  if (named !== undefined) return nuget(field(project, named)) ?? COMPUTED;
  return nuget(/^([A-Za-z0-9._-]+)\.[a-z]+$/.exec(fileName)?.[1]);
}

function nuget(name: string | undefined): PackageUrl | undefined {
  return name === undefined ? undefined : { type: "nuget", name };
}

function field(text: string, name: string): string | undefined {
  const value = inside(text, name).trim();
  return /^[A-Za-z0-9._-]{1,200}$/.test(value) ? value : undefined;
}

/** What stands in the first element of that name; by plain search, so that no text can make it slow. */
function inside(text: string, name: string): string {
  const start = text.indexOf(`<${name}>`);
  const end = start < 0 ? -1 : text.indexOf(`</${name}>`, start);
  return end < 0 ? "" : text.slice(start + name.length + 2, end);
}

function without(text: string, name: string): string {
  return cut(text, `<${name}>`, `</${name}>`);
}

function withoutComments(text: string): string {
  return cut(text, "<!--", "-->");
}

/** Without everything from each `open` to the next `close`; what is never closed goes to the end. */
function cut(text: string, open: string, close: string): string {
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    if (start < 0) return [...kept, text.slice(at)].join("");
    kept.push(text.slice(at, start));
    const end = text.indexOf(close, start);
    if (end < 0) return kept.join("");
    at = end + close.length;
  }
}
