import { promptComment, SECTIONS } from "../../model/advisory/sections";
import type { CaseRecord } from "../../model/case";
import { readOpeningFacts, type AdviseFacts } from "./facts";
import type { PackageFact } from "./readProject";
import { derivedList } from "./refresh";
import { yamlText } from "./yamlText";

/** The draft for a case that is being opened; see `readOpeningFacts`. */
export async function draftNewAdvisory(record: CaseRecord): Promise<string> {
  return draftAdvisory(await readOpeningFacts(record));
}

/**
 * A first `advisory.md`: what is known is filled in, what only a person can know is asked. No version is guessed:
 * ranges begin with 0, and released versions stand beside them as a comment.
 */
export function draftAdvisory(facts: AdviseFacts): string {
  const { id, title, reportedAt, reporter } = facts;
  return [
    "---",
    "# What is known of this case. Fill in the rest as you learn it; comments are never published.",
    'embargo: "1"',
    `id: ${id}`,
    "status: embargoed # draft, embargoed, published, withdrawn",
    `title: ${yamlText(title)} # name the package and the weakness`,
    "aliases: [] # numbers once they are assigned: [CVE-2026-12345]",
    "disclosure:",
    `  reported: ${reportedAt}`,
    "  public: # when it becomes public, in UTC: 2026-12-01T15:00:00Z",
    `  discovery: ${reporter ? "external" : "unknown"} # external, internal, user, upstream, unknown`,
    "severity:",
    "  label: # low, moderate, high, critical: your judgement",
    "  cvss: [] # vectors, at most one for each version: [CVSS:3.1/AV:N/…]",
    "weaknesses: [] # [CWE-601]",
    "packages:",
    ...packageFacts(facts).flatMap((entry) => packageLines(entry, facts)),
    ...creditLines(facts),
    "references: [] # - { type: fix, url: https://… }   advisory, fix, report, article, web, …",
    "---",
    ...SECTIONS.filter(({ name }) => DRAFTED.has(name)).flatMap(({ name, prompt }) => {
      return ["", `## ${name}`, "", promptComment(prompt)];
    }),
    "",
  ].join("\n");
}

/** Detection and Proof of concept are there for those who need them; the lint knows them. */
const DRAFTED: ReadonlySet<string> = new Set([
  "Summary",
  "Impact",
  "Affected usage",
  "Patches",
  "Workarounds",
  "Details",
  "Internal notes",
]);

interface DraftedPackage {
  readonly purl?: PackageFact["purl"];
  readonly files: PackageFact["files"];
}

/** Without a registry the repository itself is what is affected. */
function packageFacts({
  packages,
  files,
}: AdviseFacts): readonly (Partial<PackageFact> & Pick<PackageFact, "files">)[] {
  return packages.length > 0 ? packages : [{ files }];
}

function packageLines({ purl, files }: DraftedPackage, { repo, releases, fixCommits, unread }: AdviseFacts): string[] {
  const why = unread[0] === undefined ? "" : `; ${unread[0].replace(/\.$/, "")}`;
  const newest = releases.length > 0 ? `; newest releases: ${releases.join(", ")}` : "";
  return [
    purl === undefined ? `  - purl: # pkg:npm/name, pkg:pypi/name, …${why}` : `  - purl: ${yamlText(purl)}`,
    repo === undefined ? "    repo: # https://…, where everybody can clone it" : `    repo: ${yamlText(repo)}`,
    "    affected:",
    '      - from: "0" # the first version with the flaw; 0 while it is not known',
    `        fixed: # the first version without it${newest}`,
    "    commits:",
    ...derivedList("fixed", fixCommits, 6),
    ...derivedList("files", files, 4),
  ];
}

function creditLines({ reporter }: AdviseFacts): string[] {
  if (!reporter) return ["credits: [] # - { name: …, role: reporter, consent: 2026-11-22 }"];
  return [
    "credits:",
    `  - name: ${yamlText(reporter.name)}`,
    "    role: reporter",
    ...(reporter.mail === undefined ? [] : [`    contact: ${yamlText(reporter.mail)} # for us, never exported`]),
    "    consent: pending # the date when they agreed to be named, or declined, or anonymous",
  ];
}
