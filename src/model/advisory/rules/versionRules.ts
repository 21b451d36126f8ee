import { escapeLine } from "../../escape";
import type { Advisory } from "../advisory";
import { registryPackage, versionSchemeOf } from "../ecosystems";
import type { AffectedInterval } from "../frontMatter";
import { isAffected } from "../intervals";
import { parsePurl } from "../purl";
import { isVersionLike } from "../versions/dotted";
import { compareVersions, type VersionScheme } from "../versions/versionScheme";
import type { Problem, Rule } from "./rule";
import { wordedVersions } from "./wordedVersions";

/** Packages and the versions of them that are affected. */
export const versionRules: readonly Rule[] = [
  {
    id: "ver/none",
    why: "Without versions every user must ask whether they are affected.",
    severity: "error",
    phase: "always",
    source: "OSV linter REC:001",
    hint: 'List at least one package with "affected"; from: "0" means every version so far.',
    check: function* ({ packages, placeOf }) {
      if (packages.length === 0) yield { at: placeOf("packages"), message: "No package is listed." };
      for (const [index, { affected, versions, status = "affected" }] of packages.entries()) {
        if (status === "affected" && affected.length === 0 && versions.length === 0) {
          yield { at: placeOf(`packages.${index}`), message: "No version of this package is listed as affected." };
        }
      }
    },
  },
  {
    id: "ver/from-missing",
    why: "Databases refuse a range without a beginning.",
    severity: "error",
    phase: "always",
    source: "OSV linter RNG:001",
    hint: 'Write from: "0" when it is not known.',
    check: eachInterval(({ from }) => (from === undefined ? "This range has no beginning." : undefined)),
  },
  {
    id: "ver/two-ends",
    why: "Scanners would each pick another end.",
    severity: "error",
    phase: "always",
    source: "OSV schema 1.7, events",
    hint: "Keep one: fixed (the first version without the flaw), through (the last with it), or open (no fix planned).",
    check: eachInterval(({ fixed, through, open }) =>
      [fixed, through, open].filter((end) => end !== undefined).length > 1 ? "This range has two ends." : undefined,
    ),
  },
  {
    id: "ver/syntax",
    why: "Scanners compare versions as the registry does; another form matches nothing.",
    severity: "error",
    phase: "always",
    source: "OSV schema 1.7, affected.ranges; the registry's own rules",
    hint: "Write the version alone, as the registry does: no leading v, no words, no operators.",
    check: versionSyntax,
  },
  {
    id: "ver/order",
    why: "A range that ends before it begins holds no version: nobody would be warned.",
    severity: "error",
    phase: "always",
    source: "OSV linter RNG:002",
    hint: "The range must begin before it ends.",
    check: eachInterval(({ from, fixed, through }, scheme) => {
      const order = (end: string | undefined) =>
        from === undefined || end === undefined ? -1 : (compareVersions(scheme, from, end) ?? -1);
      return order(fixed) >= 0 || order(through) > 0 ? "This range ends before it begins." : undefined;
    }),
  },
  {
    id: "ver/overlap",
    why: "Two ranges for one version make two answers about its fix.",
    severity: "error",
    phase: "always",
    source: "CSAF 2.1, 6.2.50",
    hint: "Give every version to one range only.",
    check: overlaps,
  },
  {
    id: "ver/outside",
    why: "Scanners that read the list and scanners that read the ranges warn different users.",
    severity: "warning",
    phase: "always",
    source: "OSV schema 1.7, affected.versions; PYSEC-2021-114 was published so",
    hint: "Remove the version, or widen a range.",
    check: function* ({ packages, placeOf }) {
      let left = MAX_COMPARED;
      for (const [index, { purl, affected, versions }] of packages.entries()) {
        const scheme = versionSchemeOf(purl);
        for (const [nth, version] of versions.entries()) {
          if ((left -= affected.length) < 0) return;
          if (affected.length === 0 || isAffected(version, affected, scheme) !== false) continue;
          const message = `${escapeLine(version)} is listed, and in no range.`;
          yield { at: placeOf(`packages.${index}.versions.${nth}`), message };
        }
      }
    },
  },
  {
    id: "ver/fixed-missing",
    why: "Alerts without a safe version leave people with nothing to do.",
    severity: "warning",
    phase: "publish",
    source: "OSV data quality page; alerts without it name no safe version",
    hint: 'Add the first fixed version, or open: "true" when no fix is planned.',
    check: eachInterval(({ fixed, through, open }) =>
      (fixed ?? through ?? open) ? undefined : "No version is named that has the fix.",
    ),
  },
  {
    id: "ver/through-without-fixed",
    why: "Databases count every later version as safe, also one without the fix.",
    severity: "warning",
    phase: "publish",
    source: "OSV schema 1.7, last_affected",
    hint: "Prefer fixed: with through, every later version counts as safe.",
    check: eachInterval(({ through }) => (through === undefined ? undefined : "This range names its last version.")),
  },
  {
    id: "ver/from-zero",
    why: "Readers of old versions want to know whether somebody looked or nobody did.",
    severity: "info",
    phase: "publish",
    source: "Django security releases",
    hint: "Say in Affected usage whether older versions were looked at.",
    check: eachInterval(({ from }) =>
      from === "0" ? "The range begins with the first version there was." : undefined,
    ),
  },
  {
    id: "ver/text-mismatch",
    why: "People read the text, scanners the ranges: one of them warns the wrong users.",
    severity: "warning",
    phase: "publish",
    source: "GHSA-jhq6-gfmj-v8fx and GHSA-9wx4-h78v-vm56 were published so",
    hint: "Correct the text or the range; a version that only explains something can stay, with a reason under lint.",
    check: wordedVersions,
  },
  {
    id: "ver/git-only",
    why: "Commits alone tell users of a release nothing, and scanners cannot match them.",
    severity: "warning",
    phase: "publish",
    source: "OSV data quality page",
    hint: "Name the package (purl) and its versions, or list the tags that are affected under versions.",
    check: function* ({ packages, placeOf }) {
      for (const [index, { purl, versions }] of packages.entries()) {
        if (!registryPackage(purl) && versions.length === 0) {
          yield { at: placeOf(`packages.${index}`), message: "Only the repository is named, and no version." };
        }
      }
    },
  },
  {
    id: "pkg/duplicate",
    why: "Forms that hold one row for each package drop the second.",
    severity: "warning",
    phase: "always",
    source: "GHSA-v845-jxx5-vc9f",
    hint: "Put both ranges under one entry.",
    check: function* ({ packages, placeOf }) {
      const purls = packages.map(({ purl }) => purl);
      for (const [index, purl] of purls.entries()) {
        if (purl !== undefined && purls.indexOf(purl) < index) {
          yield { at: placeOf(`packages.${index}.purl`), message: "This package is listed twice." };
        }
      }
    },
  },
  {
    id: "pkg/vex-justification",
    why: "A statement that something is not affected is believed only with its reason.",
    severity: "error",
    phase: "always",
    source: "CSAF 2.0, profile VEX, 6.1.27.9; OpenVEX 0.2.0",
    hint: "Add justification, and say in the note of a range or under Details how you know.",
    check: function* ({ packages, placeOf }) {
      for (const [index, { status, justification }] of packages.entries()) {
        if ((status === "not_affected") !== (justification !== undefined)) {
          yield { at: placeOf(`packages.${index}.status`), message: "Status and justification do not fit together." };
        }
      }
    },
  },
  {
    id: "pkg/purl-syntax",
    why: "Scanners find packages by this address.",
    severity: "error",
    phase: "always",
    source: "package-url specification",
    hint: "Write it like pkg:npm/name or pkg:pypi/name.",
    check: eachPurl((purl) => (parsePurl(purl) ? undefined : `"${escapeLine(purl)}" is no package URL.`)),
  },
  {
    id: "pkg/purl-versioned",
    why: "It names the package; a version in it would match that version alone.",
    severity: "error",
    phase: "always",
    source: "OSV schema 1.7, package.purl",
    hint: "Remove @ and the version; versions stand under affected.",
    check: eachPurl((purl) => {
      return parsePurl(purl)?.version === undefined ? undefined : "The package URL names a version.";
    }),
  },
  {
    id: "pkg/name-normal",
    why: "Scanners look for the normal form of the name.",
    severity: "error",
    phase: "always",
    source: "OSV schema 1.7, package.name; PEP 503",
    hint: "Lower case, with single hyphens.",
    check: eachPurl((purl) => {
      const normal = registryPackage(purl);
      const written = parsePurl(purl)?.name;
      if (normal?.ecosystem.name !== "PyPI" || normal.name === written) return undefined;
      return `PyPI knows this project as ${normal.name}.`;
    }),
  },
  {
    id: "pkg/ecosystem-unknown",
    why: "Without a registry no scanner can match installed packages.",
    severity: "warning",
    phase: "always",
    source: "OSV schema 1.7, defined ecosystems",
    hint: "Without a registry, only the commits in repo can say what is affected.",
    check: eachPurl((purl) => {
      return parsePurl(purl) && !registryPackage(purl) ? "OSV knows no registry for this package URL." : undefined;
    }),
  },
  {
    id: "pkg/unnamed",
    why: "Nobody can match a package without a name.",
    severity: "error",
    phase: "publish",
    source: "Embargo, docs/formats.md, section 6",
    hint: "Name the package (purl) or at least the repository (repo).",
    check: function* ({ packages, placeOf }) {
      for (const [index, { purl, repo }] of packages.entries()) {
        if (!purl && !repo) yield { at: placeOf(`packages.${index}`), message: "This package has no name." };
      }
    },
  },
];

function eachInterval(judge: (interval: AffectedInterval, scheme: VersionScheme) => string | undefined): Rule["check"] {
  return function* ({ packages, placeOf }) {
    for (const [index, { purl, affected }] of packages.entries()) {
      for (const [nth, interval] of affected.entries()) {
        const message = judge(interval, versionSchemeOf(purl));
        if (message) yield { at: placeOf(`packages.${index}.affected.${nth}`), message };
      }
    }
  };
}

function eachPurl(judge: (purl: string) => string | undefined): Rule["check"] {
  return function* ({ packages, placeOf }) {
    for (const [index, { purl }] of packages.entries()) {
      const message = purl === undefined ? undefined : judge(purl);
      if (message) yield { at: placeOf(`packages.${index}.purl`), message };
    }
  };
}

function* versionSyntax({ packages, placeOf }: Advisory): Generator<Problem> {
  for (const [index, { purl, affected, versions }] of packages.entries()) {
    const scheme = registryPackage(purl)?.ecosystem.versions;
    const isRight = (version: string | undefined): boolean =>
      version === undefined || (scheme?.isVersion ?? isVersionLike)(version);
    const wrong = (version: string | undefined, path: string): Problem => ({
      at: placeOf(`packages.${index}.${path}`),
      message: `"${escapeLine(version ?? "")}" is not ${scheme?.form ?? "a version"}.`,
    });
    for (const [nth, { from, fixed, through }] of affected.entries()) {
      if (from !== "0" && !isRight(from)) yield wrong(from, `affected.${nth}.from`);
      if (!isRight(fixed)) yield wrong(fixed, `affected.${nth}.fixed`);
      if (!isRight(through)) yield wrong(through, `affected.${nth}.through`);
    }
    for (const [nth, version] of versions.entries()) if (!isRight(version)) yield wrong(version, `versions.${nth}`);
  }
}

/** Comparing versions is slow, and each is compared with each: what a program wrote without end is compared in part. */
const MAX_COMPARED = 20_000;

function* overlaps({ packages, placeOf }: Advisory): Generator<Problem> {
  let left = MAX_COMPARED;
  for (const [index, { purl, affected }] of packages.entries()) {
    const scheme = versionSchemeOf(purl);
    for (const [nth, interval] of affected.entries()) {
      if ((left -= nth) < 0) return;
      if (affected.slice(0, nth).some((earlier) => meet(scheme, earlier, interval))) {
        const message = "This range shares versions with one above it.";
        yield { at: placeOf(`packages.${index}.affected.${nth}`), message };
      }
    }
  }
}

/** Whether two ranges share a version; false where only the registry could tell. */
function meet(scheme: VersionScheme, a: AffectedInterval, b: AffectedInterval): boolean {
  return !endsBefore(scheme, a, b.from) && !endsBefore(scheme, b, a.from);
}

function endsBefore(scheme: VersionScheme, { fixed, through }: AffectedInterval, from: string | undefined): boolean {
  if (from === undefined) return true;
  if (fixed !== undefined) return (compareVersions(scheme, fixed, from) ?? -1) <= 0;
  return through !== undefined && (compareVersions(scheme, through, from) ?? -1) < 0;
}
