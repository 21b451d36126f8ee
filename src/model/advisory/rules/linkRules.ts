import { escapeLine } from "../../escape";
import type { Advisory } from "../advisory";
import type { Problem, Rule } from "./rule";

/** References. Nothing here opens a link: a request for it would tell somebody. */
export const linkRules: readonly Rule[] = [
  {
    id: "ref/scheme",
    why: "Databases refuse anything but whole web addresses.",
    severity: "error",
    phase: "always",
    source: "cvelint E001; OSV schema 1.7, references.url",
    stopsExport: true,
    hint: "Write a whole address that begins with https://.",
    check: eachUrl((url) => (isWebAddress(url) ? undefined : `"${escapeLine(url)}" is no web address.`)),
  },
  {
    id: "ref/url-missing",
    why: "A reference without an address leads nowhere.",
    severity: "error",
    phase: "always",
    source: "OSV schema 1.7, references.url",
    hint: "Write its url, or remove the entry.",
    check: function* ({ references, placeOf }) {
      for (const [index, { url }] of references.entries()) {
        if (!url) yield { at: placeOf(`references.${index}`), message: "This reference has no url." };
      }
    },
  },
  {
    id: "ref/repo-scheme",
    why: "Everybody must be able to clone it, without an account.",
    severity: "error",
    phase: "always",
    source: "CVE record format, affected.repo",
    stopsExport: true,
    hint: "Write the address for cloning that everybody can use: https://….",
    check: function* ({ packages, placeOf }) {
      for (const [index, { repo }] of packages.entries()) {
        if (repo !== undefined && !isWebAddress(repo)) {
          yield { at: placeOf(`packages.${index}.repo`), message: "This repository has no web address." };
        }
      }
    },
  },
  {
    id: "ref/short-hash",
    why: "Short ids become ambiguous as a history grows.",
    severity: "error",
    phase: "always",
    source: "OSV schema 1.7: full-length commit hashes",
    hint: "Use the full id of the commit: short ones become ambiguous.",
    check: eachUrl((url) =>
      /\/commits?\/[0-9a-f]{4,39}(?:[/?#.]|$)/.test(url) ? "This link shortens a commit's id." : undefined,
    ),
  },
  {
    id: "ref/branch-link",
    why: "The page behind it changes, and will show something else.",
    severity: "warning",
    phase: "always",
    source: "OSV data quality page",
    hint: "Link to a commit or a tag: a branch moves on.",
    check: eachUrl((url) =>
      /\/(?:blob|tree|raw)\/(?:main|master|develop|trunk|HEAD)\//.test(url) ? "This link follows a branch." : undefined,
    ),
  },
  {
    id: "ref/duplicate",
    why: "Readers open both and learn nothing from the second.",
    severity: "warning",
    phase: "always",
    source: "cvelint E002",
    hint: "Keep one of them.",
    check: duplicates,
  },
  {
    id: "ref/fork",
    why: "A fork can vanish or change, and its commits are not what users get.",
    severity: "warning",
    phase: "always",
    source: "OSV data quality page: commits exist in repo, not in a fork",
    hint: "Link to the commit in the repository of the package.",
    check: function* ({ references, packages, placeOf }) {
      const repositories = packages.flatMap(({ repo }) => repositoryOf(repo) ?? []);
      for (const [index, { url }] of references.entries()) {
        const linked = /\/commits?\/|\/pull\/|\/merge_requests\//.test(url ?? "") ? repositoryOf(url) : undefined;
        const original = repositories.find(({ host, name }) => host === linked?.host && name === linked.name);
        if (
          linked &&
          original &&
          !repositories.some(({ host, owner }) => host === linked.host && owner === linked.owner)
        ) {
          const message = `This commit is in the fork of ${escapeLine(linked.owner)}.`;
          yield { at: placeOf(`references.${index}.url`), message };
        }
      }
    },
  },
  {
    id: "ref/none",
    why: "Readers and databases want one page they can trust.",
    severity: "warning",
    phase: "publish",
    source: "CVE record format, references",
    hint: "Add at least the page of the advisory or the fix.",
    check: function* ({ references, placeOf }) {
      if (references.length === 0) yield { at: placeOf("references"), message: "There is no reference." };
    },
  },
  {
    id: "ref/fix-missing",
    why: "Distributions and careful users read the change itself.",
    severity: "info",
    phase: "publish",
    source: "Go vulnerability database",
    hint: "Add the public commit or change as a reference of type fix.",
    check: function* ({ references, placeOf }) {
      if (references.length > 0 && !references.some(({ type }) => type === "fix")) {
        yield { at: placeOf("references"), message: "No reference leads to the fix." };
      }
    },
  },
];

/** Host, owner and name of a repository by its web address, in lower case. */
export function repositoryOf(url: string | undefined): { host: string; owner: string; name: string } | undefined {
  const [, host, owner, name] = /^https?:\/\/([^/@]+)\/([^/]+)\/([^/?#]+)/.exec(url?.toLowerCase() ?? "") ?? [];
  return host && owner && name ? { host, owner, name: name.replace(/\.git$/, "") } : undefined;
}

function eachUrl(judge: (url: string) => string | undefined): Rule["check"] {
  return function* ({ references, placeOf }) {
    for (const [index, { url }] of references.entries()) {
      const message = url === undefined ? undefined : judge(url);
      if (message) yield { at: placeOf(`references.${index}.url`), message };
    }
  };
}

function* duplicates({ references, placeOf }: Advisory): Generator<Problem> {
  const urls = references.map(({ url }) => url);
  for (const [index, url] of urls.entries()) {
    if (url !== undefined && urls.indexOf(url) < index) {
      yield { at: placeOf(`references.${index}.url`), message: "This address is listed twice." };
    }
  }
}

/** An absolute http or https address of plain ASCII, as every schema accepts it (RFC 3986), without user or password. */
export function isWebAddress(url: string): boolean {
  return (
    /^https?:\/\/[^\s/?#@]+(?:[/?#]|$)/.test(url) &&
    /^[\x21-\x7e]+$/.test(url) &&
    !/["<>\\^`{|}]/.test(url) &&
    URL.canParse(url)
  );
}
