import type { CaseRecord, Role } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import type { Fingerprint } from "../../model/ids";
import { hasCommitted } from "../../tools/git/committers";
import type { CasePlaces, Home } from "../../tools/home";
import { usableForEncryption } from "../../tools/pgp/certificates";
import { findContact, type Contact } from "../../tools/pgp/keyStore";

/** Somebody the bundle is for. */
export interface Reader {
  readonly fingerprint: Fingerprint;
  /** Armored. */
  readonly certificate: string;
  readonly name: string;
  readonly mail?: string;
  readonly role: Role;
  /** Whether a person has compared the fingerprint. */
  readonly compared: boolean;
  /** Where the key came from. */
  readonly source: string;
}

/** What tells a reader's role. */
export interface RoleFacts {
  readonly record: CaseRecord;
  readonly places: CasePlaces;
  /** Mail addresses of those who wrote the fix, in lower case. */
  readonly authors: readonly string[];
}

/**
 * The people a bundle is for, each once, with their keys.
 *
 * @param to mail addresses or full fingerprints of contacts; when empty, the reporter of the case
 * @throws EmbargoError `key-missing`, `key-ambiguous`, `key-unusable`
 */
export async function readReaders(home: Home, facts: RoleFacts, to: readonly string[]): Promise<Reader[]> {
  const readers = new Map<Fingerprint, Reader>();
  for (const wish of to.length > 0 ? to : reporterOf(facts.record)) {
    const contact = await findContact(home, wish);
    const { fingerprint, certificate, name, mail, comparedAt, source } = contact;
    await usableForEncryption({ armored: certificate }, new Date());
    readers.set(fingerprint, {
      fingerprint,
      certificate,
      name: name ?? mail ?? fingerprint,
      ...(mail === undefined ? {} : { mail }),
      role: await roleOf(contact, facts),
      compared: comparedAt !== undefined,
      source,
    });
  }
  const earlier = facts.record.bundles.at(-1)?.recipients.map(({ fingerprint }) => fingerprint) ?? [];
  refuseSameNames(new Set([...readers.keys(), ...earlier]));
  return [...readers.values()];
}

function reporterOf({ id, reporter }: CaseRecord): [string] {
  const wish = reporter?.fingerprint ?? reporter?.mail;
  if (wish) return [wish];
  throw new EmbargoError(
    "key-missing",
    `The case ${id} has no reporter whose key is known.`,
    "Name the reader by mail address or fingerprint; import their key first with: embargo key import FILE.",
  );
}

/**
 * Who wrote a part of the fix cannot confirm it. Who committed to the public branch before is a maintainer, and so is whoever
 * was chosen to read the fix of a case that nobody reported.
 */
async function roleOf(
  { fingerprint, mail: address }: Contact,
  { record: { base, reporter }, places, authors }: RoleFacts,
): Promise<Role> {
  const mail = address?.toLowerCase();
  if (mail !== undefined && authors.includes(mail)) return "other";
  if (!reporter) return "maintainer";
  const isReporter = reporter.fingerprint
    ? reporter.fingerprint === fingerprint
    : mail !== undefined && reporter.mail?.toLowerCase() === mail;
  if (isReporter) return "reporter";
  return mail !== undefined && (await hasCommitted(places.repository, base.commit, mail)) ? "maintainer" : "other";
}

/** Files are named after eight letters of the reader's fingerprint: two alike would overwrite each other. */
function refuseSameNames(fingerprints: ReadonlySet<Fingerprint>): void {
  if (new Set([...fingerprints].map((fingerprint) => fingerprint.slice(0, 8))).size === fingerprints.size) return;
  throw new EmbargoError(
    "key-ambiguous",
    "Two of the readers have fingerprints that begin alike; their files would have the same name.",
    "Ask one of them for another key.",
  );
}
