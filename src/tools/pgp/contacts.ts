import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import type { Fingerprint, Instant } from "../../model/ids";
import { asFingerprint, toInstant } from "../../model/ids";
import type { Home } from "../home";
import { mergeCertificates, readCertificate, type Certificate } from "./certificates";
import { refuseOther } from "./expectedFingerprint";
import { isCertifiedBy } from "./keyChanges";
import { keysDir, readKeyFile, writeKeyFile } from "./keyFile";

/** A pinned key of somebody else: `<home>/keys/contacts/<fingerprint>.json`. */
export interface Contact {
  readonly format: "embargo-contact/1";
  /** Of the primary key: what is pinned. */
  readonly fingerprint: Fingerprint;
  /** Armored. */
  readonly certificate: string;
  readonly pinnedAt: Instant;
  /** When a person compared the fingerprint with its owner; absent until then. */
  readonly comparedAt?: Instant;
  /** Where the key came from, for people: "imported from a file". */
  readonly source: string;
  /** A pinned key that vouched for this one when it came: its owner's earlier one. Not the same as compared. */
  readonly vouchedBy?: Fingerprint;
  /** The key of the same mail address that this one vouched for: its owner's next one. */
  readonly replacedBy?: Fingerprint;
  /** As the key itself says. Escape before showing. */
  readonly name?: string;
  readonly mail?: string;
}

/** All pinned keys, by fingerprint. @throws EmbargoError `key-invalid` when a file is damaged */
export async function listContacts(home: Home): Promise<Contact[]> {
  const names = await readdir(contactsDir(home)).catch(() => []);
  const fingerprints = names.flatMap((name) => asFingerprint(name.replace(/\.json$/, "")) ?? []).sort();
  const contacts = await Promise.all(fingerprints.map((fingerprint) => readContact(home, fingerprint)));
  return contacts.filter((contact) => contact !== undefined);
}

/**
 * Pins a key. One that is pinned already is merged: revocations and new expiries take effect, when it was pinned and
 * compared stays.
 *
 * @param options.fingerprint the only key that may be in the file; spaces are forgiven
 * @throws EmbargoError `key-invalid`, `fingerprint-differs`, `usage`, `disk-full`, `home-unwritable`
 */
export async function importContact(
  home: Home,
  bytes: Uint8Array,
  options: { readonly fingerprint?: string; readonly source: string; readonly now?: Date },
): Promise<Contact> {
  const imported = await readCertificate(bytes);
  refuseOther(imported.fingerprint, options.fingerprint);
  const known = await readContact(home, imported.fingerprint);
  const certificate = known ? await mergeCertificates(known.certificate, imported.armored) : imported;
  const { name, mail } = certificate;
  const before = known ? undefined : await earlierKey(home, certificate);
  const contact = await keep(home, {
    format: "embargo-contact/1",
    fingerprint: certificate.fingerprint,
    certificate: certificate.armored,
    pinnedAt: known?.pinnedAt ?? toInstant(options.now ?? new Date()),
    ...(known?.comparedAt ? { comparedAt: known.comparedAt } : {}),
    source: known?.source ?? options.source,
    ...(known?.replacedBy ? { replacedBy: known.replacedBy } : {}),
    ...(before ? { vouchedBy: before.fingerprint } : known?.vouchedBy ? { vouchedBy: known.vouchedBy } : {}),
    ...(name ? { name } : {}),
    ...(mail ? { mail } : {}),
  });
  if (before) await keep(home, { ...before, replacedBy: contact.fingerprint });
  return contact;
}

/** The pinned key of the same address that vouches for a new one. */
async function earlierKey(home: Home, { armored, mail }: Certificate): Promise<Contact | undefined> {
  if (mail === undefined) return undefined;
  const same = (await listContacts(home)).filter((contact) => contact.mail?.toLowerCase() === mail.toLowerCase());
  for (const contact of same) if (await isCertifiedBy(armored, contact.certificate)) return contact;
  return undefined;
}

/** The key that its owner uses now: the pinned one, or the one it vouched for, and so on. */
export async function currentContact(home: Home, contact: Contact): Promise<Contact> {
  const contacts = await listContacts(home);
  let current = contact;
  for (const _ of contacts) {
    const next = contacts.find(({ fingerprint }) => fingerprint === current.replacedBy);
    if (!next) break;
    current = next;
  }
  return current;
}

/** Records that a person compared a pinned fingerprint with its owner. @throws EmbargoError `key-missing` */
export async function markCompared(home: Home, fingerprint: Fingerprint, now = new Date()): Promise<Contact> {
  const contact = await findContact(home, fingerprint);
  return keep(home, { ...contact, comparedAt: toInstant(now) });
}

/**
 * The one pinned key with this full fingerprint or mail address (case ignored).
 *
 * @throws EmbargoError `key-missing`, `key-ambiguous` when two keys have the address
 */
export async function findContact(home: Home, mailOrFingerprint: string): Promise<Contact> {
  const fingerprint = asFingerprint(mailOrFingerprint);
  const mail = mailOrFingerprint.trim().toLowerCase();
  const contacts = await listContacts(home);
  const [found, ...more] = contacts.filter((contact) =>
    fingerprint
      ? contact.fingerprint === fingerprint
      : contact.mail?.toLowerCase() === mail && contact.replacedBy === undefined,
  );
  if (!found) {
    throw new EmbargoError(
      "key-missing",
      "No pinned key has this mail address or fingerprint.",
      "Import the person's key first: embargo key import FILE.",
    );
  }
  if (more.length === 0) return found;
  const all = [found, ...more].map((contact) => contact.fingerprint).join(" and ");
  throw new EmbargoError(
    "key-ambiguous",
    `More than one pinned key has this mail address: ${all}.`,
    "Give the fingerprint.",
  );
}

function readContact(home: Home, fingerprint: Fingerprint): Promise<Contact | undefined> {
  const texts = ["fingerprint", "certificate", "pinnedAt", "source"] as const;
  return readKeyFile<Contact>(contactPath(home, fingerprint), "embargo-contact/1", texts);
}

async function keep(home: Home, contact: Contact): Promise<Contact> {
  await writeKeyFile(contactPath(home, contact.fingerprint), contact);
  return contact;
}

function contactsDir(home: Home): string {
  return join(keysDir(home), "contacts");
}

function contactPath(home: Home, fingerprint: Fingerprint): string {
  return join(contactsDir(home), `${fingerprint}.json`);
}
