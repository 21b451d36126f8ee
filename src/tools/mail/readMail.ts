import type { Attachment, Email } from "postal-mime";
import { EmbargoError } from "../../model/errors";
import { asInstant, type Instant } from "../../model/ids";
import { findArmorBlocks } from "./armorBlocks";
import { htmlToText } from "./htmlText";

/** A file that came with a mail. */
export interface MailAttachment {
  /** As the sender calls it. Escape before showing. */
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array;
}

/** A mail as text. Everything in it is the sender's word: escape before showing. */
export interface Mail {
  readonly from?: { readonly name: string; readonly mail: string };
  readonly subject?: string;
  /** The `Date` header; absent when there is none that can be read. */
  readonly sentAt?: Instant;
  readonly text: string;
  readonly attachments: readonly MailAttachment[];
  /** The sender's certificate from the mail's one `Autocrypt` header (autocrypt.org, level 1); absent without a usable one. */
  readonly autocrypt?: Uint8Array;
  /** Whether some of it came encrypted. */
  readonly encrypted: boolean;
}

/** Opens one encrypted message: armored text, or packets. */
export type Decrypt = (message: Uint8Array | string) => Promise<Uint8Array>;

/** More is no report for people; what was cut is still in the original. */
const LONGEST_TEXT = 1 << 20;

/**
 * Reads a saved mail (RFC 5322, MIME): plain, as PGP/MIME (RFC 3156), or with an armored message in its text. `decrypt` is
 * called only when something is encrypted. Of HTML only the text is taken.
 *
 * @throws EmbargoError `mail-invalid`, and what `decrypt` throws
 */
export async function readMail(bytes: Uint8Array, decrypt: Decrypt): Promise<Mail> {
  const outer = await parse(bytes);
  if (outer.from === undefined && outer.subject === undefined) throw notAMail();
  const sealed = sealedPart(outer.attachments);
  if (!sealed) return await openInline(toMail(outer), decrypt);
  const inner = await parse(await decrypt(sealed));
  const { subject = outer.subject } = inner; // the outer one only says "..." when the sender's program protects it
  return { ...toMail({ ...outer, ...inner, ...(subject === undefined ? {} : { subject }) }), encrypted: true };
}

async function parse(bytes: Uint8Array): Promise<Email> {
  const { default: PostalMime } = await import("postal-mime");
  try {
    return await PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: 32 });
  } catch (error) {
    throw notAMail(error);
  }
}

function toMail({ from, subject, date, text, html, attachments, headers }: Email): Mail {
  const sentAt = date === undefined ? undefined : asInstant(date.replace(/\.\d{3}Z$/, "Z"));
  const body = (text ?? htmlToText((html ?? "").slice(0, LONGEST_TEXT))).slice(0, LONGEST_TEXT);
  return {
    ...(from?.address ? { from: { name: from.name, mail: from.address } } : {}),
    ...(subject === undefined ? {} : { subject }),
    ...(sentAt === undefined ? {} : { sentAt }),
    text: body.replace(/\r\n?/g, "\n"),
    attachments: attachments.map(toAttachment),
    ...autocryptOf(headers, from?.address),
    encrypted: false,
  };
}

/** More than one header, or one for another address than the sender's, counts as none. */
function autocryptOf(headers: Email["headers"], sender: string | undefined): Pick<Mail, "autocrypt"> {
  const found = headers.filter(({ key }) => key === "autocrypt").map(({ value }) => value);
  const attributes = new Map(
    (found[0] ?? "").split(";").map((part) => {
      const [name = "", ...value] = part.split("=");
      return [name.trim(), value.join("=").replace(/\s+/g, "")];
    }),
  );
  const keydata = attributes.get("keydata") ?? "";
  const isSenders = attributes.get("addr")?.toLowerCase() === sender?.toLowerCase();
  if (found.length !== 1 || !isSenders || !/^[A-Za-z0-9+/]+={0,2}$/.test(keydata)) return {};
  return { autocrypt: Uint8Array.from(Buffer.from(keydata, "base64")) };
}

function toAttachment({ filename, mimeType, content }: Attachment): MailAttachment {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
  return { name: filename ?? "", type: mimeType, content: bytes };
}

/** The `Message-ID` of a saved mail, or `undefined`. Opens nothing that is encrypted. */
export async function readMessageId(bytes: Uint8Array): Promise<string | undefined> {
  return (await parse(bytes)).messageId;
}

/** RFC 3156 section 4: a part that announces the version, then the message. */
function sealedPart(attachments: readonly Attachment[]): Uint8Array | string | undefined {
  const announced = attachments.findIndex(({ mimeType }) => mimeType === "application/pgp-encrypted");
  const part = announced < 0 ? undefined : attachments[announced + 1];
  if (!part) return undefined;
  const { content } = toAttachment(part);
  return findArmorBlocks(new TextDecoder("latin1").decode(content), "MESSAGE")[0]?.armored ?? content;
}

async function openInline(mail: Mail, decrypt: Decrypt): Promise<Mail> {
  const [block] = findArmorBlocks(mail.text, "MESSAGE");
  if (!block) return mail;
  const plain = new TextDecoder().decode(await decrypt(block.armored)).replace(/\r\n?/g, "\n");
  return { ...mail, text: mail.text.slice(0, block.start) + plain + mail.text.slice(block.end), encrypted: true };
}

function notAMail(cause?: unknown): EmbargoError {
  return new EmbargoError(
    "mail-invalid",
    "The file is not a mail that can be read: it has neither a sender nor a subject.",
    "Save the mail from your mail program as a file (.eml), with its original text.",
    cause,
  );
}
