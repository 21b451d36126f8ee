declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** `E-` and six letters of Crockford's alphabet: says nothing about the flaw. */
export type CaseId = Branded<"CaseId">;
/** A full git object id, lower-case hex: 40 characters (SHA-1) or 64 (SHA-256). */
export type Oid = Branded<"Oid">;
/** The fingerprint of an OpenPGP primary key: upper-case hex, 40 characters (v4) or 64 (v6), never grouped. */
export type Fingerprint = Branded<"Fingerprint">;
/** A SHA-256 digest, 64 lower-case hex characters. */
export type Sha256 = Branded<"Sha256">;
/** An instant in UTC to the second: `2026-11-21T14:05:00Z`. */
export type Instant = Branded<"Instant">;

/** Digits and letters without I, L, O, U (Crockford's base 32): safe to read aloud. */
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CASE_ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/;
const WINDOWS_RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

/** `text` as a case id, or `undefined`. The shape is the one the bundle format allows. */
export function asCaseId(text: string): CaseId | undefined {
  return CASE_ID.test(text) && !WINDOWS_RESERVED.test(text) ? (text as CaseId) : undefined;
}

/** A new opaque case id from six random bytes. */
export function newCaseId(random: Uint8Array): CaseId {
  const letters = [...random.subarray(0, 6)].map((byte) => CROCKFORD[byte & 31]);
  return `E-${letters.join("")}` as CaseId;
}

/** `text` as an object id, or `undefined`. */
export function asOid(text: string): Oid | undefined {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? (text as Oid) : undefined;
}

/** Whether `oid` is git's all-zero id, which stands for "no object" in a hook's input. */
export function isZeroOid(oid: Oid): boolean {
  return /^0+$/.test(oid);
}

/** `text` as a fingerprint (spaces and case forgiven, as people paste them), or `undefined`. */
export function asFingerprint(text: string): Fingerprint | undefined {
  const compact = text.replace(/\s+/g, "").replace(/^0x/i, "").toUpperCase();
  return /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/.test(compact) ? (compact as Fingerprint) : undefined;
}

/** A fingerprint in groups of four, as people compare it. */
export function groupFingerprint(fingerprint: Fingerprint): string {
  return fingerprint.replace(/(.{4})(?=.)/g, "$1 ");
}

/** `text` as a SHA-256 digest, or `undefined`. */
export function asSha256(text: string): Sha256 | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? (text as Sha256) : undefined;
}

/** `date` to the second. */
export function toInstant(date: Date): Instant {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z") as Instant;
}

/** `text` as an instant if it is one that exists (no 30 February), or `undefined`. */
export function asInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text)) return undefined;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && toInstant(date) === text ? (text as Instant) : undefined;
}
