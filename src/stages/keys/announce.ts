import { join } from "node:path";
import { writeFileAtomic } from "../../tools/files";
import { writeKeyDraft, type KeyDraft } from "../../tools/mail/keyDraft";
import type { Contact } from "../../tools/pgp/keyStore";

/** What there is to tell, whoever it is told to. */
export type Announcement = Omit<KeyDraft, "to">;

/** The people who can be told by mail: those whose current key names an address. */
export function toBeTold(contacts: readonly Contact[]): (Contact & { readonly mail: string })[] {
  return contacts.flatMap((contact) =>
    contact.mail !== undefined && contact.replacedBy === undefined ? { ...contact, mail: contact.mail } : [],
  );
}

/**
 * Writes the certificate and a mail draft for each of these people.
 *
 * @returns the paths of the drafts
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function writeDrafts(
  folder: string,
  announcement: Announcement,
  people: readonly (Contact & { readonly mail: string })[],
): Promise<string[]> {
  const { fingerprint, certificate } = announcement.key;
  await writeFileAtomic(join(folder, `${fingerprint.slice(0, 8)}.asc`), certificate);
  const paths: string[] = [];
  for (const { name, mail, fingerprint: reader } of people) {
    const path = join(folder, `key-${fingerprint.slice(0, 8)}-for-${reader.slice(0, 8)}.eml`);
    await writeFileAtomic(path, await writeKeyDraft({ ...announcement, to: { name: name ?? mail, mail } }));
    paths.push(path);
  }
  return paths;
}
