import type { AdoptedSeries, CaseRecord, Role } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import type { Fingerprint } from "../../model/ids";
import { hasCommitted } from "../../tools/git/committers";
import type { CasePlaces, Home } from "../../tools/home";
import { usableForEncryption } from "../../tools/pgp/certificates";
import { currentContact, findContact, type Contact } from "../../tools/pgp/keyStore";

/** Somebody the bundle is for. */
export interface Reader {
  /** `passphrase` for a reader without a key. */
  readonly fingerprint: Fingerprint | "passphrase";
  /** Armored; absent for a reader without a key. */
  readonly certificate?: string;
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
 * @param wishes.to mail addresses or full fingerprints of contacts; when empty and nobody gets a passphrase, the reporter
 * @throws EmbargoError `key-missing`, `key-ambiguous`, `key-unusable`
 */
export async function readReaders(
  home: Home,
  facts: RoleFacts,
  { to, passphrase = false }: { readonly to: readonly string[]; readonly passphrase?: boolean },
): Promise<Reader[]> {
  const readers = new Map<Reader["fingerprint"], Reader>();
  for (const wish of to.length > 0 || passphrase ? to : reporterOf(facts.record)) {
    const named = await findContact(home, wish);
    // The reporter may have another key by now, for which the one in the case vouched; a fingerprint given now is meant.
    const contact = to.length > 0 ? named : await currentContact(home, named);
    const { fingerprint, certificate, name, mail, comparedAt, source } = contact;
    await usableForEncryption({ armored: certificate }, new Date());
    readers.set(fingerprint, {
      fingerprint,
      certificate,
      name: name ?? mail ?? fingerprint,
      ...(mail === undefined ? {} : { mail }),
      role: await roleOf(contact, facts, named.fingerprint),
      compared: comparedAt !== undefined,
      source,
    });
  }
  if (passphrase) readers.set("passphrase", withoutKey(facts));
  const earlier = facts.record.bundles.at(-1)?.recipients.map(({ fingerprint }) => fingerprint) ?? [];
  refuseSameNames(new Set([...readers.keys(), ...earlier]));
  return [...readers.values()];
}

/** What plans and records call whoever is told the words, where no reporter is known. */
export const NAMELESS = "a reader without a key";

/** Whoever is told the words: the reporter, where one is known. */
function withoutKey({ record: { reporter, adopted = [] }, authors }: RoleFacts): Reader {
  const mail = reporter?.mail;
  const named = mail !== undefined && authors.includes(mail.toLowerCase());
  const wroteIt = named || adopted.some(({ from }) => from.mail !== undefined && from.mail === mail);
  return {
    fingerprint: "passphrase",
    name: reporter?.name ?? NAMELESS,
    ...(mail === undefined ? {} : { mail }),
    role: reporter && !wroteIt ? "reporter" : "other",
    compared: false,
    source: "whoever knows the words",
  };
}

function reporterOf({ id, reporter }: CaseRecord): [string] {
  const wish = reporter?.fingerprint ?? reporter?.mail;
  if (wish) return [wish];
  throw new EmbargoError(
    "key-missing",
    `The case ${id} has no reporter whose key is known.`,
    "Name the reader by mail address or fingerprint (import their key first: embargo key import FILE), or, for one without a key, ask for a passphrase (--passphrase).",
  );
}

/**
 * Who wrote a part of the fix cannot confirm it. Who committed to the public branch before is a maintainer, and so is whoever
 * was chosen to read the fix of a case that nobody reported.
 */
async function roleOf(
  { fingerprint, mail: address, vouchedBy }: Contact,
  { record: { base, reporter, adopted = [] }, places, authors }: RoleFacts,
  namedAs: Fingerprint,
): Promise<Role> {
  const mail = address?.toLowerCase();
  if (mail !== undefined && authors.includes(mail)) return "other";
  const keys = [fingerprint, namedAs, vouchedBy];
  const wrote = ({ from }: AdoptedSeries) =>
    (from.fingerprint !== undefined && keys.includes(from.fingerprint)) ||
    (mail !== undefined && from.mail?.toLowerCase() === mail);
  if (adopted.some(wrote)) return "other";
  if (!reporter) return "maintainer";
  const isReporter = reporter.fingerprint
    ? reporter.fingerprint === fingerprint || reporter.fingerprint === namedAs || reporter.fingerprint === vouchedBy
    : mail !== undefined && reporter.mail?.toLowerCase() === mail;
  if (isReporter) return "reporter";
  return mail !== undefined && (await hasCommitted(places.repository, base.commit, mail)) ? "maintainer" : "other";
}

/** Files are named after eight letters of the reader's fingerprint: two alike would overwrite each other. */
function refuseSameNames(fingerprints: ReadonlySet<Reader["fingerprint"]>): void {
  if (new Set([...fingerprints].map((fingerprint) => fingerprint.slice(0, 8))).size === fingerprints.size) return;
  throw new EmbargoError(
    "key-ambiguous",
    "Two of the readers have fingerprints that begin alike; their files would have the same name.",
    "Ask one of them for another key.",
  );
}
