import { groupFingerprint, type Fingerprint, type Instant } from "../../model/ids";
import { writeDraft } from "./draft";

/** What the first answer to a reporter is made from. */
export interface Acknowledgement {
  readonly id: string;
  readonly projectName: string;
  /** Who signs it: the maintainer's name as git knows it; the project's when absent. */
  readonly maintainer?: string;
  readonly reporter?: { readonly name: string; readonly mail?: string; readonly hasKey: boolean };
  /** When the report came. */
  readonly receivedAt: Instant;
  readonly writtenAt: Instant;
  /** The `Message-ID` of the report, so that the answer stands below it. */
  readonly inReplyTo?: string;
  /** Our certificate; absent while we have no key. */
  readonly own?: { readonly fingerprint: Fingerprint; readonly certificate: string };
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** What reporters may expect elsewhere, too: Rust's policy promises an update every 5 days; others say 2 to 3 to ask again. */
const NEXT_WORD_DAYS = 5;
const CHASE_DAYS = 3;

/**
 * The acknowledgement as an `.eml` file that mail programs open for editing (`X-Unsent: 1`). It is short enough for a phone, and
 * says nothing of the flaw: it may travel in the open.
 */
export function writeAcknowledgement(facts: Acknowledgement): Promise<Uint8Array> {
  const { id, reporter, own, inReplyTo } = facts;
  return writeDraft({
    ...(reporter === undefined ? {} : { to: reporter }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    subject: `We have your report (${id})`,
    text: acknowledgementText(facts),
    attachments: own ? [{ name: `${own.fingerprint.slice(0, 8)}.asc`, content: own.certificate }] : [],
  });
}

/** The words of the acknowledgement. */
export function acknowledgementText(facts: Acknowledgement): string {
  const { id, projectName, maintainer, reporter, receivedAt, writtenAt } = facts;
  const greeting = reporter?.name ? `Hello ${reporter.name},` : "Hello,";
  const nextWord = longDate(new Date(Date.parse(writtenAt) + NEXT_WORD_DAYS * DAY_MS));
  return `${greeting}

thank you for telling us. Your report of ${longDate(new Date(receivedAt))} has reached us, and ${maintainer ?? "one of us"} is looking at it. We call it ${id}.

You hear from us again by ${nextWord}, with what we found. Please ask after ${CHASE_DAYS} days if you are waiting, and at once if you see it being used.

Please tell nobody else for now. Until people can update, word of it puts them at risk. We will agree on the day of the release with you.

${questions(reporter?.hasKey ?? false)}

${keyText(facts)}

Thank you,
${maintainer === undefined ? projectName : `${maintainer}, for ${projectName}`}
`;
}

function questions(hasKey: boolean): string {
  return [
    "Would you like to write the patch, or shall we?",
    "Which name may we thank in the advisory, or would you rather not be named?",
    ...(hasKey
      ? []
      : ["Do you have an OpenPGP key? We would send you the fix encrypted. If not, we will find another way."]),
  ]
    .map((question, index) => `${index + 1}. ${question}`)
    .join("\n");
}

function keyText({ own }: Acknowledgement): string {
  if (!own)
    return "Our OpenPGP key will come with our next mail. Until then, please keep details out of unencrypted mails.";
  return `Our OpenPGP key is attached. Its fingerprint, to compare with the one that the project has published:
${groupFingerprint(own.fingerprint)}`;
}

/** `Saturday, 21 November 2026`, in UTC. */
function longDate(date: Date): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" })
    .format(date)
    .replace(/^(\w+) /, "$1, ");
}
