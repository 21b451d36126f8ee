import type { CaseId } from "../../model/ids";

/** The mail that carries an answer back. */
export interface AnswerDraft {
  readonly id: CaseId;
  readonly version: number;
  readonly to: { readonly name?: string; readonly mail?: string };
  readonly answer: { readonly name: string; readonly content: Uint8Array };
}

/** The mail as bytes of an `.eml` file that mail programs open for editing (`X-Unsent: 1`); it says nothing of the flaw. */
export async function writeAnswerDraft({ id, version, to, answer }: AnswerDraft): Promise<Uint8Array> {
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const composer = new MailComposer({
    ...(to.mail === undefined ? {} : { to: { name: to.name ?? "", address: to.mail } }),
    subject: `Re: ${id}, version ${version}`,
    headers: { "X-Unsent": "1" },
    text: `Hello${to.name === undefined ? "" : ` ${to.name}`},

my answer is in the encrypted file ${answer.name}.

With Embargo: open it in VS Code, or: embargo accept ${id} ${answer.name}
Without: gpg --decrypt ${answer.name}
`,
    attachments: [
      { filename: answer.name, content: Buffer.from(answer.content), contentType: "application/octet-stream" },
    ],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Uint8Array(await composer.compile().build());
}
