import { groupFingerprint, type CaseId, type Fingerprint } from "../../model/ids";
import { writeDraft } from "./draft";

/** A mail that a person may send: it waits as a draft, Embargo sends nothing. */
export interface BundleDraft {
  readonly id: CaseId;
  readonly version: number;
  readonly own: { readonly fingerprint: Fingerprint };
  /** The name is absent where nobody is known by one. */
  readonly to: { readonly name?: string; readonly mail?: string };
  /** Whether it opens with words that are told on another way. */
  readonly byPassphrase: boolean;
  readonly bundle: { readonly name: string; readonly content: Uint8Array };
  /** The sender's certificate, armored. */
  readonly certificate: { readonly name: string; readonly content: string };
}

/**
 * The mail that carries a bundle, as bytes of an `.eml` file that mail programs open for editing (`X-Unsent: 1`). The bundle is
 * a plain attachment: PGP/MIME is what some servers break. Subject and text say nothing of the flaw.
 */
export function writeBundleDraft(draft: BundleDraft): Promise<Uint8Array> {
  const { id, version, to, bundle, certificate } = draft;
  return writeDraft({
    to,
    subject: `${id}, version ${version}`,
    text: bodyOf(draft),
    attachments: [bundle, certificate],
  });
}

function bodyOf({ id, version, own, to, bundle, certificate, byPassphrase }: BundleDraft): string {
  const folder = `../${id}-v${version}`;
  const words = byPassphrase
    ? "\nIt opens with seven words, with a blank between them. We tell you these on another way, never by mail.\n"
    : "";
  return `Hello${to.name === undefined ? "" : ` ${to.name}`},

the encrypted file ${bundle.name} is for you alone. Please keep it to yourself until we have released.
${words}
It is signed with our key, which comes along as ${certificate.name}. Its fingerprint:

    ${groupFingerprint(own.fingerprint)}

Please compare it with the one that the project has published.

With VS Code and Embargo: save the attachments and open the encrypted file ("Embargo: Open a Bundle or an Answer…").

Without: save both attachments in a new, empty folder ${id}-v${version} beside your clone of the project. Then, in the clone:

    gpg --import ${folder}/${certificate.name}
    gpg --output ${folder}/bundle.tar --decrypt ${folder}/${bundle.name}
    tar -C ${folder} -xf ${folder}/bundle.tar

The second must print "Good signature" and the fingerprint above. The file ${folder}/embargo/README.txt then says how to go on (its step 4) and how to answer.

Thank you.
`;
}
