import { EmbargoError } from "../../model/errors";
import { groupFingerprint, toInstant } from "../../model/ids";
import type { Plan, RunOptions, Step } from "../../model/plan";
import type { Home } from "../../tools/home";
import { readCertificate } from "../../tools/pgp/certificates";
import { certifyBy, extendKey, isCertifiedBy, revokeKey, type RevocationReason } from "../../tools/pgp/keyChanges";
import { generateKey, KEY_YEARS, type UnlockedKey } from "../../tools/pgp/keys";
import { keepOwnKey, listContacts, requireOwnKey, type Contact, type OwnKey } from "../../tools/pgp/keyStore";
import { toBeTold, writeDrafts, type Announcement } from "./announce";

/** What shall become of one's own key. */
export type KeyChange =
  | { readonly kind: "replace"; readonly name?: string; readonly mail?: string; readonly years?: number }
  | { readonly kind: "extend"; readonly years?: number }
  | { readonly kind: "revoke"; readonly reason: RevocationReason };

/** A change to one's own key, before it is made. */
export interface KeyChangePlan extends Plan {
  readonly change: KeyChange;
  readonly own: OwnKey;
  /** Whose name the new key will have; only for `replace`. */
  readonly user: { readonly name: string; readonly mail: string };
  readonly people: readonly (Contact & { readonly mail: string })[];
}

/** What was made. */
export interface KeyChangeResult {
  readonly own: OwnKey;
  /** Paths of the mail drafts. */
  readonly drafts: readonly string[];
}

export interface KeyChangeOptions extends RunOptions {
  /** The own key as it is now. */
  readonly ownKey: UnlockedKey;
  /** Where the drafts go. */
  readonly out: string;
  /** Protects a new key; only for `replace`. */
  readonly passphrase?: string;
}

/**
 * What a change of the own key does. Step names: `make`, `certify`, `keep`, `extend`, `revoke`, `drafts`.
 *
 * @throws EmbargoError `own-key-missing`, `key-invalid`; `key-unusable` for a key in gpg, which only gpg can change; `usage`
 */
export async function planKeyChange(home: Home, change: KeyChange): Promise<KeyChangePlan> {
  const own = await requireOwnKey(home);
  if (own.gpg && change.kind !== "replace") throw changeInGpg(own, change.kind);
  if ("years" in change) refuseYears(change.years);
  const { name = "", mail = "" } = await readCertificate(own.certificate);
  const people = toBeTold(await listContacts(home));
  const drafts = people.length === 0 ? [] : [draftsStep(people.length)];
  const fingerprint = groupFingerprint(own.fingerprint);
  const user = change.kind === "replace" ? { name: change.name ?? name, mail: change.mail ?? mail } : { name, mail };
  return {
    title: { replace: "A new key of your own", extend: "Extend your key", revoke: "Revoke your key" }[change.kind],
    steps: [...stepsOf(change, own, user), ...drafts],
    notes: notesOf(change, own, fingerprint),
    change,
    own,
    user,
    people,
  };
}

/**
 * Makes the change; the new state is written before anybody is told of it.
 *
 * @throws EmbargoError `key-unusable`, `usage`, `disk-full`, `home-unwritable`
 */
export async function runKeyChange(
  home: Home,
  plan: KeyChangePlan,
  options: KeyChangeOptions,
): Promise<KeyChangeResult> {
  plan.steps.forEach((step) => options.onStep?.(step));
  const { own, news } = await changed(plan, options);
  const kept = await keepOwnKey(home, own);
  const drafts = plan.people.length === 0 ? [] : await writeDrafts(options.out, news, plan.people);
  return { own: kept, drafts };
}

async function changed(
  { change, own, user }: KeyChangePlan,
  { ownKey, passphrase }: KeyChangeOptions,
): Promise<{ own: OwnKey; news: Announcement }> {
  if (change.kind === "replace") {
    const of = { ...user, ...(passphrase === undefined ? {} : { passphrase }), years: change.years ?? KEY_YEARS.usual };
    const made = await generateKey(of);
    const certificate = own.gpg ? made.certificate : await certifyBy(made.certificate, ownKey);
    const vouches = await isCertifiedBy(certificate, own.certificate);
    const key = { fingerprint: made.fingerprint, certificate };
    return {
      own: { format: "embargo-own-key/1", ...made, certificate },
      news: { news: "replaced", key, before: { fingerprint: own.fingerprint, vouches } },
    };
  }
  const secret = own.secret ?? "";
  const { kind } = change;
  const update =
    kind === "extend"
      ? await extendKey(secret, ownKey, yearsFromNow(change.years))
      : await revokeKey(secret, ownKey, change.reason);
  // The copy of the secret part still opens what it opened: it is as good as before.
  const now = { ...own, ...update };
  const key = { fingerprint: own.fingerprint, certificate: update.certificate };
  return { own: now, news: { news: kind === "extend" ? "extended" : "revoked", key } };
}

function stepsOf(change: KeyChange, own: OwnKey, user: KeyChangePlan["user"]): Step[] {
  switch (change.kind) {
    case "replace":
      return [
        step("make", `make a new key for ${user.name} <${user.mail}>`),
        ...(own.gpg ? [] : [step("certify", "sign it with your key until now, so that people can tell it is yours")]),
        step("keep", "keep your key until now, for reading what was sent to it", "keys/replaced"),
      ];
    case "extend":
      return [step("extend", `let your key end on ${toInstant(yearsFromNow(change.years)).slice(0, 10)}`)];
    case "revoke":
      return [
        { ...step("revoke", `say in the key that it must not be used any more (${change.reason})`), reversible: false },
      ];
  }
}

function notesOf(change: KeyChange, own: OwnKey, fingerprint: string): string[] {
  const nothingSent = "Nothing is sent: you send the drafts.";
  switch (change.kind) {
    case "replace":
      return [
        `Your key until now: ${fingerprint}`,
        ...(own.gpg ? ["It is in gpg, so sign the new one there: gpg --quick-sign-key FINGERPRINT."] : []),
        "Bundles that are out can still be answered: such an answer opens with the key until now.",
        "Publish the new fingerprint where people look for it (SECURITY.md, your page).",
        nothingSent,
      ];
    case "extend":
      return [`Your key: ${fingerprint}. Its fingerprint stays; people import it again.`, nothingSent];
    case "revoke":
      return [
        `Your key: ${fingerprint}. What it signed before is refused by everybody who imports the revocation.`,
        "You can still read what was sent to it. To write, make another: embargo key new --replace",
        nothingSent,
      ];
  }
}

function step(id: string, sentence: string, detail?: string): Step {
  return { id, sentence, ...(detail === undefined ? {} : { detail }), reversible: true };
}

function draftsStep(count: number): Step {
  return step("drafts", `draft a mail to ${count} ${count === 1 ? "person" : "people"} whose key you have`);
}

function yearsFromNow(years: number = KEY_YEARS.usual): Date {
  return new Date(Date.now() + years * 365 * 24 * 60 * 60 * 1000);
}

function refuseYears(years: number | undefined): void {
  if (years === undefined || (Number.isInteger(years) && years >= KEY_YEARS.least && years <= KEY_YEARS.most)) return;
  throw new EmbargoError(
    "usage",
    "A key is made for 1 to 5 years.",
    "Two are usual; it can be extended before its end.",
  );
}

function changeInGpg({ fingerprint }: OwnKey, kind: "extend" | "revoke"): EmbargoError {
  return new EmbargoError(
    "key-unusable",
    "Your key is in gpg, and only gpg can change it.",
    kind === "extend"
      ? `gpg --quick-set-expire ${fingerprint} 2y; Embargo sees it the next time it uses the key.`
      : `gpg --gen-revoke ${fingerprint}, then gpg --import it; Embargo sees it the next time it uses the key.`,
  );
}
