import { EmbargoError } from "../../model/errors";
import { byteText } from "../../model/bundle/bytes";
import { readMail, type Decrypt, type Mail } from "../../tools/mail/readMail";

/** A file as the person got it: a mail, a patch, an mbox, a git bundle, or any of them encrypted. */
export type Source = Uint8Array;

/** What a file holds once its wrappings are off: mails for git, or a git bundle. */
export interface Unwrapped {
  readonly kind: "mails" | "git-bundle";
  readonly bytes: Uint8Array;
  /** The number in a mark such as `[PATCH 2/3]`, to put mails in order that were saved one by one. */
  readonly number?: number;
}

/** Who a bare diff is from, which has no author of its own. */
export interface Sender {
  readonly name: string;
  readonly mail: string;
}

const MOST_DEPTH = 3;
const DIFF = /^diff --git /m;
const MAIL_START = /^(?:From |[A-Za-z][A-Za-z0-9-]*:[ \t])/;

/**
 * Takes the wrappings off: encryption, attachments, the mail around an inline patch. A plain mail or mbox stays as it is,
 * because git reads those best.
 *
 * @throws EmbargoError `patch-fails` for a file without a patch, `mail-invalid`, and what `decrypt` throws
 */
export async function unwrap(bytes: Source, decrypt: Decrypt, sender: Sender, depth = 0): Promise<Unwrapped[]> {
  const text = byteText(bytes);
  if (depth > MOST_DEPTH) throw noPatch();
  if (/^# v[23] git bundle\n/.test(text)) return [{ kind: "git-bundle", bytes }];
  if (isEncrypted(bytes, text)) return unwrap(await decrypt(bytes), decrypt, sender, depth + 1);
  if (MAIL_START.test(text)) return fromMail(bytes, text, decrypt, sender, depth);
  if (DIFF.test(text)) return [{ kind: "mails", bytes: asMail(text, sender, undefined) }];
  throw noPatch();
}

async function fromMail(bytes: Uint8Array, text: string, decrypt: Decrypt, sender: Sender, depth: number) {
  if (/^From [0-9a-f]{40,64} Mon Sep 17 00:00:00 2001$/m.test(text.slice(0, 200))) return [plain(bytes, text)];
  const mail = await readMail(bytes, decrypt);
  const from = mail.from ?? sender;
  const attached = mail.attachments.filter(({ name, content }) => isPatchFile(name, content));
  if (attached.length > 0) {
    const found = await Promise.all(attached.map(({ content }) => unwrap(content, decrypt, from, depth + 1)));
    return found.flat();
  }
  if (!DIFF.test(mail.text)) return DIFF.test(text) ? [plain(bytes, text)] : [];
  return mail.encrypted
    ? [numbered({ kind: "mails", bytes: asMail(mail.text, from, mail) }, mail.subject)]
    : [plain(bytes, text)];
}

function plain(bytes: Uint8Array, text: string): Unwrapped {
  return numbered({ kind: "mails", bytes }, /^Subject:(.*)$/im.exec(text)?.[1]);
}

function numbered(unwrapped: Unwrapped, subject = ""): Unwrapped {
  const marks = subject.match(/\[[^[\]]*\]/g) ?? [];
  const number = /(?<!\d)(\d+)\/\d+\]/.exec(marks.join(""))?.[1];
  return number === undefined ? unwrapped : { ...unwrapped, number: Number(number) };
}

/** A diff in words that were encrypted, or with no mail around it, as a mail that git reads. */
function asMail(text: string, from: Sender, mail: Mail | undefined): Uint8Array {
  const oneLine = (value: string) => value.replace(/[\r\n]+/g, " ").trim();
  const date = mail?.sentAt === undefined ? new Date() : new Date(mail.sentAt);
  const headers = [
    `From: ${oneLine(from.name).replace(/[<>"]/g, "") || from.mail} <${oneLine(from.mail)}>`,
    `Date: ${date.toUTCString().replace("GMT", "+0000")}`,
    `Subject: ${oneLine(mail?.subject ?? "A change without a message")}`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=UTF-8",
    "Content-Transfer-Encoding: 8bit",
  ];
  const bytes =
    mail === undefined ? Uint8Array.from(text, (character) => character.charCodeAt(0)) : new TextEncoder().encode(text);
  const head = new TextEncoder().encode(`${headers.join("\n")}\n\n`);
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  return whole;
}

function isEncrypted(bytes: Uint8Array, text: string): boolean {
  return ((bytes[0] ?? 0) & 0x80) !== 0 || text.trimStart().startsWith("-----BEGIN PGP MESSAGE-----");
}

function isPatchFile(name: string, content: Uint8Array): boolean {
  const start = byteText(content.subarray(0, 4096));
  if (/^# v[23] git bundle\n/.test(start)) return true;
  if (/\.(?:patch|diff|mbox|eml)(?:\.(?:asc|gpg|pgp))?$/i.test(name)) return true;
  return DIFF.test(start) && /\.(?:txt)?$/i.test(name);
}

function noPatch(): EmbargoError {
  return new EmbargoError(
    "patch-fails",
    "There is no patch in the file.",
    "Ask for the output of git format-patch, attached to a mail or encrypted, or for a git bundle.",
  );
}
