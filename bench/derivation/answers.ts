import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ecosystemPurl, versionSchemeOf } from "../../src/model/advisory/ecosystems";
import { compareVersions } from "../../src/model/advisory/versions/versionScheme";
import { asOid, type Oid } from "../../src/model/ids";

interface OsvRange {
  readonly type: string;
  readonly events: readonly { readonly introduced?: string; readonly fixed?: string }[];
}

interface OsvRecord {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly affected?: readonly {
    readonly package?: { readonly purl?: string; readonly ecosystem?: string; readonly name?: string };
    readonly ranges?: readonly OsvRange[];
    readonly versions?: readonly string[];
  }[];
  readonly references?: readonly { readonly type: string; readonly url: string }[];
}

/** What a record says of one package, as far as it can be compared. */
export interface Answer {
  readonly id: string;
  /** `CVE-…` and `GHSA-…`, as commit messages may name it. */
  readonly ids: readonly string[];
  readonly purl?: string;
  readonly fixes: readonly Oid[];
  readonly fixed: readonly string[];
  /** The first affected version; `0` when the record names none. */
  readonly introduced: string;
  /** The commits that brought the flaw, where the record knows them. */
  readonly by: readonly Oid[];
  readonly isAffected: (version: string) => boolean;
}

/** The answers of a file with an OSV record, or of every one in a folder. */
export function readAnswers(path: string): Answer[] {
  if (statSync(path).isDirectory()) {
    const names = readdirSync(path).filter((name) => /\.(?:json|ya?ml)$/.test(name));
    return names.sort().flatMap((name) => readAnswers(join(path, name)));
  }
  const text = readFileSync(path, "utf8");
  return answersOf((path.endsWith(".json") ? JSON.parse(text) : parse(text)) as OsvRecord);
}

function answersOf({ id, aliases = [], affected = [], references = [] }: OsvRecord): Answer[] {
  const byPackage = new Map<string, { ranges: OsvRange[]; versions: string[] }>();
  for (const { package: named = {}, ranges = [], versions = [] } of affected) {
    const purl = named.purl ?? ecosystemPurl(named.ecosystem ?? "", named.name ?? "") ?? "";
    const { ranges: known, versions: listed } = byPackage.get(purl) ?? { ranges: [], versions: [] };
    byPackage.set(purl, { ranges: [...known, ...ranges], versions: [...listed, ...versions] });
  }
  const links = (wanted: boolean) =>
    references
      .filter(({ type }) => (type === "FIX") === wanted)
      .flatMap(({ url }) => asOid(/\/commits?\/([0-9a-f]{40})/.exec(url)?.[1] ?? "") ?? []);
  return [...byPackage].flatMap(([purl, { ranges, versions }]) => {
    const inGit = ranges.filter(({ type }) => type === "GIT").flatMap(({ events }) => events);
    const events = ranges.filter(({ type }) => type !== "GIT").flatMap((range) => range.events);
    const inRanges = [...inGit.flatMap((event) => asOid(event.fixed ?? "") ?? []), ...links(true)];
    const fixes = inRanges.length > 0 ? inRanges : links(false);
    const fixed = events.flatMap((event) => event.fixed ?? []);
    if (fixed.length === 0 || fixes.length === 0) return [];
    const scheme = versionSchemeOf(purl || undefined);
    const compare = (a: string, b: string) => compareVersions(scheme, a, b) ?? (a === b ? 0 : NaN);
    const starts = events.flatMap((event) => event.introduced ?? []);
    const [first = "0"] = starts.includes("0") ? [] : starts.sort(compare);
    return [
      {
        id,
        ids: [id, ...aliases].filter((one) => /^(?:CVE|GHSA)-/.test(one)),
        ...(purl === "" ? {} : { purl }),
        fixes: [...new Set(fixes)],
        fixed,
        introduced: first,
        by: inGit.flatMap((event) => asOid(event.introduced ?? "") ?? []),
        isAffected: (version) =>
          versions.length > 0 ? versions.some((one) => compare(one, version) === 0) : holds(events, version, compare),
      },
    ];
  });
}

/** OSV's own evaluation: the last event at or before the version decides. */
function holds(events: OsvRange["events"], version: string, compare: (a: string, b: string) => number): boolean {
  const sorted = events
    .map(({ introduced, fixed }) => ({ at: introduced ?? fixed ?? "", starts: introduced !== undefined }))
    .sort((a, b) => (a.at === "0" ? -1 : b.at === "0" ? 1 : compare(a.at, b.at)));
  return sorted.findLast(({ at }) => at === "0" || compare(at, version) <= 0)?.starts ?? false;
}
