import { SECTIONS } from "../sections";
import { findIn, publicLines, publicTexts, type Rule } from "./rule";

const PRIVATE_NAMES = SECTIONS.filter(({ exported }) => !exported).map(({ name }) => name.replace(/ /g, "\\s+"));
/** A private section under another kind of heading: other levels, bold, underlined, alone on its line. */
const PRIVATE_HEADING = new RegExp(`^[\\s#>*_]*(?:${PRIVATE_NAMES.join("|")})[\\s#*_:]*$`, "i");

const CONFIDENTIAL =
  /\bTLP:\s?(?:RED|AMBER|GREEN)|\bdo not (?:share|forward|distribute|disclose)\b|\b(?:under|until the end of the) embargo\b|\bembargoed until\b/i;
const PRIVATE_PLACE =
  /-ghsa-[23456789cfghjmpqrvwx]{4}-[23456789cfghjmpqrvwx]{4}-[23456789cfghjmpqrvwx]{4}\b|\/security\/advisories\/new\b|\/advisories\/[^\s/]+\/edit\b|\/wp-admin\b/i;
const INTERNAL_HOST =
  /\b(?:10\.\d{1,3}\.\d{1,3}\.\d{1,3}|192\.168\.\d{1,3}\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3})\b|(?<![a-z0-9-])[a-z0-9-]+\.(?:internal|corp|intranet|lan)\b/i;
/** Public prefixes of tokens, key blocks, and folders that hold a user name. */
const SECRET =
  /\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{20,}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[\w-]{10,}|\bnpm_[A-Za-z0-9]{30,}|-----BEGIN [A-Z ]*PRIVATE KEY|(?:\/home|\/Users)\/[a-z][\w.-]*\/|\b[A-Z]:\\Users\\/;
/** Pieces that ready-made exploits are made of: shells, injections, traversal, lookups, split headers. */
const PAYLOAD =
  /\/dev\/tcp\/|\bnc\s+-[a-z]*e|\$\{jndi:|<script\b|\bonerror\s*=|'\s*or\s+'?1'?\s*=\s*'?1|union\s+(?:all\s+)?select\b|(?:\.\.[/\\]){2,}|%0d%0a|__proto__|<!ENTITY\b|\bcurl\s.*\s(?:-d|--data\S*|-X\s?P(?:OST|UT))\b|;\s*(?:rm\s+-rf|cat\s+\/etc\/passwd)/i;
const EXPLOIT_HEADING = /^\s*#{1,6}\s.*\b(?:PoC|proof of concept|exploit|steps to reproduce|reproduction)\b/i;

/** What must not get out with an export. Seen only in texts that exports carry. */
export const secrecyRules: readonly Rule[] = [
  {
    id: "leak/internal-section",
    why: "Only the ## heading keeps a private section private; under any other it is published.",
    severity: "error",
    phase: "publish",
    stopsExport: true,
    source: "Embargo, docs/formats.md, section 6",
    hint: "Move the text under the ## heading of that name; only that section stays here.",
    check: (advisory) =>
      findIn(publicLines(advisory), PRIVATE_HEADING, () => "A private heading stands inside a public section."),
  },
  {
    id: "leak/tlp",
    why: "A public text that asks not to be shared was not meant to be public.",
    severity: "error",
    phase: "publish",
    source: "FIRST, Traffic Light Protocol 2.0",
    stopsExport: true,
    hint: "Remove it: what is public carries no restriction.",
    check: (advisory) => findIn(publicTexts(advisory), CONFIDENTIAL, (found) => `"${found}" in a public text.`),
  },
  {
    id: "leak/private-remote",
    why: "The address itself tells where the fix is being written.",
    severity: "error",
    phase: "publish",
    stopsExport: true,
    source: "GitHub: temporary private forks",
    hint: "Link to a public page, or to none yet.",
    check: function* (advisory, { privateUrls = [] }) {
      const texts = publicTexts(advisory);
      yield* findIn(texts, PRIVATE_PLACE, () => "This names a place that is not public.");
      for (const url of privateUrls.map(withoutSchemeAndEnd)) {
        const at = texts.find(({ text }) => withoutScheme(text).includes(url))?.at;
        if (at) yield { at, message: "This is the address of a private remote of the case." };
      }
    },
  },
  {
    id: "leak/env",
    why: "What was published once must be counted as known.",
    severity: "error",
    phase: "publish",
    stopsExport: true,
    source: "Embargo, docs/formats.md, section 6",
    hint: "Remove it; a token that was written here should be revoked.",
    check: (advisory) =>
      findIn(publicTexts(advisory), SECRET, () => "This looks like a token, a private key or somebody's home folder."),
  },
  {
    id: "leak/internal-host",
    why: "It tells strangers about your network, and helps no reader.",
    severity: "warning",
    phase: "always",
    source: "RFC 1918; RFC 5737 for examples",
    hint: "Use an example address (example.org, 192.0.2.1).",
    check: (advisory) => findIn(publicTexts(advisory), INTERNAL_HOST, (found) => `${found} is an internal address.`),
  },
  {
    id: "leak/poc",
    why: "Most users update after the first attacks were built; a ready exploit shortens that time.",
    severity: "warning",
    publishSeverity: "error",
    phase: "always",
    source: "Alpha-Omega disclosure guide: no copy-and-paste exploit",
    hint: "Move it to the section Proof of concept, which stays here.",
    check: (advisory) =>
      findIn(publicLines(advisory), EXPLOIT_HEADING, () => "This heading announces an exploit in a public section."),
  },
  {
    id: "leak/exploit-code",
    why: "What can be copied and pasted is tried on everybody within hours.",
    severity: "error",
    phase: "publish",
    source: "Alpha-Omega disclosure guide: no copy-and-paste exploit",
    hint: "Move it to the section Proof of concept, which stays here, and describe it in words.",
    check: (advisory) =>
      findIn(
        publicLines(advisory).filter(({ code }) => code),
        PAYLOAD,
        () => "This code looks like an exploit that works.",
      ),
  },
  {
    id: "leak/code-block",
    why: "Code says more than prose, to everybody.",
    severity: "info",
    phase: "publish",
    source: "Embargo, docs/formats.md, section 6",
    hint: "Look again whether it helps the reader more than an attacker.",
    check: function* (advisory) {
      const lines = publicLines(advisory);
      for (const [index, { code, at }] of lines.entries()) {
        if (code && !lines[index - 1]?.code) yield { at, message: "A code block would be published." };
      }
    },
  },
];

/** Host and path of a repository's address: `git@host:team/fix.git` and `https://host/team/fix` are the same place. */
function withoutSchemeAndEnd(url: string): string {
  return withoutScheme(url).replace(/\/?(?:\.git)?\/?$/, "");
}

function withoutScheme(text: string): string {
  return text
    .toLowerCase()
    .replace(/(?<![a-z+])[a-z+]+:\/\/(?:[^@/\s]*@)?/g, "")
    .replace(/(?:^|(?<=\s))[\w.-]+@([\w.-]+):/g, "$1/");
}
