/** A mail of plain text that a person may send: it waits as a draft, Embargo sends nothing. */
export interface TextDraft {
  /** Absent while it is not known. */
  readonly to?: { readonly name: string; readonly mail: string };
  readonly subject: string;
  /** Lines of at most 76 characters travel as they are. */
  readonly text: string;
  readonly writtenAt: Date;
}

/** The mail as bytes of an `.eml` file that mail programs open for editing (`X-Unsent: 1`). */
export async function writeTextDraft({ to, subject, text, writtenAt }: TextDraft): Promise<Uint8Array> {
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const composer = new MailComposer({
    ...(to === undefined ? {} : { to: { name: to.name, address: to.mail } }),
    subject,
    date: writtenAt,
    headers: { "X-Unsent": "1" },
    text,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Uint8Array(await composer.compile().build());
}
