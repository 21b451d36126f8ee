import type { Advisory } from "../../../../model/advisory/advisory";
import { plainText } from "../plainText";
import { cveId, publicTitle, sectionOf, type ExportContext, type Flaws } from "../publicParts";
import {
  affectedLines,
  block,
  composeMail,
  eachFlaw,
  links,
  longInstant,
  packageNames,
  sectionBlock,
  severityLine,
  thanks,
  type MailText,
} from "./mailText";

const DETAILS = "it holds details of an embargoed flaw";
const ENCRYPT = `[Before you send this mail: encrypt it, ${DETAILS}. Then remove this line.]`;
const ATTACH = "attach the patches as text/plain (git format-patch), and ";
/** The list's policy: PGP inline or PGP/MIME, no encrypted attachments. */
const TO_THE_LIST =
  "encrypt the whole mail to the key of the list (PGP inline or PGP/MIME; it takes no encrypted attachments)";

/** To distributors, before the release, with the patches. */
export function prenotification(flaws: Flaws, { patches }: ExportContext): MailText {
  const mail = composeMail(`[EMBARGOED] ${packageNames(flaws)}: security release`, [
    beforeSending(patches, "encrypt it"),
    embargo(flaws),
    "You may prepare and test packages. Please do not publish packages, patches or words of it before that instant, and tell it to those only who need it for that.",
    ...eachFlaw(flaws, body),
    "The patches are attached. Please tell us whether they work for you, and at once if you see word of it anywhere.",
  ]);
  return { ...mail, attachments: patches };
}

/** To the linux-distros list, whose programs want the subject to begin with [vs], with the patches. */
export function linuxDistros(flaws: Flaws, { patches }: ExportContext): MailText {
  const [only, ...more] = flaws;
  const what = more.length === 0 ? publicTitle(only) : `${packageNames(flaws)}: ${flaws.length} vulnerabilities`;
  const mail = composeMail(`[vs] ${what}`, [
    beforeSending(patches, TO_THE_LIST),
    embargo(flaws),
    ...eachFlaw(flaws, body),
    "The patches are attached. The reporter or we will post to oss-security on that day.",
  ]);
  return { ...mail, attachments: patches };
}

function beforeSending(patches: ExportContext["patches"], encrypt: string): string {
  const attach = patches.length > 0 ? "" : ATTACH;
  return `[Before you send this mail: ${attach}${encrypt}, ${DETAILS}. Then remove this line.]`;
}

/** To the reporter: is it described rightly, and may they be named. */
export function reporterCheck(advisory: Advisory, _context: ExportContext): MailText {
  const { credits } = advisory;
  const reporters = credits.filter(({ role }) => role === "reporter" || role === "finder");
  const asked = reporters.flatMap(({ name }) => name ?? []);
  const [{ name, contact } = {}] = reporters.filter((reporter) => reporter.contact !== undefined);
  const to = { ...(name === undefined ? {} : { name }), ...(contact === undefined ? {} : { mail: contact }) };
  const mail = composeMail(`${advisory.id ?? "Your report"}: please check our advisory`, [
    ENCRYPT,
    `Hello${asked[0] ? ` ${asked[0]}` : ""},`,
    "below is what we would like to publish about the flaw that you reported. Is anything wrong, missing, or better left out?",
    asked.length > 0
      ? `May we name you as "${asked.join(", ")}"? Tell us another name, or that you would rather not be named.`
      : "Would you like to be thanked by name? Which one?",
    embargo([advisory]),
    ...body(advisory),
    "Thank you.",
  ]);
  return { to, ...mail };
}

function embargo([{ disclosure }]: Flaws): string {
  return disclosure.public
    ? `It becomes public on ${longInstant(disclosure.public)}.`
    : "The day of publication is not agreed yet; we will tell you.";
}

function body(advisory: Advisory): (string | undefined)[] {
  return [
    block("Issue", [publicTitle(advisory), plainText(sectionOf(advisory, "Summary"))].filter(Boolean).join("\n\n")),
    block("CVE", cveId(advisory) ?? "none assigned yet"),
    block("Severity", severityLine(advisory)),
    sectionBlock(advisory, "Impact"),
    block(
      "Affected versions",
      [affectedLines(advisory), plainText(sectionOf(advisory, "Affected usage"))].filter(Boolean).join("\n\n"),
    ),
    sectionBlock(advisory, "Patches"),
    sectionBlock(advisory, "Workarounds"),
    sectionBlock(advisory, "Details"),
    sectionBlock(advisory, "Breaking change"),
    block("Credit", thanks(advisory)),
    block("References", links(advisory)),
  ];
}
