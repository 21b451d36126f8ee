import { groupFingerprint, type Fingerprint } from "../../model/ids";
import { writeDraft } from "./draft";

/** What happened to one's own key, as people who write to it must know. */
export type KeyNews = "replaced" | "extended" | "revoked";

/** A mail that tells somebody about one's own key: it waits as a draft, Embargo sends nothing. */
export interface KeyDraft {
  readonly news: KeyNews;
  readonly to: { readonly name: string; readonly mail: string };
  /** The key that the mail is about. */
  readonly key: { readonly fingerprint: Fingerprint; readonly certificate: string };
  /** Only for `replaced`: the key before, and whether it vouches for the new one. */
  readonly before?: { readonly fingerprint: Fingerprint; readonly vouches: boolean };
}

/** The mail as bytes of an `.eml` file that mail programs open for editing (`X-Unsent: 1`), the certificate attached. */
export function writeKeyDraft(draft: KeyDraft): Promise<Uint8Array> {
  const { to, key } = draft;
  return writeDraft({
    to,
    subject: SUBJECTS[draft.news],
    text: bodyOf(draft),
    attachments: [{ name: fileName(key.fingerprint), content: key.certificate }],
  });
}

const SUBJECTS: Readonly<Record<KeyNews, string>> = {
  replaced: "My OpenPGP key has changed",
  extended: "My OpenPGP key is valid for longer",
  revoked: "Please stop using my OpenPGP key",
};

function bodyOf({ news, to, key, before }: KeyDraft): string {
  const file = fileName(key.fingerprint);
  return `Hello ${to.name},

${paragraphs(news, file, before)}

    ${groupFingerprint(key.fingerprint)}

With Embargo: "Embargo: Import Somebody's Key…", or embargo key import ${file}
With gpg:     gpg --import ${file}

Thank you.
`;
}

function paragraphs(news: KeyNews, file: string, before: KeyDraft["before"]): string {
  switch (news) {
    case "replaced":
      return `from now on please write to my new OpenPGP key. It is attached as ${file}.

My key until now was

    ${before ? groupFingerprint(before.fingerprint) : ""}

${before?.vouches ? "It has signed the new one. Please compare the new fingerprint with me all the same, on another way than this mail:" : "Please compare the new fingerprint with me, on another way than this mail:"}`;
    case "extended":
      return `my OpenPGP key is the same as before, and valid for longer. Please import it again from ${file}; its fingerprint has not changed:`;
    case "revoked":
      return `please do not use this OpenPGP key of mine any more. The attached ${file} says so in its own words, once you import it:`;
  }
}

function fileName(fingerprint: Fingerprint): string {
  return `${fingerprint.slice(0, 8)}.asc`;
}
