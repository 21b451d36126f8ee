import type { enums, KeyOptions } from "openpgp";
import type { GeneratedKey, UnlockedKey } from "../../src/tools/pgp/keys";
import { generateKey, unlock } from "../../src/tools/pgp/keys";
import { loadOpenPgp } from "../../src/tools/pgp/openpgp";

/** A person with a key, made for one test run and never stored. */
export interface TestPerson extends GeneratedKey {
  readonly name: string;
  readonly mail: string;
  readonly unlocked: UnlockedKey;
}

/** A person with a new key without a passphrase. `now` is the time their key was made. */
export async function makePerson(name: string, now?: Date): Promise<TestPerson> {
  const mail = `${name.toLowerCase()}@example.test`;
  const key = await generateKey({ name, mail, ...(now ? { now } : {}) });
  return { ...key, name, mail, unlocked: await unlock(key.secret, undefined) };
}

/** The person's certificate with a revocation of the whole key. */
export async function revokedCertificate(person: TestPerson, reason: enums.reasonForRevocation, date?: Date) {
  const { openpgp } = await loadOpenPgp();
  const key = await openpgp.readPrivateKey({ armoredKey: person.secret });
  const when = date ? { date } : {};
  const { publicKey } = await openpgp.revokeKey({ key, reasonForRevocation: { flag: reason }, ...when });
  return publicKey;
}

/** A key of any kind the library makes, for keys that we never make ourselves. */
export async function makeKeyOfKind(options: Partial<KeyOptions>): Promise<TestPerson> {
  const { openpgp } = await loadOpenPgp();
  const identity = { name: "Other", email: "other@example.test" };
  const { publicKey, privateKey } = await openpgp.generateKey({ userIDs: identity, ...options, format: "armored" });
  const unlocked = await unlock(privateKey, undefined);
  const { fingerprint } = unlocked;
  return {
    fingerprint,
    certificate: publicKey,
    secret: privateKey,
    name: identity.name,
    mail: identity.email,
    unlocked,
  };
}
