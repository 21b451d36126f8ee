import type { Fingerprint } from "../../model/ids";
import type { Home } from "../home";
import { listContacts, type Contact } from "./contacts";
import { keyHealth, type KeyHealth } from "./keyHealth";
import { readOwnKey, type OwnKey } from "./ownKey";

/** Something about a key that wants doing, said the same way everywhere. */
export interface KeyNotice {
  readonly fingerprint: Fingerprint;
  /** Whose key it is. */
  readonly whose: "own" | "contact";
  readonly kind: KeyHealth["state"] | "no-backup" | "unreadable";
  /** Half a sentence without a full stop, names escaped by whoever shows it: "your key ends on 2026-12-01, in 6 days". */
  readonly sentence: string;
  /** What to do, naming the verb. */
  readonly hint: string;
}

/** What the keys of this home want now: the own one first, then people's; nothing when all is well. */
export async function keyNotices(home: Home, now = new Date()): Promise<KeyNotice[]> {
  const own = await readOwnKey(home).catch(() => undefined); // doctor says what is wrong with it
  const contacts = await listContacts(home).catch(() => []);
  const current = contacts.filter(({ replacedBy }) => replacedBy === undefined);
  const found = await Promise.all([own ? ofOwn(own, now) : [], ...current.map((contact) => ofContact(contact, now))]);
  return found.flat();
}

async function ofOwn(own: OwnKey, now: Date): Promise<KeyNotice[]> {
  const { fingerprint } = own;
  const health = await healthOf(own.certificate, now);
  const words = wordsOf(health);
  const notices: KeyNotice[] = [];
  if (words && health) {
    const hint = own.gpg
      ? `Extend it in gpg (gpg --quick-set-expire ${fingerprint} 2y), then send people your certificate again: embargo key export`
      : health.state === "revoked"
        ? "Make another: embargo key new --replace"
        : "Extend it: embargo key extend. Or make another: embargo key new --replace";
    notices.push({ fingerprint, whose: "own", kind: health.state, sentence: `your key ${words}`, hint });
  }
  if (own.secret !== undefined && own.backup === undefined) {
    notices.push({
      fingerprint,
      whose: "own",
      kind: "no-backup",
      sentence: "your key has no copy: if this disk fails, nothing that was sent to you can be opened again",
      hint: "Save one: embargo key backup FILE. Or say that you need none: embargo key backup --dismiss",
    });
  }
  return notices;
}

async function ofContact({ fingerprint, certificate, name, mail }: Contact, now: Date): Promise<KeyNotice[]> {
  const who = name ?? mail ?? fingerprint;
  const health = await healthOf(certificate, now);
  if (!health) {
    const hint = "Ask its owner for a current one and import it: embargo key import FILE";
    return [{ fingerprint, whose: "contact", kind: "unreadable", sentence: `the key of ${who} cannot be read`, hint }];
  }
  const words = wordsOf(health);
  if (!words) return [];
  const hint = "Ask its owner for a current one and import it: embargo key import FILE";
  return [{ fingerprint, whose: "contact", kind: health.state, sentence: `the key of ${who} ${words}`, hint }];
}

function healthOf(certificate: string, now: Date): Promise<KeyHealth | undefined> {
  return keyHealth(certificate, now).catch(() => undefined);
}

function wordsOf(health: KeyHealth | undefined): string | undefined {
  const day = health?.at?.slice(0, 10);
  switch (health?.state) {
    case "soon":
      return `ends on ${day}, ${inDays(health.daysLeft ?? 0)}`;
    case "expired":
      return `ended on ${day}`;
    case "revoked":
      return `was revoked on ${day}`;
    case "unusable":
      return "has no part that signs, or none that encrypts";
    default:
      return undefined;
  }
}

function inDays(days: number): string {
  if (days < 1) return "within a day";
  return days === 1 ? "in 1 day" : `in ${days} days`;
}
