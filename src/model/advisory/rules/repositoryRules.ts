import { escapeLine } from "../../escape";
import { versionSchemeOf } from "../ecosystems";
import { mayBeNamed } from "../frontMatter";
import type { RepositoryFacts } from "../repositoryFacts";
import { compareVersions, type VersionScheme } from "../versions/versionScheme";
import type { Advisory } from "../advisory";
import type { Problem, Rule } from "./rule";

/** What the repository says of the advisory; silent where nobody looked into one. */
export const repositoryRules: readonly Rule[] = [
  {
    id: "ver/fixed-untagged",
    why: "Users are told to upgrade to something that they cannot get.",
    severity: "warning",
    publishSeverity: "error",
    phase: "always",
    source: "Embargo, docs/formats.md, section 6; packaging guides of all registries: releases are tagged",
    hint: "Tag the release in the private repository before the advisory is published, or correct the version.",
    check: inRepository(({ isPrivate }, released, { scheme, affected, path }) => {
      return isPrivate
        ? affected.flatMap(({ fixed }, nth) => untagged(fixed, released, scheme, `${path}.affected.${nth}.fixed`))
        : [];
    }),
  },
  {
    id: "ver/tag-missing",
    why: "A version that was never released is a slip of the pen: the wrong users are warned.",
    severity: "warning",
    phase: "always",
    source: "OSV data quality page: versions must exist",
    hint: "Correct the version, or fetch the tags (git fetch --tags in the public clone, then embargo fetch CASE).",
    check: inRepository(({ isPrivate }, released, { scheme, affected, versions, path }) => [
      ...affected.flatMap(({ from, fixed, through }, nth) => [
        ...(from === "0" ? [] : untagged(from, released, scheme, `${path}.affected.${nth}.from`)),
        ...(isPrivate ? [] : untagged(fixed, released, scheme, `${path}.affected.${nth}.fixed`)),
        ...untagged(through, released, scheme, `${path}.affected.${nth}.through`),
      ]),
      ...versions.flatMap((version, nth) => untagged(version, released, scheme, `${path}.versions.${nth}`)),
    ]),
  },
  {
    id: "pkg/manifest-mismatch",
    why: "Scanners look for the name that the registry has; under another one nobody is warned.",
    severity: "warning",
    phase: "always",
    source: "OSV data quality page: packages must exist in their registry",
    hint: "Write the name as the package's own manifest has it.",
    check: function* ({ packages, placeOf }, { repository }) {
      const named = repository?.manifests ?? [];
      for (const [index, { purl = "" }] of packages.entries()) {
        const alike = named.filter((one) => typeOf(one) === typeOf(purl));
        if (alike.length === 0 || alike.includes(purl)) continue;
        const message = `The manifest of the changed files names ${escapeLine(alike.join(", "))}.`;
        yield { at: placeOf(`packages.${index}.purl`), message };
      }
    },
  },
  {
    id: "ver/branch-unfixed",
    why: "Users of that branch are told that they are safe, or wait for a fix that nobody makes.",
    severity: "warning",
    phase: "always",
    source: "OpenStack and Django security processes: every supported branch is fixed or named",
    hint: "Bring the fix there, say under Affected usage that it stays without one, or correct supported in .embargo.yml.",
    check: function* ({ packages, placeOf }, { repository }) {
      if (packages.length === 0) return;
      for (const name of repository?.unfixed ?? []) {
        yield {
          at: placeOf("packages"),
          message: `The supported branch ${escapeLine(name)} has no commit of the fix.`,
        };
      }
    },
  },
  {
    id: "leak/commit-unpublished",
    why: "Readers cannot open a commit that only the private place has, and learn that there is one.",
    severity: "warning",
    phase: "publish",
    source: "Embargo, docs/process.md, Releasing by hand",
    hint: "Publish the fix first, then name the commit that the public branch has: it has another id after a rebase.",
    check: function* ({ packages, references, placeOf }, { repository }) {
      const unpublished = repository?.unpublished ?? new Set<string>();
      const message = (oid: string) => `No public branch holds the commit ${oid.slice(0, 10)}.`;
      for (const [index, { commits }] of packages.entries()) {
        for (const key of ["introduced", "fixed"] as const) {
          for (const [nth, oid] of commits[key].entries()) {
            if (unpublished.has(oid))
              yield { at: placeOf(`packages.${index}.commits.${key}.${nth}`), message: message(oid) };
          }
        }
      }
      for (const [index, { url = "" }] of references.entries()) {
        const oid = commitsIn(url).find((one) => unpublished.has(one));
        if (oid !== undefined) yield { at: placeOf(`references.${index}.url`), message: message(oid) };
      }
    },
  },
  {
    id: "credit/trailer-mismatch",
    why: "The commits become public too: they name somebody whom the advisory forgets, or should not name.",
    severity: "warning",
    phase: "publish",
    source: "curl, Linux: Reported-by is what the history keeps; Django and OpenStack: ask before naming",
    hint: "Add the person to credits and ask for consent, or take the line out of the commit's message.",
    check: function* ({ credits, placeOf }, { repository }) {
      for (const { name, role, from } of repository?.people ?? []) {
        if (from === "author") continue;
        const index = credits.findIndex((credit) => credit.name?.toLowerCase() === name.toLowerCase());
        const credit = credits[index];
        if (!credit && (role === "reporter" || role === "finder")) {
          const message = `The fix says ${from} ${escapeLine(name)}, who is in no credit.`;
          yield { at: placeOf("credits"), message };
        } else if (credit && credit.consent !== undefined && !mayBeNamed(credit)) {
          const message = `The fix says ${from} ${escapeLine(name)}, who has not agreed to be named.`;
          yield { at: placeOf(`credits.${index}`), message };
        }
      }
    },
  },
];

/** The registry of a purl, such as `pkg:npm`. */
function typeOf(purl: string): string {
  return purl.split("/", 1)[0]!;
}

/** The full commit ids in a web address. */
export function commitsIn(url: string): string[] {
  return url.match(/(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9a-f])/g) ?? [];
}

interface Entry extends Pick<Advisory["packages"][number], "affected" | "versions"> {
  readonly scheme: VersionScheme;
  readonly path: string;
}

type Judge = (facts: RepositoryFacts, released: readonly string[], entry: Entry) => { path: string; message: string }[];

/** Judges each package of which git knows releases. */
function inRepository(judge: Judge): Rule["check"] {
  return function* ({ packages, placeOf }, { repository }): Generator<Problem> {
    if (!repository) return;
    for (const [index, { purl, affected, versions }] of packages.entries()) {
      const released = repository.released.get(purl ?? "") ?? [];
      if (released.length === 0) continue;
      const entry = { scheme: versionSchemeOf(purl), affected, versions, path: `packages.${index}` };
      for (const { path, message } of judge(repository, released, entry)) yield { at: placeOf(path), message };
    }
  };
}

function untagged(version: string | undefined, released: readonly string[], scheme: VersionScheme, path: string) {
  if (version === undefined || !scheme.isVersion(version)) return [];
  if (released.some((one) => compareVersions(scheme, one, version) === 0)) return [];
  return [{ path, message: `No tag is version ${escapeLine(version)}.` }];
}
