import type { Advisory } from "../../../model/advisory/advisory";
import { cvssProblem, cvssVersion } from "../../../model/advisory/cvss";
import { registryPackage } from "../../../model/advisory/ecosystems";
import type { AffectedInterval, AffectedPackage } from "../../../model/advisory/frontMatter";
import { isSemver, semver } from "../../../model/advisory/versions/semver";
import { toInstant } from "../../../model/ids";
import {
  asJson,
  assignedAliases,
  filled,
  filledObject,
  isPublic,
  publicCredits,
  publicText,
  publicTitle,
  type ExportContext,
} from "./publicParts";

/** Prefixes of databases that OSV knows; every other id is exported behind `x_` (OSV schema 1.7, "id"). */
const REGISTERED =
  /^(?:x_|(?:ASB-A|PUB-A|ALPINE|ALSA|ALBA|ALEA|AZL|BELL|BIT|CGA|CLEANSTART|CLSA|CURL|CVE|DEBIAN|DHI|DRUPAL|DSA|DLA|ELA|DTSA|ECHO|EEF|FreeBSD|GHSA|GO|GSD|HSEC|JLSEC|KUBE|LBSEC|LSN|MAL|MINI|MGASA|OESA|OSEC|OSV|openSUSE-SU|PHSA|PSF|PYSEC|RHBA|RHEA|RHSA|RLSA|RXSA|RSEC|ROOT|RUSTSEC|SUSE-[SRFO]U|UBUNTU|USN|V8)-)/;

/** Our reference types as OSV's; all others are WEB. */
const REFERENCE_TYPES: Readonly<Record<string, string>> = {
  advisory: "ADVISORY",
  fix: "FIX",
  introduced: "INTRODUCED",
  report: "REPORT",
  article: "ARTICLE",
  discussion: "DISCUSSION",
  package: "PACKAGE",
  detection: "DETECTION",
  exploit: "EVIDENCE",
};

/**
 * The advisory as an OSV 1.7 record, as indented JSON with a final line feed. People without consent, private sections
 * and, before publication, the ids of private commits are left out.
 *
 * @param advisory - one without findings that stop an export
 */
export function exportOsv(advisory: Advisory, { now }: ExportContext): string {
  const { id = "", related, upstream, disclosure, withdrawn, references } = advisory;
  const record = {
    schema_version: "1.7.5",
    id: REGISTERED.test(id) ? id : `x_${id}`,
    modified: toInstant(now),
    published: isPublic(advisory) ? disclosure.public : undefined,
    withdrawn: withdrawn.at,
    aliases: filled(assignedAliases(advisory)),
    related: filled(related),
    upstream: filled(upstream),
    summary: publicTitle(advisory),
    details: publicText(advisory),
    severity: filled(osvSeverity(advisory)),
    affected: advisory.packages
      .filter(({ status = "affected" }) => status === "affected")
      .map((affected) => osvAffected(affected, isPublic(advisory))),
    references: filled(
      references.flatMap(({ type = "web", url }) => (url ? [{ type: REFERENCE_TYPES[type] ?? "WEB", url }] : [])),
    ),
    credits: filled(osvCredits(advisory)),
    database_specific: databaseSpecific(advisory),
  };
  return asJson(record);
}

function osvSeverity({ severity }: Advisory) {
  const vectors = severity.cvss.filter((vector) => cvssProblem(vector) === undefined);
  return vectors.map((score) => ({ type: `CVSS_V${cvssVersion(score)?.[0]}`, score }));
}

function osvAffected(affected: AffectedPackage, withCommits: boolean) {
  const { purl, versions, symbols, files, platforms } = affected;
  const registry = registryPackage(purl);
  return {
    package: registry && { ecosystem: registry.ecosystem.name, name: registry.name, purl },
    ranges: filled([...(registry ? versionRanges(affected) : []), ...commitRanges(affected, withCommits)]),
    versions: filled(versions),
    ecosystem_specific: filledObject({
      symbols: filled(symbols),
      files: filled(files),
      platforms: filled(platforms),
    }),
  };
}

/** OSV forbids `last_affected` beside `fixed` in one range, so ranges that name their last version stand apart. */
function versionRanges({ purl, affected }: AffectedPackage) {
  const ofSemver = registryPackage(purl)?.ecosystem.versions === semver && affected.every(isSemverInterval);
  const type = ofSemver ? "SEMVER" : "ECOSYSTEM";
  const kinds = [affected.filter(({ through }) => !through), affected.filter(({ through }) => through)];
  return kinds.filter((kind) => kind.length > 0).map((kind) => ({ type, events: kind.flatMap(intervalEvents) }));
}

function isSemverInterval({ from, fixed, through }: AffectedInterval): boolean {
  return [from, fixed, through].every((version) => version === undefined || version === "0" || isSemver(version));
}

function intervalEvents({ from = "0", fixed, through }: AffectedInterval) {
  const end = fixed !== undefined ? [{ fixed }] : through !== undefined ? [{ last_affected: through }] : [];
  return [{ introduced: from }, ...end];
}

/** Before publication the fix has other commit ids than it will have: only that the repository is affected is said. */
function commitRanges({ purl, repo, commits }: AffectedPackage, withCommits: boolean) {
  const hasCommits = withCommits && commits.fixed.length + commits.introduced.length > 0;
  if (!repo || (!hasCommits && registryPackage(purl))) return [];
  const introduced = hasCommits && commits.introduced.length > 0 ? commits.introduced : ["0"];
  const fixed = hasCommits ? commits.fixed : [];
  return [
    {
      type: "GIT",
      repo,
      events: [...introduced.map((oid) => ({ introduced: oid })), ...fixed.map((oid) => ({ fixed: oid }))],
    },
  ];
}

function osvCredits(advisory: Advisory) {
  return publicCredits(advisory).map(({ name, role, github }) => ({
    name,
    contact: github === undefined ? undefined : [`https://github.com/${github}`],
    type: role.toUpperCase().replace(/-/g, "_"),
  }));
}

function databaseSpecific({ weaknesses, severity, withdrawn }: Advisory) {
  return filledObject({
    cwe_ids: filled(weaknesses),
    severity: severity.label?.toUpperCase(),
    withdrawn_reason: withdrawn.reason,
    replaced_by: filled(withdrawn.replaced_by),
  });
}
