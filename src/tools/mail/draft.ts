/** A file that goes along: text as it is, bytes in base64. */
export interface Attachment {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Media type; default: `application/pgp-keys` for text, `application/octet-stream` for bytes. */
  readonly type?: string;
}

/** A mail that a person may send: it waits as a draft, Embargo sends nothing. */
export interface Draft {
  /** Absent, or without a `mail`, while it is not known. */
  readonly to?: { readonly name?: string; readonly mail?: string };
  readonly subject: string;
  /** Plain text. Lines of at most 76 characters travel as they are. */
  readonly text: string;
  /** The `Message-ID` of the mail that it answers. */
  readonly inReplyTo?: string;
  /** Certificates as text (`.asc`), encrypted files as bytes. */
  readonly attachments?: readonly Attachment[];
  /** Default: the clock. */
  readonly writtenAt?: Date;
}

/**
 * The mail as bytes of an `.eml` file that mail programs open for editing (`X-Unsent: 1`). What is encrypted is a plain
 * attachment: PGP/MIME is what some servers break.
 */
export async function writeDraft(draft: Draft): Promise<Uint8Array> {
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const { to, subject, text, inReplyTo, attachments = [], writtenAt } = draft;
  const composer = new MailComposer({
    ...(to?.mail === undefined ? {} : { to: { name: to.name ?? "", address: to.mail } }),
    ...(inReplyTo === undefined ? {} : { inReplyTo, references: inReplyTo }),
    ...(writtenAt === undefined ? {} : { date: writtenAt }),
    subject,
    headers: { "X-Unsent": "1" },
    text,
    attachments: attachments.map(({ name, content, type }) =>
      typeof content === "string"
        ? { filename: name, content, contentType: type ?? "application/pgp-keys" }
        : { filename: name, content: Buffer.from(content), contentType: type ?? "application/octet-stream" },
    ),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Uint8Array(await composer.compile().build());
}
