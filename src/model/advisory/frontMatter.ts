import { asInstant, asOid, type Instant, type Oid } from "../ids";
import { line, listOf, matching, oneOf, prose, record, type Decoded } from "./shape";

const identifier = matching(
  (value) => /^[A-Za-z0-9][A-Za-z0-9._:+-]{0,99}$/.test(value),
  "an identifier of letters, digits, dots and hyphens",
);
const instant = matching<Instant>(
  (value) => asInstant(value) !== undefined,
  "an instant in UTC, such as 2026-12-01T15:00:00Z",
);
const date = matching(isDate, "a date that exists, such as 2026-12-01, or an instant in UTC");
const commit = matching<Oid>((value) => asOid(value) !== undefined, "the full id of a commit, 40 or 64 hex digits");
const consent = matching(
  (value) => ["pending", "declined", "anonymous"].includes(value) || isDate(value),
  "pending, declined, anonymous, or the date on which they agreed to be named",
);

/** Versions from `from` on: up to but without `fixed`, or up to and with `through`, or `open` when no fix is planned. */
const interval = record({
  from: line,
  fixed: line,
  through: line,
  open: oneOf("true"),
  note: prose,
});

/**
 * One package of a registry, or one repository when there is no package. `vendor` and `product` are what CVE and CSAF
 * records call it; `status` and `justification` are for VEX statements about packages that are not affected.
 */
const affectedPackage = record({
  purl: line,
  repo: line,
  vendor: line,
  product: line,
  affected: listOf(interval),
  versions: listOf(line),
  commits: record({ introduced: listOf(commit), fixed: listOf(commit) }),
  symbols: listOf(line),
  files: listOf(line),
  platforms: listOf(line),
  status: oneOf("affected", "fixed", "not_affected", "under_investigation"),
  justification: oneOf(
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
  ),
});

/** What somebody did (CVE record format, credits.type), and `other`. */
export const ROLES = [
  "finder",
  "reporter",
  "analyst",
  "coordinator",
  "remediation-developer",
  "remediation-reviewer",
  "remediation-verifier",
  "tool",
  "sponsor",
  "other",
] as const;

/** The words for a severity, the lowest first. */
export const LABELS = ["low", "moderate", "high", "critical"] as const;
export type SeverityLabel = (typeof LABELS)[number];

/** `contact` is for us and never exported; `github` is a login. */
const credit = record({
  name: line,
  org: line,
  role: oneOf(...ROLES),
  github: matching((value) => /^[A-Za-z0-9-]{1,39}$/.test(value), "a GitHub login without @"),
  contact: line,
  consent,
});

const reference = record({
  type: oneOf(
    "advisory",
    "fix",
    "introduced",
    "report",
    "article",
    "discussion",
    "release-notes",
    "package",
    "detection",
    "mitigation",
    "exploit",
    "web",
  ),
  url: line,
  title: line,
});

const event = record({
  at: date,
  event: oneOf("reported", "confirmed", "cve-reserved", "fix-ready", "prenotified", "public", "updated"),
  text: prose,
});

/** A rule of the lint that was weighed and does not apply, with the reason. */
const acceptance = record({ rule: line, reason: prose });

/** The front matter of `advisory.md`, version 1: all keys there are, and what each may hold. */
export const FRONT_MATTER = record({
  embargo: oneOf("1"),
  id: identifier,
  status: oneOf("draft", "embargoed", "published", "withdrawn"),
  withdrawn: record({ at: instant, reason: prose, replaced_by: listOf(identifier) }),
  title: line,
  aliases: listOf(identifier),
  related: listOf(identifier),
  upstream: listOf(identifier),
  disclosure: record({
    tlp: oneOf("RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"),
    reported: date,
    public: instant,
    discovery: oneOf("external", "internal", "user", "upstream", "unknown"),
    prenotify: listOf(line),
  }),
  severity: record({ label: oneOf(...LABELS), cvss: listOf(line), rationale: prose }),
  weaknesses: listOf(line),
  packages: listOf(affectedPackage),
  credits: listOf(credit),
  references: listOf(reference),
  timeline: listOf(event),
  exploitation: oneOf("none-known", "poc-public", "in-the-wild"),
  breaking: record({ what: prose, why: prose }),
  lint: listOf(acceptance),
});

/** The decoded front matter. */
export type FrontMatter = Decoded<typeof FRONT_MATTER>;
/** One entry of `packages`. */
export type AffectedPackage = FrontMatter["packages"][number];
/** One entry of `packages[].affected`. */
export type AffectedInterval = AffectedPackage["affected"][number];
/** One entry of `credits`. */
export type Credit = FrontMatter["credits"][number];
/** One entry of `references`. */
export type Reference = FrontMatter["references"][number];

/** Whether somebody agreed to be named: only a date says so. */
export function mayBeNamed({ consent }: Credit): boolean {
  return consent !== undefined && isDate(consent);
}

function isDate(value: string): boolean {
  return asInstant(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00Z` : value) !== undefined;
}
