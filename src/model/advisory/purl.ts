/** A package URL in its parts, decoded (package-url/purl-spec). */
export interface PackageUrl {
  /** Lower case: `npm`, `pypi`. */
  readonly type: string;
  /** Absent when there is none; may hold slashes. */
  readonly namespace?: string;
  readonly name: string;
  /** An advisory's purl must have none. */
  readonly version?: string;
}

/** `text` as a package URL, or `undefined`. Qualifiers and subpath are allowed and left out. */
export function parsePurl(text: string): PackageUrl | undefined {
  const [, type, path, version] =
    /^pkg:([A-Za-z][A-Za-z0-9.-]*)\/([^?#\s]+?)(?:@([^@/?#\s]*))?(?:[?#]\S*)?$/.exec(text) ?? [];
  if (!type || !path) return undefined;
  const parts = path.split("/").map(decodePart);
  const name = parts.at(-1);
  if (!name || parts.some((part) => part === undefined || part === "")) return undefined;
  const namespace = parts.slice(0, -1).join("/");
  return {
    type: type.toLowerCase(),
    ...(namespace === "" ? {} : { namespace }),
    name,
    ...(version === undefined ? {} : { version }),
  };
}

/** A package URL from its parts, without version. */
export function formatPurl({ type, namespace, name }: PackageUrl): string {
  const parts = [...(namespace ?? "").split("/").filter((part) => part !== ""), name];
  return `pkg:${type}/${parts.map((part) => encodeURIComponent(part).replace(/%3A/g, ":")).join("/")}`;
}

function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
