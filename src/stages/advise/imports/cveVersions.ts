import { isVersionLike } from "../../../model/advisory/versions/dotted";
import { asOid } from "../../../model/ids";
import { recordsOf, textOf, type Source } from "./imported";
import { readRangeText } from "./intervals";
import type { PackageDraft } from "./packageOf";

type Json = Readonly<Record<string, unknown>>;

/** The versions of an `affected` entry (CVE record format 5.x, "versions"), added to the package. */
export function addCveVersions(source: Source, draft: PackageDraft, entry: Json): void {
  const entries = recordsOf(entry["versions"]);
  if (textOf(entry["defaultStatus"]) === "affected") addExceptions(source, draft, entries);
  for (const one of entries) {
    if (textOf(one["status"]) === "affected") addAffected(source, draft, one);
    else if (textOf(one["status"]) === "unknown") source.note("Versions of which nothing is known were left out.");
  }
}

function addAffected(source: Source, draft: PackageDraft, one: Json): void {
  const [version = "0", lessThan, through] = ["version", "lessThan", "lessThanOrEqual"].map((key) =>
    textOf(one[key])?.trim(),
  );
  if (textOf(one["versionType"]) === "git") return addCommits(source, draft, version, lessThan ?? through);
  const from = version === "*" || /^unspecified$/i.test(version) ? "0" : version;
  if (/^[<>=]/.test(from)) return addWritten(source, draft, from);
  if (from !== "0" && !isVersionLike(from)) {
    return source.note("A version that is none (such as n/a, or words) was left out.");
  }
  const fixedAt = recordsOf(one["changes"]).find(({ status }) => textOf(status) === "unaffected")?.["at"];
  const fixed = textOf(fixedAt) ?? bounded(lessThan);
  const last = fixed === undefined ? bounded(through) : undefined;
  if (fixed ?? last ?? lessThan ?? through) draft.affected.push({ from, fixed, through: last });
  else if (from === "0") draft.affected.push({ from });
  else draft.versions.push(from);
}

/** `undefined` for the star, which means every later version. */
function bounded(end: string | undefined): string | undefined {
  return end === "*" ? undefined : end;
}

/** GitHub, as a CNA, writes a whole range where a version should stand. */
function addWritten(source: Source, draft: PackageDraft, range: string): void {
  const read = readRangeText(range);
  if (!read) source.note("A version that is none (such as n/a, or words) was left out.");
  if (read?.exclusive) source.note("A range that begins after a version is written as beginning with it.");
  if (read?.interval) draft.affected.push({ ...read.interval });
  if (read?.version !== undefined) draft.versions.push(read.version);
}

/** "All, except from this one on", as some CNAs write it. */
function addExceptions(source: Source, draft: PackageDraft, entries: readonly Json[]): void {
  const [only, ...others] = entries.filter(({ status }) => textOf(status) === "unaffected");
  if (only === undefined) return;
  const fixed = textOf(only["version"]);
  const isOpen = [only["lessThan"], only["lessThanOrEqual"]].some((end) => /\*$/.test(textOf(end) ?? ""));
  if (others.length === 0 && isOpen && fixed !== undefined && isVersionLike(fixed))
    draft.affected.push({ from: "0", fixed });
  else source.note("Exceptions from affected versions were left out.");
}

function addCommits(source: Source, draft: PackageDraft, first: string, end: string | undefined): void {
  const [introduced, fixed] = [asOid(first), asOid(end ?? "")];
  if (introduced) draft.introduced.push(introduced);
  if (fixed) draft.fixed.push(fixed);
  if ((!introduced && first !== "0") || (!fixed && end !== undefined && end !== "*")) {
    source.note("A commit without its full id was left out.");
  }
}
