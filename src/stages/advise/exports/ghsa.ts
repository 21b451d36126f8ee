import type { Advisory } from "../../../model/advisory/advisory";
import { cvssProblem, cvssVersion } from "../../../model/advisory/cvss";
import { registryPackage } from "../../../model/advisory/ecosystems";
import type { AffectedInterval, AffectedPackage } from "../../../model/advisory/frontMatter";
import {
  asJson,
  cveId,
  filled,
  nameOf,
  publicCredits,
  publicText,
  publicTitle,
  type ExportContext,
} from "./publicParts";

/** OSV's ecosystem to GitHub's; all others are "other". */
const ECOSYSTEMS: Readonly<Record<string, string>> = {
  RubyGems: "rubygems",
  npm: "npm",
  PyPI: "pip",
  Maven: "maven",
  NuGet: "nuget",
  Packagist: "composer",
  Go: "go",
  "crates.io": "rust",
  Hex: "erlang",
  "GitHub Actions": "actions",
  Pub: "pub",
  SwiftURL: "swift",
};

const SEVERITIES = { low: "low", moderate: "medium", high: "high", critical: "critical" } as const;
const MAX_DESCRIPTION = 65535;

/**
 * The body of GitHub's "create a repository security advisory" (REST, 2022-11-28), as indented JSON. GitHub has no fields
 * for references, times and people without an account: those follow the text.
 */
export function exportGhsa(advisory: Advisory, _context: ExportContext): string {
  const { severity, weaknesses } = advisory;
  const vector = severity.cvss.find((text) => {
    const version = cvssVersion(text);
    return (version === "3.1" || version === "4.0") && cvssProblem(text) === undefined;
  });
  const rows = advisory.packages.filter(({ status = "affected" }) => status === "affected").flatMap(rowsOf);
  return asJson({
    summary: publicTitle(advisory).slice(0, 1024),
    description:
      `${publicText(advisory)}${afterText(advisory)}`.trim().slice(0, MAX_DESCRIPTION) || publicTitle(advisory),
    cve_id: cveId(advisory),
    vulnerabilities: rows,
    cwe_ids: filled(weaknesses),
    credits: filled(
      publicCredits(advisory).flatMap(({ github, role }) =>
        github === undefined ? [] : [{ login: github, type: role.replace(/-/g, "_") }],
      ),
    ),
    // GitHub takes one of the two, never both.
    ...(vector === undefined
      ? { severity: severity.label && SEVERITIES[severity.label] }
      : { cvss_vector_string: vector }),
  });
}

/** One row holds one interval: its grammar knows "and", but no "or". */
function rowsOf(entry: AffectedPackage): unknown[] {
  const registry = registryPackage(entry.purl);
  const shared = {
    package: {
      ecosystem: ECOSYSTEMS[registry?.ecosystem.name ?? ""] ?? "other",
      name: registry?.name ?? nameOf(entry),
    },
    vulnerable_functions: filled(entry.symbols),
  };
  if (entry.affected.length === 0) {
    return entry.versions.length === 0
      ? [shared]
      : entry.versions.map((version) => ({ ...shared, vulnerable_version_range: `= ${version}` }));
  }
  return entry.affected.map((interval) => ({
    ...shared,
    vulnerable_version_range: rangeText(interval),
    patched_versions: interval.fixed,
  }));
}

function rangeText({ from = "0", fixed, through }: AffectedInterval): string {
  const start = from === "0" ? [] : [`>= ${from}`];
  const end = fixed !== undefined ? [`< ${fixed}`] : through !== undefined ? [`<= ${through}`] : [];
  return [...start, ...end].join(", ") || ">= 0";
}

function afterText(advisory: Advisory): string {
  const links = advisory.references.flatMap(({ url }) => (url ? [`- ${url}`] : []));
  const people = publicCredits(advisory).flatMap(({ name, org, github }) =>
    github === undefined ? [`- ${org ? `${name}, ${org}` : name}`] : [],
  );
  const block = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? `\n## ${title}\n\n${lines.join("\n")}\n` : "";
  return block("References", links) + block("Credits", people);
}
