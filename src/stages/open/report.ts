import { escapeLine, escapeText } from "../../model/escape";
import { toInstant, type Instant } from "../../model/ids";
import { readNamedFile } from "../../tools/files";
import type { Home } from "../../tools/home";
import { certificatesIn } from "../../tools/mail/certificatesIn";
import { readMail, type Mail } from "../../tools/mail/readMail";
import type { Certificate } from "../../tools/pgp/certificates";
import { decryptMail } from "../../tools/pgp/decryptMail";
import { unlockOwnKey, type PassphraseSource } from "../../tools/pgp/keyStore";

/** A report by mail, ready to be shown as text: everything of the sender's is escaped. */
export interface Report {
  readonly from?: { readonly name: string; readonly mail: string };
  /** The subject without its reply marks; absent when it says nothing. */
  readonly suggestedTitle?: string;
  /** When it came, as its `Date` says; never in the future. */
  readonly receivedAt: Instant;
  readonly text: string;
  readonly attachments: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly encrypted: boolean;
  /** Certificates that came along, each once: offered as the reporter's key. */
  readonly keys: readonly Certificate[];
  /** The file as it was saved. */
  readonly original: Uint8Array;
}

const LARGEST_MAIL = 25 * 2 ** 20;
const LONGEST_TITLE = 200;

/**
 * Reads a saved mail (`.eml`). An encrypted one is opened with our own key; whether it is signed does not matter.
 *
 * @throws EmbargoError `mail-invalid`, `too-large` (25 MB), `file-unreadable`, `not-for-me`, `own-key-missing`,
 *   `passphrase-needed`, `passphrase-wrong`
 */
export async function readReport(
  home: Home,
  file: string,
  passphrase: PassphraseSource = () => Promise.resolve(undefined),
): Promise<Report> {
  const original = await readNamedFile(file, LARGEST_MAIL);
  const mail = await readMail(original, async (message) =>
    decryptMail(message, [await unlockOwnKey(home, passphrase)]),
  );
  const suggestedTitle = titleOf(mail.subject ?? "");
  return {
    ...(mail.from === undefined
      ? {}
      : { from: { name: escapeLine(mail.from.name), mail: escapeLine(mail.from.mail) } }),
    ...(suggestedTitle === "" ? {} : { suggestedTitle }),
    receivedAt: receivedAt(mail, new Date()),
    text: escapeText(mail.text.replaceAll("\t", "    ")),
    attachments: mail.attachments.map(({ name, content }) => ({ name: escapeLine(name), sizeBytes: content.length })),
    encrypted: mail.encrypted,
    keys: await certificatesIn(mail),
    original,
  };
}

/** The `Date` header starts the clock, but a mail does not come from the future. */
function receivedAt({ sentAt }: Mail, now: Date): Instant {
  const latest = toInstant(now);
  return sentAt !== undefined && sentAt < latest ? sentAt : latest;
}

function titleOf(subject: string): string {
  const bare = subject
    .replace(/^(?:\s*(?:re|fwd?|aw|wg)\s*:)+/i, "")
    .replace(/\s+/g, " ")
    .trim();
  return bare === "..." ? "" : escapeLine(bare).slice(0, LONGEST_TITLE);
}
