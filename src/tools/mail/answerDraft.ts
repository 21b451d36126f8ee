import type { CaseId } from "../../model/ids";
import { writeDraft } from "./draft";

/** The mail that carries an answer back. */
export interface AnswerDraft {
  readonly id: CaseId;
  readonly version: number;
  readonly to: { readonly name?: string; readonly mail?: string };
  readonly answer: { readonly name: string; readonly content: Uint8Array };
}

/** The mail as bytes of an `.eml` file that mail programs open for editing (`X-Unsent: 1`); it says nothing of the flaw. */
export function writeAnswerDraft({ id, version, to, answer }: AnswerDraft): Promise<Uint8Array> {
  return writeDraft({
    to,
    subject: `Re: ${id}, version ${version}`,
    text: `Hello${to.name === undefined ? "" : ` ${to.name}`},

my answer is in the encrypted file ${answer.name}.

With Embargo: open it in VS Code, or: embargo accept ${id} ${answer.name}
Without: gpg --decrypt ${answer.name}
`,
    attachments: [answer],
  });
}
