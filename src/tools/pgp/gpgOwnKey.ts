import { EmbargoError } from "../../model/errors";
import { toInstant, type Fingerprint } from "../../model/ids";
import type { Home } from "../home";
import { exportGpgCertificate, listGpgKeys, useGpgKey, type GpgSecretKey } from "./gpgKey";
import type { GpgProgram } from "./gpgPrograms";
import { keepOwnKey, refuseSecondOwnKey, type OwnKey } from "./ownKey";
import { seal } from "./seal";
import { unseal } from "./unseal";

/** A key in one of the gpgs of this machine that could be one's own. */
export interface GpgChoice extends GpgSecretKey {
  readonly gpg: GpgProgram;
}

/** The keys that sign and decrypt, of every gpg given; two programs with the same home and key are one choice, the first. */
export async function listGpgChoices(programs: readonly GpgProgram[]): Promise<GpgChoice[]> {
  const choices = new Map<string, GpgChoice>();
  for (const gpg of programs) {
    for (const key of await listGpgKeys(gpg)) {
      const id = `${gpg.home}\n${key.fingerprint}`;
      if (!choices.has(id)) choices.set(id, { ...key, gpg });
    }
  }
  return [...choices.values()];
}

/**
 * The choice that a fingerprint means. Without one, the only one there is. When two gpgs with different homes have the key,
 * the one that git signs with is meant, else nobody can know.
 *
 * @throws EmbargoError `key-missing`, `key-ambiguous`
 */
export function chooseGpgKey(choices: readonly GpgChoice[], fingerprint?: Fingerprint): GpgChoice {
  const found = choices.filter((choice) => fingerprint === undefined || choice.fingerprint === fingerprint);
  const [first] = found;
  if (!first) {
    throw new EmbargoError(
      "key-missing",
      fingerprint === undefined
        ? "No gpg of this machine has a secret key that signs and decrypts."
        : `No gpg of this machine has the secret key ${fingerprint}, or it cannot both sign and decrypt.`,
      "See what gpg has: gpg --list-secret-keys. For a card: gpg --card-status. Another gpg: --gpg PATH.",
    );
  }
  if (found.length === 1) return first;
  const sameKey = found.every((choice) => choice.fingerprint === first.fingerprint);
  const gits = found.filter(({ gpg }) => gpg.found === "git's gpg.program");
  if (sameKey && gits[0]) return gits[0];
  throw new EmbargoError(
    "key-ambiguous",
    sameKey
      ? `Two gpgs have this key: ${found.map(({ gpg }) => `${gpg.program} (home ${gpg.home})`).join(" and ")}.`
      : `There is more than one: ${found.map((choice) => choice.fingerprint).join(" and ")}.`,
    sameKey ? "Say which one is meant: --gpg PATH." : "Say which one is meant: embargo key use-gpg FINGERPRINT.",
  );
}

/**
 * Makes a key in gpg one's own, once it has shown that it signs and decrypts: no secret leaves gpg, whose pinentry asks the
 * person.
 *
 * @throws EmbargoError `own-key-exists` without `replace`, `key-unusable` when what it made cannot be read back,
 *   `cancelled`, `gpg-failed`, `gpg-missing`, `key-missing`, `key-invalid`
 */
export async function useGpgForOwnKey(
  home: Home,
  { gpg: { program, home: gpgHome }, fingerprint }: GpgChoice,
  options: { readonly replace?: boolean } = {},
): Promise<OwnKey> {
  await refuseSecondOwnKey(home, fingerprint, options.replace);
  const gpg = { program, home: gpgHome };
  const { armored } = await exportGpgCertificate(gpg, fingerprint);
  const key = await useGpgKey(gpg, armored);
  const proof = new TextEncoder().encode(`Embargo asked gpg for this on ${toInstant(new Date())}.\n`);
  const sealed = await seal(proof, { to: armored, signWith: key });
  await unseal(sealed, { kind: "bundle", ownKeys: [key], signers: [armored] });
  return keepOwnKey(home, { format: "embargo-own-key/1", fingerprint, certificate: armored, gpg });
}
